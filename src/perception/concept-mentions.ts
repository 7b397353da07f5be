import type { ConceptMention } from "../ports/features.ts";

type Kind = ConceptMention["kind"];

interface Mention {
  kind: Kind;
  count: number;
  /** It stood after "the": no person is called so. */
  the: boolean;
  /** It stood after "in", "at", "near" …: a place. */
  place: boolean;
  /** It was written small: a common noun. */
  small: boolean;
}

/** A text's further keys are dropped: one that has more is a list, a log or a book. */
export const maxConcepts = 512;
/** V8 copies what is shorter. */
const shortestSlice = 13;
/** What belongs to a people or country: "American" is the surname of no "Native American". */
export const people: RegExp = /(?:ese|ish|ian|ean|ican)$|^(?:dutch|french|german|greek|swiss)$/;
const fullName = /^(\S{2,}|[a-z]{1,3}) (?:\S+ ){0,2}?(\S{3,})$/;

/** A slice of a text would keep the whole text alive where the key is kept. */
function own(key: string): string {
  if (key.length < shortestSlice) return key;
  return String.fromCharCode(...Array.from({ length: key.length }, (_, at) => key.charCodeAt(at)));
}

/** What a text mentions: each key once, in the order of its first mention. */
export class Mentions {
  readonly #found = new Map<string, Mention>();

  /** A term that is also named is a name. */
  add(key: string, kind: Kind): Mention | null {
    if (key === "") return null;
    let known = this.#found.get(key);
    if (known === undefined) {
      if (this.#found.size === maxConcepts) return null;
      known = { kind, count: 0, the: false, place: false, small: false };
      this.#found.set(own(key), known);
    }
    known.count++;
    if (known.kind === "term") known.kind = kind;
    return known;
  }

  addTerm(key: string): void {
    const mention = this.add(key, "term");
    if (mention !== null) mention.small = true;
  }

  addName(key: string, the: boolean, place: boolean): void {
    const mention = this.add(key, "name");
    if (mention === null) return;
    mention.the ||= the;
    mention.place ||= place;
  }

  /** Mentions a key unless it is already. */
  ensure(key: string, kind: Kind): void {
    if (!this.#found.has(key)) this.add(key, kind);
  }

  /** Whether a name may stand for another one. */
  hasSurnames(): boolean {
    return this.#owners().size > 0;
  }

  list(): ConceptMention[] {
    const owners = this.#owners();
    const list: { key: string; kind: Kind; count: number }[] = [];
    const merged = new Map<string, number>();
    for (const [key, mention] of this.#found) {
      const owner = mention.the || mention.place || mention.small ? undefined : owners.get(key);
      if (owner) merged.set(owner, (merged.get(owner) ?? 0) + mention.count);
      else list.push({ key, kind: mention.kind, count: mention.count });
    }
    for (const one of list) one.count += merged.get(one.key) ?? 0;
    return list;
  }

  /** Surname to the one full name that ends in it; null where two do. */
  #owners(): ReadonlyMap<string, string | null> {
    const owners = new Map<string, string | null>();
    for (const [key, { kind, the, place }] of this.#found) {
      if (kind !== "name" || the || place) continue;
      const last = fullName.exec(key)?.[2];
      if (last !== undefined && this.#found.has(last) && !people.test(last))
        owners.set(last, owners.has(last) ? null : key);
    }
    return owners;
  }
}
