/**
 * Content and everything derived from it passes one codec on its way to disk. The identity today;
 * a cipher later. Ids, times and scopes stay clear.
 */
export interface Codec {
  /** Recorded in the file: a brain opens only with the codec that wrote it. */
  readonly id: string;
  encode(plain: Uint8Array): Uint8Array;
  decode(stored: Uint8Array): Uint8Array;
}

export const identityCodec: Codec = {
  id: "identity",
  encode: (plain) => plain,
  decode: (stored) => stored,
};
