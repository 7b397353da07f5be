import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 over a sequence of numbers and strings, each unambiguous in its place. */
export class Digest {
  readonly #hash = sha256.create();
  readonly #bytes = new Uint8Array(8192);
  readonly #view = new DataView(this.#bytes.buffer);
  #used = 0;
  static readonly #utf8 = new TextEncoder();

  numbers(...values: readonly number[]): this {
    for (const value of values) {
      if (this.#used + 8 > this.#bytes.length) this.#flush();
      this.#view.setFloat64(this.#used, value, true);
      this.#used += 8;
    }
    return this;
  }

  /** As JSON, which escapes what UTF-8 cannot carry; its length comes first. */
  string(text: string): this {
    const json = JSON.stringify(text);
    // A UTF-16 unit takes at most three bytes.
    const most = 8 + json.length * 3;
    if (most > this.#bytes.length) {
      const encoded = Digest.#utf8.encode(json);
      this.numbers(encoded.length).#flush();
      this.#hash.update(encoded);
      return this;
    }
    if (this.#used + most > this.#bytes.length) this.#flush();
    const { written } = Digest.#utf8.encodeInto(json, this.#bytes.subarray(this.#used + 8));
    this.numbers(written);
    this.#used += written;
    return this;
  }

  /** As they are: their number must follow from what came before. */
  bytes(bytes: Uint8Array): this {
    this.#flush();
    this.#hash.update(bytes);
    return this;
  }

  #flush(): void {
    this.#hash.update(this.#bytes.subarray(0, this.#used));
    this.#used = 0;
  }

  hex(): string {
    this.#flush();
    return bytesToHex(this.#hash.digest());
  }
}
