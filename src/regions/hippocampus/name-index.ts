import { endsOf, handlesOf, isMisspelling } from "../../perception/name-variants.ts";

/** A node under a variant of its name. */
export interface Handled {
  readonly node: number;
  /** How sure the variant is, in (0, 1]. */
  readonly strength: number;
}

const none: readonly Handled[] = [];
/**
 * The names of one scope's concepts by what else they can be known by: variants of those that something is about,
 * and how all begin and end, by which misspellings are looked for. Made of the names alone; it
 * says nothing of what can be found.
 */
export class NameIndex {
  readonly #topics = new Map<string, Handled[]>();
  readonly #ends = new Map<string, number[]>();
  readonly #names: readonly string[];

  /** `names` by node: what is added to it later is known here too. */
  constructor(names: readonly string[]) {
    this.#names = names;
  }

  add(node: number): void {
    for (const end of endsOf(this.#names[node]!)) append(this.#ends, end, node);
  }

  /** Once a node: something is about it. */
  addTopic(node: number): void {
    for (const { handle, strength } of handlesOf(this.#names[node]!))
      append(this.#topics, handle, { node, strength });
  }

  topicsBy(handle: string): readonly Handled[] {
    return this.#topics.get(handle) ?? none;
  }

  /** Each once. */
  misspellingsOf(name: string): ReadonlySet<number> {
    const found = new Set<number>();
    for (const end of endsOf(name))
      for (const node of this.#ends.get(end) ?? [])
        if (isMisspelling(name, this.#names[node]!)) found.add(node);
    return found;
  }
}

function append<Value>(lists: Map<string, Value[]>, key: string, value: Value): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}
