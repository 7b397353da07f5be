/** Numbers in [0, 1) from a seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The text of an episode follows from its id, so that the reader knows what must be there. */
export function textOf(id: string): string {
  let length = 7;
  for (const char of id) length = (length * 31 + char.charCodeAt(0)) % 4099;
  return `${id} `.repeat(1 + Math.floor(length / id.length));
}

/** The bytes of a checkpoint follow from its position: longer than one chunk now and then. */
export function checkpointAt(seq: number): Uint8Array {
  return new Uint8Array(seq % 5 === 0 ? 1_200_000 : 2000).fill(seq % 251);
}
