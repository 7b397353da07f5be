import { type Claim, type Clause, ClauseReader } from "./english-clauses.ts";
import { beyond, type Sentence, sentencesOf, type Word } from "./english-words.ts";
import type { Position } from "./logic-error.ts";
import { type Atom, atomsOf, complementOf, type Fact, type Literal, type Rule, type Term } from "./syntax.ts";

/**
 * What "not" asks for in a condition: in the open world that the complement is known, in the closed one
 * that nothing says so.
 */
export type World = "open" | "closed";

export interface Reading {
  /** Facts and rules, each at the place of its sentence. */
  readonly rules: readonly Rule[];
  /** Sentences that are none of the forms. */
  readonly unread: readonly Sentence[];
}

/** A longer sentence is no rule. */
const mostWords = 100;

/** What a closed world says of every name: a rule whose only conditions are absences begins there. */
const named = "thing";

/**
 * Reads controlled English: "Bob is big.", "The cow does not chase the cat.", "All red, cold things are
 * round.", "No cat is a dog.", "Everyone who is kind is nice.", "If someone is big and they are not red then
 * they are nice." Found by form: any noun, adjective and verb will do. A predicate is the stem of its word,
 * of one term for "is" and verbs without object, of two otherwise. Rules go the way they are written, never
 * the reverse. Disjunctions, quantities and modal verbs are not read. Translated first and concluded by a prover, as in
 * LINC (S75), where a language model translates: forms read less, and misread nothing in silence.
 */
export function readSimpleEnglish(text: string, world: World = "open"): Reading {
  const rules: Rule[] = [];
  const unread: Sentence[] = [];
  for (const sentence of sentencesOf(text)) {
    const read = rulesOf(sentence, world);
    if (read === undefined) unread.push(sentence);
    else rules.push(...read);
  }
  return { rules: world === "open" ? rules : [...rules, ...nameFacts(rules)], unread };
}

/** What a sentence states of what has a name, as facts that hold together; undefined if it is not of that form. */
export function readStatement(sentence: string): readonly Fact[] | undefined {
  const read = sentencesOf(sentence);
  const rules = read.length === 1 ? rulesOf(read[0]!, "open") : undefined;
  if (rules === undefined || rules.some(({ body }) => body.length > 0)) return undefined;
  return rules.map(({ head }) => ({
    predicate: head.predicate,
    values: head.terms.flatMap((term) => (term.kind === "constant" ? [term.value] : [])),
  }));
}

function rulesOf({ words, at }: Sentence, world: World): readonly Rule[] | undefined {
  if (words.length > mostWords || words.some(({ text }) => beyond.has(text))) return undefined;
  const split = conditionOf(words);
  if (split === undefined) return undefined;
  const reader = new ClauseReader();
  const [first, second] = split.parts.map((part) => reader.clauses(part));
  const [condition, conclusion] = split.isConditionFirst ? [first, second] : [second, first];
  if (conclusion === undefined || conclusion.quantifiers.has("some")) return undefined;
  if (split.parts.length > 1 && (condition === undefined || condition.quantifiers.has("all")))
    return undefined;
  const rules = conclusion.claims.map((claim): Rule => {
    const claims = [...claimsOf(condition), ...conditionsOn(claim, conclusion.conditions)];
    const head = atomOf(claim.isDenied ? complementOf(claim.predicate) : claim.predicate, claim.terms, at);
    const body = claims.map((one) => literalOf(one, world, at));
    return { head, body: safe(head, body, at), confidence: 1, at };
  });
  // What is said of anything at all needs a list of everything: only the closed world has one.
  return world === "open" && rules.some(({ body }) => body.some(isNamed)) ? undefined : rules;
}

const variablesIn = (terms: readonly Term[]): readonly string[] =>
  terms.flatMap((term) => (term.kind === "variable" ? [term.name] : []));

/** Those of the conditions that share a variable with the claim, or with one that does: "cats and dogs" are apart. */
function conditionsOn(claim: Claim, conditions: readonly Claim[]): readonly Claim[] {
  const names = new Set(variablesIn(claim.terms));
  const isOn = ({ terms }: Claim): boolean => variablesIn(terms).some((name) => names.has(name));
  for (let before = -1; before < names.size; ) {
    before = names.size;
    for (const { terms } of conditions.filter(isOn)) for (const name of variablesIn(terms)) names.add(name);
  }
  return conditions.filter(isOn);
}

const claimsOf = (clause: Clause | undefined): readonly Claim[] =>
  clause === undefined ? [] : [...clause.conditions, ...clause.claims];

/** The parts of "If A then B", "If A, B" and "B if A", or all as one conclusion. Undefined where a part is missing. */
function conditionOf(
  words: readonly Word[],
): { readonly parts: readonly (readonly Word[])[]; readonly isConditionFirst: boolean } | undefined {
  const condition = words.findIndex(({ text }) => text === "if");
  const then = words.findIndex(({ text }) => text === "then");
  if (condition < 0) return then < 0 ? { parts: [words], isConditionFirst: false } : undefined;
  if (condition > 0)
    return { parts: [words.slice(0, condition), words.slice(condition + 1)], isConditionFirst: false };
  const end = then > 0 ? then : words.findLastIndex(({ text }) => text === ",");
  if (end <= 1) return undefined;
  return { parts: [words.slice(1, end), words.slice(end + 1)], isConditionFirst: true };
}

const atomOf = (predicate: string, terms: readonly Term[], at: Position): Atom => ({ predicate, terms, at });

function literalOf({ predicate, terms, isDenied }: Claim, world: World, at: Position): Literal {
  if (!isDenied) return { kind: "atom", atom: atomOf(predicate, terms, at) };
  return world === "open"
    ? { kind: "atom", atom: atomOf(complementOf(predicate), terms, at) }
    : { kind: "absent", atom: atomOf(predicate, terms, at) };
}

const isNamed = (literal: Literal): boolean => literal.kind === "atom" && literal.atom.predicate === named;

/** The body, and that what no atom of it names is a thing. */
function safe(head: Atom, body: readonly Literal[], at: Position): readonly Literal[] {
  const bound = new Set(
    body.flatMap((literal) => (literal.kind === "atom" ? variablesIn(literal.atom.terms) : [])),
  );
  const free = [head, ...body.flatMap(atomsOf)].flatMap(({ terms }) => variablesIn(terms));
  const things = [...new Set(free)].filter((name) => !bound.has(name));
  return [
    ...body,
    ...things.map(
      (name): Literal => ({ kind: "atom", atom: atomOf(named, [{ kind: "variable", name }], at) }),
    ),
  ];
}

function nameFacts(rules: readonly Rule[]): readonly Rule[] {
  const names = new Map<string, Rule>();
  for (const { head, body, at } of rules)
    for (const { terms } of [head, ...body.flatMap(atomsOf)])
      for (const term of terms)
        if (term.kind === "constant")
          names.set(String(term.value), { head: atomOf(named, [term], at), body: [], confidence: 1, at });
  return [...names.values()];
}
