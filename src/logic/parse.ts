import { type Token, tokensOf } from "./lexer.ts";
import { LogicError } from "./logic-error.ts";
import type {
  ArithmeticOperator,
  Atom,
  ComparisonOperator,
  Expression,
  Literal,
  Rule,
  Term,
} from "./syntax.ts";

const comparisons: ReadonlySet<string> = new Set(["=", "!=", "<", "<=", ">", ">="]);
/** What follows a term of a comparison and never an atom. */
const inComparisons: ReadonlySet<string> = new Set([...comparisons, "+", "-", "*", "/"]);

/** Parentheses within parentheses, at most. */
const deepest = 100;

/** Reads a program: facts and rules, each closed by a full stop. Throws `syntax` at the first thing that is wrong. */
export function parseProgram(text: string): readonly Rule[] {
  const parser = new Parser(tokensOf(text));
  const rules: Rule[] = [];
  while (!parser.atEnd) rules.push(parser.rule());
  return rules;
}

/** Reads what may stand behind `:-`: literals with commas between them. */
export function parseBody(text: string): readonly Literal[] {
  const parser = new Parser(tokensOf(text));
  const body = parser.body();
  parser.end();
  return body;
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;
  /** Parentheses that are open. */
  #open = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get atEnd(): boolean {
    return this.#token.kind === "end";
  }

  get #token(): Token {
    return this.#tokens[this.#next]!;
  }

  rule(): Rule {
    const { at } = this.#token;
    const confidence = this.#token.kind === "number" ? this.#confidence() : 1;
    const head = this.#atom();
    const body = this.#take(":-") ? this.body() : [];
    if (!this.#take(".")) this.#refuse('"," or "." or ":-"', "Close each rule with a full stop.");
    return { head, body, confidence, at };
  }

  body(): readonly Literal[] {
    const literals = [this.#literal()];
    while (this.#take(",")) literals.push(this.#literal());
    return literals;
  }

  end(): void {
    if (!this.atEnd) this.#refuse('"," or the end', "Put a comma between two conditions, and no full stop.");
  }

  #confidence(): number {
    const { text, at } = this.#advance();
    const confidence = Number(text);
    if (!(confidence > 0 && confidence <= 1))
      throw new LogicError("syntax", "a confidence outside (0, 1].", {
        at,
        value: confidence,
        remedy: "Leave out what is sure not to hold.",
      });
    if (!this.#take("::")) this.#refuse('"::" after a confidence', "Write 0.9 :: head :- body.");
    return confidence;
  }

  #literal(): Literal {
    if (this.#take("not")) return { kind: "absent", atom: this.#atom() };
    const at = this.#isSign("-") ? this.#next + 1 : this.#next;
    const [first, second] = [this.#tokens[at]!, this.#tokens[at + 1]];
    const isName = first.kind === "name" || first.kind === "text";
    if (isName && !(second?.kind === "sign" && inComparisons.has(second.text)))
      return { kind: "atom", atom: this.#atom() };
    return this.#comparison();
  }

  #atom(): Atom {
    const { at } = this.#token;
    const sign = this.#take("-") ? "-" : "";
    const { kind, text } = this.#token;
    if (kind === "variable")
      this.#refuse("a predicate", "A predicate begins with a small letter, or stands between double quotes.");
    if ((kind !== "name" && kind !== "text") || text === "")
      this.#refuse("a predicate", "Write predicate(term, term).");
    this.#advance();
    const terms: Term[] = [];
    if (this.#take("(") && !this.#take(")")) {
      do terms.push(this.#term());
      while (this.#take(","));
      if (!this.#take(")")) this.#refuse('"," or ")"', "Arithmetic stands in a comparison: X = Y + 1.");
    }
    return { predicate: sign + text, terms, at };
  }

  #comparison(): Literal {
    const { at } = this.#token;
    const left = this.#sum();
    const operator = this.#token.text;
    if (this.#token.kind !== "sign" || !comparisons.has(operator))
      this.#refuse("a comparison", "Compare with =, !=, <, <=, > or >=.");
    this.#advance();
    return { kind: "comparison", operator: operator as ComparisonOperator, left, right: this.#sum(), at };
  }

  #sum(): Expression {
    return this.#operations(["+", "-"], () => this.#operations(["*", "/"], () => this.#factor()));
  }

  #operations(operators: readonly ArithmeticOperator[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((sign) => this.#take(sign));
      if (operator === undefined) return left;
      left = { kind: "operation", operator, left, right: operand() };
    }
  }

  #factor(): Expression {
    if (!this.#isSign("(")) return this.#term();
    if (++this.#open > deepest) this.#refuse("fewer parentheses", "Give a part of it a variable of its own.");
    this.#advance();
    const inner = this.#sum();
    this.#open--;
    if (!this.#take(")")) this.#refuse('")"', "Close each parenthesis.");
    return inner;
  }

  #term(): Term {
    const { kind, text, at } = this.#token;
    const next = this.#tokens[this.#next + 1];
    if (this.#isSign("-") && next?.kind === "number") {
      this.#next += 2;
      return { kind: "constant", value: 0 - this.#number(next) };
    }
    if (kind === "sign" || kind === "end")
      this.#refuse("a term", 'A term is a Variable, a constant, a number or a "text".');
    this.#advance();
    if (kind === "variable") return { kind, name: text };
    return { kind: "constant", value: kind === "number" ? this.#number({ kind, text, at }) : text };
  }

  #number({ text, at }: Token): number {
    const number = Number(text);
    if (Number.isFinite(number)) return number;
    throw new LogicError("syntax", "a number that is too large.", {
      at,
      value: text,
      remedy: "Numbers are 64-bit floating point.",
    });
  }

  #take(sign: string): boolean {
    const found = this.#isSign(sign);
    if (found) this.#advance();
    return found;
  }

  #isSign(sign: string): boolean {
    return this.#token.kind === "sign" && this.#token.text === sign;
  }

  #advance(): Token {
    return this.#tokens[this.#next++]!;
  }

  #refuse(expected: string, remedy: string): never {
    const { kind, text, at } = this.#token;
    const found = kind === "sign" ? `"${text}"` : kind === "end" ? text : `a ${kind}`;
    throw new LogicError("syntax", `expected ${expected}, found ${found}.`, { at, value: text, remedy });
  }
}
