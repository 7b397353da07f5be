import {
  anybody,
  anyThing,
  articles,
  beVerbs,
  doVerbs,
  everybody,
  prepositions,
  pronouns,
  relatives,
  somebody,
  stemOf,
  universals,
  type Word,
} from "./english-words.ts";
import type { Term } from "./syntax.ts";

/** What a clause says of its terms. */
export interface Claim {
  readonly predicate: string;
  readonly terms: readonly Term[];
  readonly isDenied: boolean;
}

/** "Every cat" is about all, "someone" about some; "a cat" and "cats" are what their place makes them. */
type Quantifier = "all" | "some" | "any";

/** Somebody or something: its term, and what must hold of it where it is anything of a kind. */
interface Entity {
  readonly term: Term;
  readonly conditions: readonly Claim[];
  readonly quantifier?: Quantifier;
  /** "No cat": what is said is denied. */
  readonly isNone?: boolean;
}

export interface Clause {
  /** What makes its subjects and objects what they are. */
  readonly conditions: readonly Claim[];
  readonly claims: readonly Claim[];
  /** What it is about besides what has a name. */
  readonly quantifiers: ReadonlySet<Quantifier>;
}

const isMark = ({ text }: Word): boolean => text === "and" || text === ",";
const isAuxiliary = ({ text }: Word): boolean => beVerbs.has(text) || doVerbs.has(text);
const isInflected = ({ text }: Word): boolean => /[^s]s$/.test(text);
const textOf = (words: readonly Word[]): string => words.map(({ text }) => text).join(" ");
const isDeterminer = ({ text }: Word): boolean =>
  text === "the" || text === "no" || universals.has(text) || articles.has(text);
const beginsEntity = (word: Word | undefined): boolean =>
  word !== undefined &&
  (word.isName || isDeterminer(word) || pronouns.has(word.text) || anybody.has(word.text));

const constant = (name: string): Entity => ({ term: { kind: "constant", value: name }, conditions: [] });
const unconditional = (claims: readonly Claim[]): Clause =>
  joined([{ conditions: [], claims, quantifiers: new Set() }]);

function joined(clauses: readonly Clause[]): Clause {
  return {
    conditions: clauses.flatMap(({ conditions }) => conditions),
    claims: clauses.flatMap(({ claims }) => claims),
    quantifiers: new Set(clauses.flatMap(({ quantifiers }) => [...quantifiers])),
  };
}

/**
 * Reads the clauses of one sentence, which share who they speak of: "someone ... they", "a cat ... the cat".
 * Undefined for what is none of their forms.
 */
export class ClauseReader {
  #variables = 0;
  /** Whom a pronoun means: who is anybody before who has a name, the first before later ones. */
  #topic: Term | undefined;
  readonly #nouns = new Map<string, Term>();

  /** Clauses with `and` or commas between them; later ones may leave out their subject, or subject and verb. */
  clauses(words: readonly Word[]): Clause | undefined {
    const verb = verbAt(words);
    if (verb <= 0) return undefined;
    const subjects = this.#subjects(words.slice(0, verb), words[verb]!);
    const said = subjects?.map((subject) => this.#said(words.slice(verb), subject));
    return said?.every((clause) => clause !== undefined) ? joined(said) : undefined;
  }

  #said(words: readonly Word[], subject: Entity): Clause | undefined {
    const { term, conditions, quantifier } = subject;
    const clauses: Clause[] = [{ conditions, claims: [], quantifiers: new Set(quantifier && [quantifier]) }];
    let isCopular = false;
    for (const [i, part] of partsOf(words).entries()) {
      if (i > 0 && beginsClause(part)) {
        const rest = this.clauses(words.slice(words.indexOf(part[0]!)));
        return rest && joined([...clauses, rest]);
      }
      const continues: boolean =
        i > 0 && isCopular && !isAuxiliary(part[0]!) && !part.slice(1).some(beginsEntity);
      isCopular = continues || beVerbs.has(part[0]!.text);
      const said = continues ? this.#complement(part, term) : this.#predicate(part, term);
      if (said === undefined) return undefined;
      const deny = (claim: Claim): Claim => ({
        ...claim,
        isDenied: claim.isDenied !== (subject.isNone === true),
      });
      clauses.push({ ...said, claims: said.claims.map(deny) });
    }
    return joined(clauses);
  }

  #predicate(words: readonly Word[], subject: Term): Clause | undefined {
    const [first, second] = words;
    if (beVerbs.has(first!.text)) return this.#complement(words.slice(1), subject);
    if (!doVerbs.has(first!.text)) return this.#action(words, subject, false);
    return second?.text === "not" ? this.#action(words.slice(2), subject, true) : undefined;
  }

  /** What follows a form of "to be": "[not] big", "a red cat", "afraid of the dog". */
  #complement(words: readonly Word[], subject: Term): Clause | undefined {
    const isDenied = words[0]?.text === "not";
    const rest = isDenied ? words.slice(1) : words;
    const relation = rest.findIndex(({ text }, i) => i > 0 && prepositions.has(text));
    if (relation > 0) {
      const name = rest.slice(0, relation + 1).filter((word) => !isDeterminer(word));
      return this.#relation(textOf(name), rest.slice(relation + 1), subject, isDenied);
    }
    const isNoun = articles.has(rest[0]?.text ?? "");
    const kinds = rest.slice(isNoun ? 1 : 0).map(({ text }) => text);
    if (kinds.length === 0 || rest[0]!.text === "the") return undefined;
    const predicates = isNoun ? kinds.filter((kind) => !anyThing.has(kind)) : [kinds.join(" ")];
    // "Not a red cat" denies the two together, which no single fact can say.
    if (isDenied && predicates.length !== 1) return undefined;
    return unconditional(predicates.map((kind) => ({ predicate: stemOf(kind), terms: [subject], isDenied })));
  }

  #action(words: readonly Word[], subject: Term, isDenied: boolean): Clause | undefined {
    const [verb, next] = words;
    if (verb === undefined || beginsEntity(verb) || prepositions.has(verb.text)) return undefined;
    const hasPreposition = next !== undefined && prepositions.has(next.text);
    const name = hasPreposition ? `${stemOf(verb.text)} ${next.text}` : stemOf(verb.text);
    return this.#relation(name, words.slice(hasPreposition ? 2 : 1), subject, isDenied);
  }

  #relation(
    predicate: string,
    object: readonly Word[],
    subject: Term,
    isDenied: boolean,
  ): Clause | undefined {
    if (object.length === 0) return unconditional([{ predicate, terms: [subject], isDenied }]);
    const entity = this.#entity(object, false);
    const quantifier = entity?.quantifier === "any" ? "some" : entity?.quantifier;
    // "Does not chase a cat" speaks of every cat at once.
    if (entity === undefined || entity.isNone || (isDenied && quantifier !== undefined)) return undefined;
    return {
      conditions: entity.conditions,
      claims: [{ predicate, terms: [subject, entity.term], isDenied }],
      quantifiers: new Set(quantifier && [quantifier]),
    };
  }

  /** One subject, or several: "Bob and Ann", "cats and dogs". "Red and cold things" is one. */
  #subjects(words: readonly Word[], verb: Word): readonly Entity[] | undefined {
    const parts = partsOf(words);
    const hasRelative = words.some(({ text }) => relatives.has(text));
    const isList = parts.length > 1 && !hasRelative && parts.at(-1)!.length === 1;
    const areNames = isList && parts.slice(1).every((part) => part.every(({ isName }) => isName));
    const isPlural = beVerbs.has(verb.text) ? /^(?:are|were)$/.test(verb.text) : !/s$|^did$/.test(verb.text);
    const entities = (isList ? parts : [words]).map((part) => this.#entity(part, isPlural && !areNames));
    if (!entities.every((entity) => entity !== undefined)) return undefined;
    if (entities.length === 1 && this.#topic?.kind !== "variable") this.#topic = entities[0]!.term;
    return entities;
  }

  #entity(words: readonly Word[], isKind: boolean): Entity | undefined {
    const [first, ...rest] = words;
    if (first === undefined) return undefined;
    if (pronouns.has(first.text))
      return rest.length === 0 && this.#topic !== undefined
        ? { term: this.#topic, conditions: [] }
        : undefined;
    if (somebody.has(first.text)) return this.#kind(rest, "some");
    if (everybody.has(first.text)) return this.#kind(rest, "all");
    if (anybody.has(first.text)) return this.#kind(rest, "any");
    if (isDeterminer(first) && rest.length === 0) return undefined;
    if (articles.has(first.text) || first.text === "any") return this.#kind(rest, "any");
    if (universals.has(first.text)) return this.#kind(rest, "all");
    const none = first.text === "no" ? this.#kind(rest, "all") : undefined;
    if (first.text === "no") return none && { ...none, isNone: true };
    const name = first.text === "the" ? rest : words;
    const known = first.text === "the" ? this.#nouns.get(textOf(name)) : undefined;
    if (known !== undefined) return { term: known, conditions: [] };
    if (isKind && first.text !== "the") return this.#kind(words, "any");
    if (name.some(isMark)) return undefined;
    return constant(first.text === "the" || first.isName ? textOf(name) : stemOf(textOf(name)));
  }

  /** Anything of a kind: adjectives and a noun, and what a relative clause says. */
  #kind(words: readonly Word[], quantifier: Quantifier): Entity | undefined {
    const relative = words.findIndex(({ text }) => relatives.has(text));
    const kinds = (relative < 0 ? words : words.slice(0, relative)).filter((word) => !isMark(word));
    const term: Term = { kind: "variable", name: `X${++this.#variables}` };
    const noun = kinds.at(-1)?.text;
    if (noun !== undefined) this.#nouns.set(noun, term);
    const conditions = kinds
      .filter(({ text }) => !anyThing.has(text))
      .map(({ text }): Claim => ({ predicate: stemOf(text), terms: [term], isDenied: false }));
    if (relative < 0) return { term, conditions, quantifier };
    const said = this.#said(words.slice(relative + 1), { term, conditions });
    if (said === undefined || said.quantifiers.has("all")) return undefined;
    return { term, conditions: [...said.conditions, ...said.claims], quantifier };
  }
}

/** What stands between the marks; a mark on a mark (", and") is one. */
function partsOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const parts: Word[][] = [[]];
  for (const word of words)
    if (isMark(word)) parts.push([]);
    else parts.at(-1)!.push(word);
  return parts.filter((part) => part.length > 0);
}

/** A part with a subject of its own. */
function beginsClause(part: readonly Word[]): boolean {
  if (verbAt(part) <= 0) return false;
  const [first, ...rest] = part;
  const hasVerb = rest.some(isAuxiliary) && !rest.some(({ text }) => relatives.has(text));
  return beginsEntity(first) || (hasVerb && !isAuxiliary(first!));
}

/** Where the verb of the first clause is, found by what stands around it, since no lexicon says; -1 if nowhere. */
function verbAt(words: readonly Word[]): number {
  const start = words[0] !== undefined && isDeterminer(words[0]) ? 2 : 1;
  for (let i = start; i < words.length; i++) {
    const word = words[i]!;
    if (relatives.has(word.text)) return words.findLastIndex(isAuxiliary);
    if (isAuxiliary(word)) return i;
    // "Lives in the town": the verb is before. "The cat of the house ...": it is still to come.
    const verb = prepositions.has(word.text) ? i - 1 : i;
    if (!isMark(word) && !word.isName && beginsEntity(words[i + 1]) && verb >= start) return verb;
    if (isMark(word) && start === 2 && i > 2 && isInflected(words[i - 1]!)) return i - 1;
  }
  const inflected = start === 2 ? words.findIndex((word, i) => i >= start && isInflected(word)) : start;
  if (inflected < 0) return words.length > start ? words.length - 1 : -1;
  return inflected < words.length ? inflected : -1;
}
