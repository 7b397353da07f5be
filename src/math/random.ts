/**
 * A number in [0, 1) from a seed and two integers, of which the low 32 bits count: a chain of the
 * multiplications and shifts of MurmurHash3's 32-bit finaliser (Appleby 2011). Stateless: the same
 * arguments give the same number on every machine.
 */
export function randomAt(seed: number, stream: number, index: number): number {
  let h = (seed ^ 0x9e3779b9) | 0;
  for (const word of [stream, index]) {
    h = Math.imul(h ^ word, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    h ^= h >>> 16;
  }
  return (h >>> 0) / 4294967296;
}

/** FNV-1a over UTF-16 code units: a name as a stream number. */
export function streamOf(name: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 0x01000193);
  return h | 0;
}
