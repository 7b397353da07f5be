/** What is not a vector of finite numbers is never written: it could not be read again. */
export function requireVector(vector: Float32Array): Float32Array {
  if (vector.length === 0 || !vector.every(Number.isFinite))
    throw new RangeError("A vector has at least one dimension, and its numbers are finite.");
  return vector;
}

/**
 * A vector as bytes: float32, little-endian, which is the order of every platform that Node runs on.
 * Never empty: no bytes stand for a vector that was erased.
 */
export function bytesOf(vector: Float32Array): Uint8Array {
  const { buffer, byteOffset, byteLength } = requireVector(vector);
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** A copy: bytes may lie anywhere. RangeError where they are no vector. */
export function vectorOf(bytes: Uint8Array): Float32Array {
  return requireVector(new Float32Array(new Uint8Array(bytes).buffer));
}

/** The same as text. `btoa` and `atob` are everywhere; Node's Buffer is not. */
export function base64Of(vector: Float32Array): string {
  let text = "";
  for (const byte of bytesOf(vector)) text += String.fromCharCode(byte);
  return btoa(text);
}

/** null where the text is not what `base64Of` gives: one vector has one text. */
export function vectorOfBase64(text: string): Float32Array | null {
  try {
    const vector = vectorOf(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
    return base64Of(vector) === text ? vector : null;
  } catch {
    return null;
  }
}
