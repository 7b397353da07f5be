import { bytesToHex } from "@noble/hashes/utils.js";

/** Bytes of a block. */
const BLOCK = 1 << 20;

/**
 * SHA-256, as 64 hex digits, of the SHA-256s of the blocks of 1 MiB that the pieces fill, whatever their
 * lengths. The platform computes it beside the event loop, one block at a time.
 */
export async function digestOf(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<string> {
  const blocks: Promise<ArrayBuffer>[] = [];
  const block = new Uint8Array(BLOCK);
  let used = 0;
  const end = async (): Promise<void> => {
    // Digested one by one, so that no more than one copy of a block is waiting.
    await blocks.at(-1);
    blocks.push(sha256(block.subarray(0, used)));
    used = 0;
  };
  for await (const piece of pieces)
    for (let from = 0; from < piece.length; ) {
      const taken = piece.subarray(from, from + BLOCK - used);
      block.set(taken, used);
      used += taken.length;
      from += taken.length;
      if (used === BLOCK) await end();
    }
  if (used > 0) await end();
  const digests = await Promise.all(blocks);
  const joined = new Uint8Array(digests.length * 32);
  for (const [i, digest] of digests.entries()) joined.set(new Uint8Array(digest), i * 32);
  return bytesToHex(new Uint8Array(await sha256(joined)));
}

/** What is given is copied at once. */
function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return crypto.subtle.digest("SHA-256", bytes);
}
