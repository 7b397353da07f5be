import { positions } from "./lexer.ts";
import { LogicError } from "./logic-error.ts";
import type { Term } from "./syntax.ts";

export type Connective = "and" | "or" | "xor" | "implies" | "iff";

/** A formula of first-order logic without functions and equality. Its variables are those that a quantifier names. */
export type Formula =
  | { readonly kind: "atom"; readonly predicate: string; readonly terms: readonly Term[] }
  | { readonly kind: "not"; readonly body: Formula }
  | { readonly kind: Connective; readonly left: Formula; readonly right: Formula }
  | { readonly kind: "all" | "exists"; readonly variable: string; readonly body: Formula };

const shape = /[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.+^'\u2019-]*|[∀∃¬∧∨⊕→↔(),]/uy;
/** Loosest first. `→` groups to the right, the others to the left. */
const levels: readonly (readonly [string, Connective])[] = [
  ["↔", "iff"],
  ["→", "implies"],
  ["∨", "or"],
  ["⊕", "xor"],
  ["∧", "and"],
];

/** Names and signs of a formula, at most: it is read and translated by recursion. */
const longest = 1000;

/**
 * Reads a formula such as `∀x (Cat(x) ∧ ¬Wild(x) → Purrs(x))`. `¬` and quantifiers bind tighter than ∧, that
 * tighter than ⊕, ∨, → and ↔; but a quantifier reaches as far as its variable is used. Throws `syntax`.
 */
export function parseFormula(text: string): Formula {
  return new FormulaParser(text).all();
}

class FormulaParser {
  readonly #text: string;
  readonly #tokens: { readonly text: string; readonly start: number }[] = [];
  #next = 0;
  #bound: readonly string[] = [];

  constructor(text: string) {
    this.#text = text;
    for (let at = 0; ; at = shape.lastIndex) {
      while (/\s/.test(text[at] ?? "")) at++;
      if (at === text.length) break;
      shape.lastIndex = at;
      const written = shape.exec(text)?.[0];
      if (written === undefined)
        this.#refuse(at, "a sign that is none of the language", "Use ∀ ∃ ¬ ∧ ∨ ⊕ → ↔.");
      this.#tokens.push({ text: written!, start: at });
      if (this.#tokens.length > longest) this.#refuse(at, "a formula that is too long", "Say it in several.");
    }
  }

  all(): Formula {
    const formula = this.#formula(0);
    if (this.#token !== undefined) this.#expected("a connective or the end");
    return formula;
  }

  get #token(): string | undefined {
    return this.#tokens[this.#next]?.text;
  }

  #formula(level: number): Formula {
    const [sign, kind] = levels[level] ?? [];
    if (kind === undefined) return this.#unary();
    let left = this.#formula(level + 1);
    while (this.#token === sign) {
      this.#next++;
      left = { kind, left, right: this.#formula(kind === "implies" ? level : level + 1) };
    }
    return left;
  }

  #unary(): Formula {
    if (this.#take("¬")) return { kind: "not", body: this.#unary() };
    if (this.#take("∀")) return this.#quantified("all");
    if (this.#take("∃")) return this.#quantified("exists");
    if (!this.#take("(")) return this.#atom();
    const inner = this.#formula(0);
    if (!this.#take(")")) this.#expected('")"');
    return inner;
  }

  #quantified(kind: "all" | "exists"): Formula {
    const variable = this.#name("a variable");
    const outside = this.#bound;
    this.#bound = [...outside, variable];
    const start = this.#next;
    let body = this.#unary();
    if (this.#isUsedFrom(this.#next, variable)) {
      this.#next = start;
      body = this.#formula(0);
    }
    this.#bound = outside;
    return { kind, variable, body };
  }

  /** Before the parenthesis that surrounds it closes, and before a quantifier takes the name anew. */
  #isUsedFrom(from: number, variable: string): boolean {
    for (let at = from, depth = 0; at < this.#tokens.length && depth >= 0; at++) {
      const { text } = this.#tokens[at]!;
      const before = this.#tokens[at - 1]?.text;
      if (text === "(") depth++;
      else if (text === ")") depth--;
      else if (text === variable) return before !== "∀" && before !== "∃";
    }
    return false;
  }

  #atom(): Formula {
    const predicate = this.#name("a predicate, ¬, a quantifier or (");
    const terms: Term[] = [];
    if (this.#take("(")) {
      do terms.push(this.#term());
      while (this.#take(","));
      if (!this.#take(")")) this.#expected('"," or ")"');
    }
    return { kind: "atom", predicate, terms };
  }

  #term(): Term {
    const name = this.#name("a variable or a constant");
    return this.#bound.includes(name) ? { kind: "variable", name } : { kind: "constant", value: name };
  }

  #name(expected: string): string {
    const token = this.#token;
    if (token === undefined || !/^[\p{L}\p{N}_]/u.test(token)) this.#expected(expected);
    this.#next++;
    return token!;
  }

  #take(sign: string): boolean {
    const found = this.#token === sign;
    if (found) this.#next++;
    return found;
  }

  #expected(what: string): never {
    const start = this.#tokens[this.#next]?.start ?? this.#text.length;
    this.#refuse(
      start,
      `expected ${what}`,
      "Close each parenthesis, and write predicates as Name(term, term).",
    );
  }

  #refuse(start: number, message: string, remedy: string): never {
    const at = positions(this.#text)(start);
    throw new LogicError("syntax", `${message}.`, { at, value: this.#text.slice(start, start + 20), remedy });
  }
}
