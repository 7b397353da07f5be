import { Buffer } from "node:buffer";

/** Writes the fields of one protocol-buffers message (wire types 0, 2 and 5 alone). */
export class Message {
  readonly #parts: Uint8Array[] = [];

  int(field: number, value: number | bigint): this {
    this.#varint(BigInt(field) << 3n);
    this.#varint(BigInt.asUintN(64, BigInt(value)));
    return this;
  }

  float(field: number, value: number): this {
    this.#varint((BigInt(field) << 3n) | 5n);
    this.#parts.push(new Uint8Array(Float32Array.of(value).buffer));
    return this;
  }

  bytes(field: number, value: Uint8Array | string | Message): this {
    const body =
      typeof value === "string" ? Buffer.from(value) : value instanceof Message ? value.encoded() : value;
    this.#varint((BigInt(field) << 3n) | 2n);
    this.#varint(BigInt(body.length));
    this.#parts.push(body);
    return this;
  }

  encoded(): Uint8Array {
    return Buffer.concat(this.#parts);
  }

  #varint(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    do {
      bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
      rest >>= 7n;
    } while (rest > 0n);
    this.#parts.push(Uint8Array.from(bytes));
  }
}
