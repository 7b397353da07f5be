import type { Connective, Formula } from "../../src/logic/first-order.ts";
import type { Term } from "../../src/logic/syntax.ts";
import type { Predicate, Vocabulary } from "./logic-vocabulary.ts";

/** A predicate that goes with the words of a statement less well than this is not what it means. */
const leastScore = 0.3;
const unknown = "unknown ";

/**
 * What an English statement says in the predicates and names of a vocabulary. Connectives and quantifiers by
 * their words, predicates by what goes best with the words between. What no predicate goes with gets a
 * predicate of its own, of which nothing is known.
 */
export function formulaOf(statement: string, vocabulary: Vocabulary): Formula {
  const reader = new StatementReader(vocabulary);
  return reader.sentence(
    statement
      .trim()
      .replace(/[.!\s]+$/, "")
      .replace(/n['\u2019]t\b/g, " not"),
  );
}

/** Whether some of it goes with no predicate. */
export function hasUnknown(formula: Formula): boolean {
  if (formula.kind === "atom") return formula.predicate.startsWith(unknown);
  return "body" in formula ? hasUnknown(formula.body) : hasUnknown(formula.left) || hasUnknown(formula.right);
}

class StatementReader {
  readonly #vocabulary: Vocabulary;
  #subject: Term | undefined;

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  sentence(text: string): Formula {
    const conditional =
      /^(?:if|when|whenever) (.+?),? then (.+)$/i.exec(text) ??
      /^(?:if|when|whenever) (.+), (.+)$/i.exec(text);
    if (conditional !== null) {
      const left = this.#clause(conditional[1]!);
      return { kind: "implies", left, right: this.#clause(conditional[2]!) };
    }
    return this.#clause(text);
  }

  #clause(text: string): Formula {
    const quantified =
      /^(not all|not every|all|every|each|any|no|some|there (?:is|are|exists?)(?: no)?|an?|everyone|everybody|someone) (.+)$/i.exec(
        text,
      );
    const mentioned = this.#vocabulary.mentions(text)[0];
    if (mentioned !== undefined && mentioned.start <= 4) {
      this.#subject = { kind: "constant", value: mentioned.name };
      return this.#said(text.slice(mentioned.end), this.#subject);
    }
    if (quantified !== null) return this.#quantified(quantified[1]!.toLowerCase(), quantified[2]!);
    const pronoun = /^(?:he|she|it|they) (.+)$/i.exec(text);
    if (pronoun !== null && this.#subject !== undefined) return this.#said(pronoun[1]!, this.#subject);
    if (mentioned !== undefined) {
      this.#subject = { kind: "constant", value: mentioned.name };
      return this.#said(`${text.slice(0, mentioned.start)} ${text.slice(mentioned.end)}`, this.#subject);
    }
    return this.#quantified("all", text);
  }

  /** "All cats purr": cut where both sides go best with some predicate. */
  #quantified(quantifier: string, text: string): Formula {
    const variable: Term = { kind: "variable", name: "x" };
    this.#subject = variable;
    const words = text.split(" ");
    const score = (part: string): number => this.#vocabulary.best(part)?.score ?? 0;
    const cuts = words.slice(1).map((_, i) => {
      const [kind, said] = [words.slice(0, i + 1).join(" "), words.slice(i + 1).join(" ")];
      return { kind, said, score: score(kind) + score(said) };
    });
    const isExistential = /^(?:some|someone|an?|there .*)$/.test(quantifier);
    const best = cuts.sort((a, b) => b.score - a.score)[0];
    const isBare = quantifier.startsWith("there") && (best === undefined || best.score < score(text) * 2);
    const kind = isBare || best === undefined ? this.#said(text, variable) : this.#said(best.kind, variable);
    const said = isBare || best === undefined ? undefined : this.#said(best.said, variable);
    const isNone = quantifier === "no" || quantifier.endsWith(" no");
    if (isExistential || said === undefined) {
      const body: Formula = said === undefined ? kind : { kind: "and", left: kind, right: said };
      const exists: Formula = { kind: "exists", variable: "x", body };
      return isNone ? { kind: "not", body: exists } : exists;
    }
    const right: Formula = isNone ? { kind: "not", body: said } : said;
    const all: Formula = { kind: "all", variable: "x", body: { kind: "implies", left: kind, right } };
    return quantifier.startsWith("not") ? { kind: "not", body: all } : all;
  }

  #said(text: string, subject: Term): Formula {
    const split = (pattern: RegExp, kind: Connective): Formula | undefined => {
      const parts = pattern.exec(text);
      if (parts === null) return undefined;
      return {
        kind,
        left: this.#part(`${parts[1] ?? ""} ${parts[2]}`, subject),
        right: this.#part(`${parts[1] ?? ""} ${parts[3]}`, subject),
      };
    };
    const notBoth = /^(.*?)\bnot both (.+) and (.+)$/i.exec(text);
    if (notBoth !== null)
      return {
        kind: "not",
        body: {
          kind: "and",
          left: this.#part(notBoth[2]!, subject),
          right: this.#part(notBoth[3]!, subject),
        },
      };
    // "Is not tall or heavy" is neither.
    const neither =
      /^(.*?)\bneither (.+) nor (.+)$/i.exec(text) ??
      /^([^,]*)\bnot (?!.*\b(?:either|and|not)\b)(.+) or (.+)$/i.exec(text);
    return (
      split(/^(.*?)\beither (.+?),? or (neither .+)$/i, "xor") ??
      (neither === null
        ? split(/^(.*?)\beither (.+),? or (.+)$/i, "xor")
        : {
            kind: "not",
            body: {
              kind: "or",
              left: this.#part(neither[2]!, subject),
              right: this.#part(neither[3]!, subject),
            },
          }) ??
      this.#understood(split(/^()(.+?),? or (.+)$/i, "or"), text, subject) ??
      this.#understood(split(/^()(?:both )?(.+?),? and (.+)$/i, "and"), text, subject) ??
      this.#atom(text, subject)
    );
  }

  /** No list where one of its parts means nothing and the whole does: "has feedback and advice from friends". */
  #understood(list: Formula | undefined, text: string, subject: Term): Formula | undefined {
    if (list === undefined || !hasUnknown(list)) return list;
    const whole = this.#atom(text, subject);
    return hasUnknown(whole) ? list : whole;
  }

  /** A part of a list: a clause if it has a subject of its own. */
  #part(text: string, subject: Term): Formula {
    const mentioned = this.#vocabulary.mentions(text)[0];
    const isClause = mentioned !== undefined && /^\s*(?:the )?$/i.test(text.slice(0, mentioned.start));
    const hasWords = isClause && this.#vocabulary.best(text.slice(mentioned.end))!.score >= leastScore;
    return hasWords ? this.#clause(text.trim()) : this.#said(text.replace(/^\s*(?:and|or)\b/i, ""), subject);
  }

  #atom(text: string, subject: Term): Formula {
    const isDenied = /\b(?:not|never|no|cannot)\b/i.test(text);
    const best = this.#vocabulary.best(text);
    const isUnknown = best === undefined || best.score < leastScore || this.#vocabulary.isAboutOthers(text);
    const atom: Formula = isUnknown
      ? { kind: "atom", predicate: unknown + text.trim(), terms: [subject] }
      : this.#filled(best.predicate, text, subject);
    const also = isUnknown ? [] : this.#vocabulary.spelled(text).filter((other) => other !== best.predicate);
    const body = also.reduce<Formula>(
      (left, { name }) => ({ kind: "and", left, right: { kind: "atom", predicate: name, terms: [subject] } }),
      atom,
    );
    return isDenied ? { kind: "not", body } : body;
  }

  /** The subject first, then the names that the words mention, then anything. */
  #filled({ name: predicate, arity }: Predicate, text: string, subject: Term): Formula {
    const objects = this.#vocabulary
      .mentions(text)
      .map(({ name }): Term => ({ kind: "constant", value: name }))
      .filter(
        (term) => term.kind === "constant" && !(subject.kind === "constant" && subject.value === term.value),
      );
    const open = Array.from({ length: Math.max(0, arity - 1 - objects.length) }, (_, i) => `y${i}`);
    const rest = open.map((name): Term => ({ kind: "variable", name }));
    const terms = [subject, ...objects, ...rest].slice(0, arity);
    return open.reduceRight<Formula>((body, variable) => ({ kind: "exists", variable, body }), {
      kind: "atom",
      predicate,
      terms,
    });
  }
}
