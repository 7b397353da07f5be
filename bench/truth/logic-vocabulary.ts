import type { Formula } from "../../src/logic/first-order.ts";

/** A sentence and what it says. */
export interface Premise {
  readonly text: string;
  readonly formula: Formula;
}

export interface Predicate {
  readonly name: string;
  readonly arity: number;
}

const emptyWords = new Set(
  `a an the and or either neither nor both is are was were be been being am do does did has have had having not no
  to of in on at by for from with as it its he she they them their his her him this that these those who which
  someone something people person thing things there if then when will would can could may might must than
  all every each any some one also`.split(/\s+/),
);

/** Words that say something, by their root: endings of English gone. */
export function rootsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])
    .filter((word) => !emptyWords.has(word))
    .map(rootOf);
}

function rootOf(word: string): string {
  const root = word.replace(/(?:ings?|ed|ies|es|s|ly|y|e)$/, "");
  return root.length >= 3 ? root : word;
}

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/**
 * The predicates and names of some premises, and the words that go with them: those of their own names, and
 * those that the sentences where they are used share (Dice's coefficient).
 */
export class Vocabulary {
  readonly predicates: readonly Predicate[];
  readonly names: readonly string[];
  readonly #dice = new Map<string, number>();
  /** All that the premises and their formulas say, as one text without spaces. */
  readonly #words: string;

  constructor(premises: readonly Premise[]) {
    const used = premises.map(({ formula }) => new Map(atomsOf(formula).map((atom) => [keyOf(atom), atom])));
    const roots = premises.map(({ text }) => new Set(rootsOf(text)));
    this.predicates = [...new Map(used.flatMap((atoms) => [...atoms])).values()];
    this.names = [...new Set(premises.flatMap(({ formula }) => namesOf(formula)))];
    this.#words = [
      ...premises.map(({ text }) => plain(text)),
      ...this.names.map(plain),
      ...this.predicates.map(({ name }) => plain(name)),
    ].join(" ");
    const count = (has: (premise: number) => boolean): number => premises.filter((_, i) => has(i)).length;
    for (const predicate of this.predicates)
      for (const root of new Set(roots.flatMap((words) => [...words]))) {
        const key = keyOf(predicate);
        const both = count((i) => used[i]!.has(key) && roots[i]!.has(root));
        const either = count((i) => used[i]!.has(key)) + count((i) => roots[i]!.has(root));
        this.#dice.set(`${key} ${root}`, (2 * both) / either);
      }
  }

  /** The predicate that goes best with some words, and how well, in [0, 1]; 0 is not at all. */
  best(text: string): { readonly predicate: Predicate; readonly score: number } | undefined {
    const roots = rootsOf(text);
    const scored = this.predicates.map((predicate) => ({ predicate, score: this.#score(predicate, roots) }));
    return scored.reduce<(typeof scored)[number] | undefined>(
      (best, one) => (best === undefined || one.score > best.score ? one : best),
      undefined,
    );
  }

  /** Predicates of one term whose whole name some words spell. */
  spelled(text: string): readonly Predicate[] {
    const roots = rootsOf(text);
    return this.predicates.filter(
      ({ name, arity }) =>
        arity === 1 && roots.some((root) => plain(name).startsWith(root) && rootOf(plain(name)) === root),
    );
  }

  /** Whether a text has a name or a number that is nowhere in the premises. */
  isAboutOthers(text: string): boolean {
    const words = text.match(/(?:\p{Lu}|\p{N})[\p{L}\p{N}-]*/gu) ?? [];
    return words.some((word) => rootsOf(word).some((root) => !this.#words.includes(root)));
  }

  #score(predicate: Predicate, roots: readonly string[]): number {
    if (roots.length === 0) return 0;
    const name = plain(predicate.name);
    const fits = roots.map((root) =>
      name.includes(root) ? 1 : (this.#dice.get(`${keyOf(predicate)} ${root}`) ?? 0) / 2,
    );
    // Of the name, the letters that the words account for.
    const inName = [...new Set(roots)].filter((root) => name.includes(root)).join("").length;
    return (fits.reduce((sum, fit) => sum + fit, 0) / roots.length + Math.min(1, inName / name.length)) / 2;
  }

  /** Names that a text mentions, in its order. */
  mentions(text: string): readonly { readonly name: string; readonly start: number; readonly end: number }[] {
    const words = [...text.matchAll(/[^\s,;:]+/g)].map(({ 0: word, index }) => ({ word, index }));
    const found = this.names.flatMap((name) => {
      const sought = plain(name);
      for (let length = 6; length >= 1; length--)
        for (let from = 0; from + length <= words.length; from++) {
          const part = words.slice(from, from + length);
          const said = plain(
            part
              .map(({ word }) => word)
              .join("")
              .replace(/['\u2019]s$/, ""),
          );
          const isSame =
            said === sought ||
            said === `${sought}s` ||
            (said.length >= 3 &&
              (sought.startsWith(said) || (/^\D+\d+$/.test(sought) && sought.endsWith(said))));
          if (!isSame || emptyWords.has(said)) continue;
          const last = part.at(-1)!;
          return [{ name, start: part[0]!.index, end: last.index + last.word.length }];
        }
      return [];
    });
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }
}

const keyOf = ({ name, arity }: Predicate): string => `${name}/${arity}`;

function atomsOf(formula: Formula): readonly Predicate[] {
  if (formula.kind === "atom") return [{ name: formula.predicate, arity: formula.terms.length }];
  return "body" in formula ? atomsOf(formula.body) : [...atomsOf(formula.left), ...atomsOf(formula.right)];
}

function namesOf(formula: Formula): readonly string[] {
  if (formula.kind === "atom")
    return formula.terms.flatMap((term) => (term.kind === "constant" ? [String(term.value)] : []));
  return "body" in formula ? namesOf(formula.body) : [...namesOf(formula.left), ...namesOf(formula.right)];
}
