import type { ConceptMention, TimeMention } from "../ports/features.ts";
import { bare, isFlat, isTitle } from "./concept-case.ts";
import { dateAt, isYear, keyOfTime } from "./concept-dates.ts";
import { keyOf } from "./concept-key.ts";
import { type Piece, piecesOf } from "./concept-lexer.ts";
import { Mentions, people } from "./concept-mentions.ts";
import { isContent, TermRun } from "./concept-terms.ts";
import {
  abbreviations,
  articles,
  commonVerbs,
  connectors,
  honorifics,
  institutionConnectors,
  institutions,
  openers,
  prepositions,
  relations,
  weekdays,
  whereabouts,
} from "./concept-words.ts";

/**
 * The names, works, dates and terms that a text mentions, each key once, in its order; `times` adds the dates that
 * its relative time expressions come to. A pure function, linear in the text's length.
 *
 * A name is a run of capitalised words with the small words that belong inside, a work is what quotation marks or
 * italics hold when it is written like a title. A capitalised word alone at the beginning of a sentence is a name
 * where the text has it as one elsewhere or the words after it say so: else a term. A surname alone counts for the
 * one full name of the text that ends in it. Terms are noun phrases of one to three small words and their heads:
 * many, most of them met once, of use where a few texts share one. A text without a capital, almost without small
 * letters or in title case has terms alone. Scripts written without spaces have no names and terms here.
 */
export function conceptsOf(text: string, times: readonly TimeMention[] = []): ConceptMention[] {
  return recognised(text, times, false);
}

/**
 * The names and works alone, which is all that binds episodes: as `conceptsOf`, but that terms count neither for the
 * order nor for how many there may be. Half the work where no surname stands for a full name.
 */
export function namesOf(text: string): ConceptMention[] {
  const mentions = new Mentions();
  new Recogniser(text, mentions, false, false).read();
  // What is also written small is no surname: that only the terms tell.
  const found = mentions.hasSurnames() ? recognised(text, [], false) : mentions.list();
  return found.filter(({ kind }) => kind === "name" || kind === "work");
}

/**
 * The same for a cue, with more terms, since a cue is compared with keys that are known and what is not known does
 * no harm: every content word, each name with the words that may belong to it ("Jump for Glory", "Owner earnings",
 * "Will Smith").
 */
export function cueConceptsOf(text: string, times: readonly TimeMention[] = []): ConceptMention[] {
  return recognised(text, times, true);
}

function recognised(text: string, times: readonly TimeMention[], cue: boolean): ConceptMention[] {
  const mentions = new Mentions();
  new Recogniser(text, mentions, cue, true).read();
  for (const time of times) {
    const key = keyOfTime(time);
    if (key !== null) mentions.ensure(key, "time");
  }
  return mentions.list();
}

const qualifier = /\([^()]*\)\s*$/;

/**
 * What a title is a name of: the title without a qualifier in brackets at its end and, where it has one, the two
 * together as a second topic that is less ambiguous (`avatar` and `avatar 2009 film`). "Paris, Texas" is
 * `paris texas` and `paris`.
 */
export function topicsOf(title: string): ConceptMention[] {
  const mentions = new Mentions();
  const bounded = title.slice(0, 512);
  const bare = bounded.replace(qualifier, "").trim();
  if (bare !== "") mentions.ensure(keyOf(bare), "name");
  if (bare !== bounded.trim()) mentions.ensure(keyOf(bounded), "name");
  const comma = bare.indexOf(", ");
  if (comma > 0 && /^, \p{Lu}[\p{L} .'-]*$/u.test(bare.slice(comma)) && /^\p{Lu}/u.test(bare))
    mentions.ensure(keyOf(bare.slice(0, comma)), "name");
  return mentions.list();
}

/** Quotation marks of three kinds, and what Markdown writes in italics, no part of an identifier or a product. */
const quoted =
  /"([^"\n]{2,80})"|\u201c([^\u201d\n]{2,80})\u201d|``([^`'\n]{2,80})''|(?<![\w*])\*([^*\s][^*\n]{1,80})\*(?![\w*])|(?<!\w)_([^_\s][^_\n]{1,80})_(?!\w)/g;
/** Between two names of a cue that may be one. */
const joints: ReadonlySet<string> = new Set([...prepositions, "and", "or"]);
const longestName = 12;

interface Work {
  readonly key: string;
  readonly start: number;
  readonly end: number;
}

class Recogniser {
  readonly #text: string;
  readonly #mentions: Mentions;
  readonly #pieces: readonly Piece[];
  /** Lower case, as written: what the word lists are asked. */
  readonly #words: readonly string[];
  /** null: terms are not asked for. */
  readonly #terms: TermRun | null;
  readonly #cue: boolean;
  /** In a cue: where the last name ends, and where the first of those that are joined to it begins. */
  #named: { readonly chain: number; readonly next: number } | null = null;
  /** The case of letters says nothing here. */
  readonly #flat: boolean;

  #small: ReadonlySet<string> | null = null;

  constructor(text: string, mentions: Mentions, cue: boolean, terms: boolean) {
    this.#text = text;
    this.#mentions = mentions;
    this.#pieces = piecesOf(text, (word) => abbreviations.has(word));
    this.#words = this.#pieces.map(({ start, end }) => text.slice(start, end).toLowerCase());
    this.#flat = isFlat(this.#pieces, this.#words);
    this.#cue = cue;
    this.#terms = terms ? new TermRun(mentions, this.#flat || cue) : null;
  }

  read(): void {
    const works = this.#works();
    let work = 0;
    let named = -1;
    for (let at = 0; at < this.#pieces.length; ) {
      const piece = this.#pieces[at]!;
      while (work < works.length && works[work]!.end <= piece.start) work++;
      if (work < works.length && works[work]!.start <= piece.start) {
        this.#terms?.end();
        if (named !== work) this.#mentions.add(works[work]!.key, "work");
        named = work;
        at++;
        continue;
      }
      if (piece.gap !== "space") this.#terms?.end();
      const date = dateAt(this.#pieces, this.#words, at);
      if (date !== null && !(date.next === at + 1 && isYear(this.#words[at]!) && this.#beginsName(at))) {
        this.#terms?.end();
        if (date.key !== "") this.#mentions.add(date.key, "time");
        at = date.next;
      } else if (!this.#flat && this.#beginsName(at)) {
        this.#terms?.end();
        at = this.#name(at);
      } else {
        this.#terms?.word(this.#words[at]!, piece);
        at++;
      }
    }
    this.#terms?.end();
  }

  /** Quotations and italics that are written like a title; what is in them names nothing else. */
  #works(): readonly Work[] {
    const found: Work[] = [];
    if (this.#flat) return found;
    for (const match of this.#text.matchAll(quoted)) {
      const inner = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? match[5] ?? "").trim();
      const title = inner.replace(qualifier, "");
      if (!isTitle(title)) continue;
      const key = keyOf(title);
      found.push({ key, start: match.index, end: match.index + match[0].length });
    }
    return found;
  }

  #capital(at: number): boolean {
    switch (this.#pieces[at]?.shape) {
      case "capital":
      case "caps":
        return true;
      case "initial":
        return this.#words[at] !== "i";
      case "camel":
        return true;
      default:
        return false;
    }
  }

  #joins(at: number): boolean {
    return this.#pieces[at]?.gap === "space";
  }

  #follows(at: number): boolean {
    return this.#joins(at) || this.#pieces[at]?.gap === "ampersand";
  }

  #beginsName(at: number): boolean {
    const word = this.#words[at]!;
    if (!this.#capital(at)) {
      // "2017 World Series", "3rd Mile Roundabout", but "In 1752 Russia"
      if (!this.#joins(at + 1) || !this.#capital(at + 1)) return false;
      if (ordinal.test(word)) return true;
      if (!isYear(word) || people.test(this.#words[at + 1]!)) return false;
      const before = this.#words[at - 1] ?? "";
      return before === "the" || (!prepositions.has(before) && this.#joins(at + 2) && this.#capital(at + 2));
    }
    if (this.#pieces[at]!.first) return !openers.has(bare(word));
    return !articles.has(word) && !pronouns.has(bare(word));
  }

  /** The piece after the run of a name that begins at `from`. */
  #runEnd(from: number): number {
    let next = from + 1;
    let institution = institutions.has(bare(this.#words[from]!));
    while (next < from + longestName && this.#follows(next)) {
      const word = this.#words[next]!;
      if (this.#capital(next)) {
        if (isLoneMonth(this.#pieces, this.#words, next)) break;
      } else if (!this.#joins(next)) {
        break;
      } else if (this.#pieces[next]!.shape === "number") {
        if (word.length > 3 || next - from > 3) break;
      } else {
        const after = this.#connected(next, institution);
        if (after === 0) break;
        next = after;
        if (this.#pieces[next]!.shape === "number") return next + 1;
      }
      institution ||= institutions.has(bare(this.#words[next]!));
      next++;
    }
    return next;
  }

  /** The capitalised word that small words at `at` connect, or 0. */
  #connected(at: number, institution: boolean): number {
    const word = this.#words[at]!;
    let after = at;
    if (connectors.has(word) || (institution && institutionConnectors.has(word))) {
      after++;
      const second = this.#words[after] ?? "";
      if (word !== "and" && this.#joins(after) && (second === "the" || connectors.has(second))) after++;
    } else if (word === "the" && this.#pieces[at - 1]!.shape === "capital") after++;
    else return 0;
    // "Act of 1869"
    if (word === "of" && after === at + 1 && this.#joins(after) && isYear(this.#words[after]!)) return after;
    if (!this.#joins(after) || !this.#capital(after)) return 0;
    // "Graz University and Arlo", "… of Graz and Oslo University": two of their own
    const apart =
      institutions.has(this.#words[at - 1]!) || institutions.has(bare(this.#words[after + 1] ?? ""));
    if (word === "and" && apart) return 0;
    return after;
  }

  #name(at: number): number {
    const next = this.#runEnd(at);
    let from = at;
    while (from < next - 1 && honorifics.has(this.#words[from]!) && this.#capital(from + 1)) from++;
    for (let cut = from + 1; cut < next - 1; cut++)
      if (this.#words[cut] === "of" && relations.has(this.#words[cut - 1]!)) {
        if (cut - from > 1) this.#emit(from, cut, at);
        from = cut + 1;
        if (this.#words[from] === "the") from++;
        cut = from;
      }
    this.#emit(from, next, at);
    if (this.#cue) this.#candidates(from, next);
    return next;
  }

  /** What a name of a cue may be part of. */
  #candidates(from: number, next: number): void {
    const add = (first: number, last: number): void =>
      this.#mentions.ensure(
        keyOf(this.#text.slice(this.#pieces[first]!.start, this.#pieces[last]!.end)),
        "term",
      );
    if (
      from > 0 &&
      this.#joins(from) &&
      (this.#capital(from - 1) || this.#pieces[from - 1]!.shape === "number")
    )
      add(from - 1, next - 1);
    for (let last = next; last < next + 2 && this.#joins(last) && isContent(this.#words[last]!); last++)
      add(from, last);
    const chained = this.#named !== null && this.#between(this.#named.next, from);
    if (chained) add(this.#named!.chain, next - 1);
    this.#named = { chain: chained ? this.#named!.chain : from, next };
  }

  /** Nothing but a comma and at most two words that join names. */
  #between(next: number, from: number): boolean {
    if (from - next > 2) return false;
    for (let at = next; at <= from; at++) {
      if (this.#pieces[at]!.gap === "break") return false;
      if (at < from && !joints.has(this.#words[at]!) && !articles.has(this.#words[at]!)) return false;
    }
    return true;
  }

  /** A capitalised function word, but not "Will" inside a sentence, "the US", "the WHO". */
  #isFunction(at: number, before: string): boolean {
    const word = this.#words[at]!;
    if (!openers.has(word) || namesToo.has(word)) return false;
    return this.#pieces[at]!.shape !== "caps" || !(before === "the" || word === "us");
  }

  /** A first word that has something or does something, and is no common noun by its ending or elsewhere. */
  #acts(at: number): boolean {
    const word = this.#words[at]!;
    const name = bare(word);
    const next = this.#joins(at + 1) ? this.#words[at + 1]! : "";
    if (name === word && !singularVerbs.has(next) && !next.endsWith("ed")) return false;
    this.#small ??= new Set(this.#words.filter((_, other) => this.#pieces[other]!.shape === "lower"));
    return !commonEnding.test(name) && !this.#small.has(name) && !this.#small.has(`${name}s`);
  }

  #emit(from: number, next: number, begins: number): void {
    const { start, first, shape } = this.#pieces[from]!;
    const single = next - from === 1;
    const word = this.#words[from]!;
    const before = this.#joins(begins) ? (this.#words[begins - 1] ?? "") : "";
    if (single && (weekdays.has(word) || shape === "initial" || this.#isFunction(from, before))) return;
    let { end } = this.#pieces[next - 1]!;
    // "Atlanta-based" speaks of Atlanta
    const hyphen = compound.exec(this.#text.slice(this.#pieces[next - 1]!.start, end));
    if (hyphen !== null) end -= hyphen[0].length;
    const key = keyOf(this.#text.slice(start, end));
    if (single && first && shape === "capital" && from === begins && !this.#acts(from)) {
      if (commonVerbs.has(word)) return;
      if (this.#terms === null) return;
      this.#mentions.add(key, "term");
      if (!this.#cue) this.#terms.word(word, this.#pieces[from]!);
    } else {
      this.#mentions.addName(key, before === "the", whereabouts.has(before));
    }
  }
}

/** What makes an adjective of the name before it. */
const compound =
  /-(?:area|backed|based|born|class|controlled|dominated|era|held|inspired|language|led|like|made|majority|occupied|owned|run|speaking|style|themed|trained|type|wide|winning)$/;
const singularVerbs: ReadonlySet<string> = new Set(["is", "was", "has", "had"]);
const commonEnding = /(?:ing|ed|ly|ion|ment|ness|ity|ism|ers|ists|ies|ous|al|ic|ive)$/;
const ordinal = /^\d{1,3}(?:st|nd|rd|th)$/;
const pronouns: ReadonlySet<string> = new Set(["i", "i'm", "i've", "i'll", "i'd"]);
/** Auxiliaries that are names as well, where they do not begin a sentence. */
const namesToo: ReadonlySet<string> = new Set(["will", "may"]);
function isLoneMonth(pieces: readonly Piece[], words: readonly string[], at: number): boolean {
  const date = dateAt(pieces, words, at);
  return date !== null && date.next > at + 1;
}
