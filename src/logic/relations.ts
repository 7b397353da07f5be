import { Relation } from "./relation.ts";
import { signatureOf } from "./syntax.ts";

/** The relations of an engine. One name with two numbers of terms is two predicates. */
export class Relations {
  readonly #bySignature = new Map<string, Relation>();

  get(predicate: string, arity: number): Relation | undefined {
    return this.#bySignature.get(signatureOf(predicate, arity));
  }

  /** Made if there is none. */
  of(predicate: string, arity: number): Relation {
    const known = this.get(predicate, arity);
    if (known !== undefined) return known;
    const relation = new Relation(predicate, arity);
    this.#bySignature.set(signatureOf(predicate, arity), relation);
    return relation;
  }

  all(): readonly Relation[] {
    return [...this.#bySignature.values()];
  }
}
