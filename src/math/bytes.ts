/**
 * A growing byte string with the few encodings that checkpoints need: unsigned LEB128 integers,
 * UTF-8 strings, 64-bit floats and integer columns. Little-endian.
 */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;
  static readonly #utf8 = new TextEncoder();

  #reserve(extra: number): void {
    if (this.#length + extra <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + extra));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }

  /** An integer in [0, 2^53). */
  uint(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#reserve(8);
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    for (; rest >= 0x80000000; rest = Math.floor(rest / 0x80)) bytes[at++] = (rest % 0x80) | 0x80;
    for (; rest >= 0x80; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
    bytes[at++] = rest;
    this.#length = at;
  }

  /** An integer in [-1, 2^53 - 1): the columns' way of saying "none" is -1. */
  link(value: number): void {
    this.uint(value + 1);
  }

  float(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Any string: lone surrogates survive, since each is written as its own three bytes. */
  string(text: string): void {
    if (text.isWellFormed()) {
      const encoded = ByteWriter.#utf8.encode(text);
      this.uint(encoded.length * 2);
      this.bytes(encoded);
      return;
    }
    this.uint(text.length * 2 + 1);
    for (let i = 0; i < text.length; i++) this.uint(text.charCodeAt(i));
  }

  /** Strings that are read back together: far faster than one at a time. */
  strings(texts: readonly string[]): void {
    this.uint(texts.length);
    for (const text of texts) this.uint(text.length);
    this.string(texts.join(""));
  }

  bytes(source: Uint8Array): void {
    this.#reserve(source.length);
    this.#bytes.set(source, this.#length);
    this.#length += source.length;
  }

  /** What was written since the last `take`. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  get length(): number {
    return this.#length;
  }
}

/** Reads what `ByteWriter` wrote, in the same order. Throws RangeError past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;
  static readonly #utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint(): number {
    const bytes = this.#bytes;
    const first = bytes[this.#at]!;
    if (first < 0x80) {
      this.#at++;
      return first;
    }
    let value = 0;
    let scale = 1;
    for (;;) {
      if (this.#at >= bytes.length) throw new RangeError("The bytes end inside a number.");
      const byte = bytes[this.#at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  }

  /** -1 or a number below `limit`. */
  link(limit: number): number {
    const value = this.uint() - 1;
    if (value >= limit) throw new RangeError("The bytes refer to what is not there.");
    return value;
  }

  /** How many things follow that take at least a byte each: what was damaged must not ask for gigabytes. */
  count(): number {
    const value = this.uint();
    if (value > this.#bytes.length - this.#at) throw new RangeError("The bytes end too early.");
    return value;
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError("The bytes go on after their end.");
  }

  float(): number {
    const value = this.#view.getFloat64(this.#at, true);
    this.#at += 8;
    return value;
  }

  string(): string {
    const tag = this.uint();
    const length = Math.floor(tag / 2);
    if (tag % 2 === 0) return ByteReader.#utf8.decode(this.bytes(length));
    let text = "";
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.uint());
    return text;
  }

  strings(): string[] {
    const lengths = new Uint32Array(this.count());
    for (let i = 0; i < lengths.length; i++) lengths[i] = this.uint();
    const all = this.string();
    if (lengths.reduce((sum, length) => sum + length, 0) !== all.length)
      throw new RangeError("The strings do not fill their bytes.");
    let at = 0;
    return Array.from(lengths, (length) => {
      at += length;
      return all.slice(at - length, at);
    });
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) throw new RangeError("The bytes end inside a field.");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** Bytes not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  rest(): Uint8Array {
    return this.bytes(this.#bytes.length - this.#at);
  }
}
