import { ByteSearch } from "../math/byte-search.ts";
import type { Needle } from "../model/needle.ts";
import type { Scan } from "../ports/log-store.ts";

/** What a scan has read so far, place by place, and then what lives. */
export class NeedleScan {
  readonly #needles: readonly Needle[];
  readonly #places = new Map<string, { readonly search: ByteSearch; bytes: number }>();
  /** Of the needles that were found: which they are, and where the living have them. */
  #living: { readonly indices: readonly number[]; readonly search: ByteSearch } | null = null;

  constructor(needles: readonly Needle[]) {
    this.#needles = needles;
  }

  /** null: what follows is not joined to what came before. */
  feed(name: string, piece: Uint8Array | null): void {
    const place = this.#places.get(name) ?? { search: new ByteSearch(this.#needles), bytes: 0 };
    this.#places.set(name, place);
    if (piece === null) place.search.end();
    else {
      place.bytes += piece.length;
      place.search.feed(piece);
    }
  }

  /** What was not erased, when all places are read: only what was found is looked for. */
  live(bytes: Uint8Array): void {
    if (this.#living === null) {
      const found = new Set([...this.#places.values()].flatMap(({ search }) => [...search.found]));
      const indices = [...found];
      this.#living = { indices, search: new ByteSearch(indices.map((index) => this.#needles[index]!)) };
    }
    this.#living.search.feed(bytes);
    this.#living.search.end();
  }

  result(): Scan {
    return {
      places: [...this.#places].map(([name, { search, bytes }]) => ({ name, bytes, found: search.found })),
      living: new Set([...(this.#living?.search.found ?? [])].map((index) => this.#living!.indices[index]!)),
    };
  }
}
