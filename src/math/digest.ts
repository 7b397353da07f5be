import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 over a sequence of numbers and strings, each unambiguous in its place. */
export class Digest {
  readonly #hash = sha256.create();
  readonly #buffer = new Float64Array(1024);
  #used = 0;
  static readonly #utf8 = new TextEncoder();

  numbers(...values: readonly number[]): this {
    for (const value of values) {
      if (this.#used === this.#buffer.length) this.#flush();
      this.#buffer[this.#used++] = value;
    }
    return this;
  }

  string(text: string): this {
    const bytes = Digest.#utf8.encode(JSON.stringify(text));
    this.numbers(bytes.length);
    this.#flush();
    this.#hash.update(bytes);
    return this;
  }

  #flush(): void {
    this.#hash.update(new Uint8Array(this.#buffer.buffer, 0, this.#used * 8));
    this.#used = 0;
  }

  hex(): string {
    this.#flush();
    return bytesToHex(this.#hash.digest());
  }
}
