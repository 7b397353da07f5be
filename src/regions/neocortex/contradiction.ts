import {
  affirms,
  type Clause,
  clausesOf,
  denialIn,
  isHedged,
  isLight,
  matterOf,
} from "../../perception/denials.ts";
import { timesOf } from "../../perception/time-expressions.ts";
import type { CueTerm, Told } from "../../ports/value-reader.ts";

export interface Contradiction {
  readonly denial: Claimed;
  readonly affirmation: Claimed;
  /** In [0, 1]. */
  readonly score: number;
}

export interface Claimed extends Clause {
  readonly told: Told;
}

/** Of the cue's weight that a denial must hold: what it leaves out may be what makes the difference. */
const LEAST_DENIED = 0.4;
/** And an affirmation, which says the same in words of its own. */
const LEAST_AFFIRMED = 0.2;
/** What a wish or an attempt counts, of a fact. */
const HEDGED = 0.6;
/** Affirmations that are named for a denial, and denials. */
const MOST_NAMED = 3;

interface Weighed extends Claimed {
  readonly share: number;
}

/**
 * Claim: who says "I have never …" contradicts what the same one said of it before; what comes after may have changed it.
 * Formula: docs/SPEC.md, CV6-CV7: d and a are the shares of the cue's weight that stand in a clause that denies and in
 *   one that affirms; where d >= 0.4 and a >= 0.2, of one source, and what is affirmed was said before or is of a time before, the score is sqrt(d a).
 * Citation: contradiction by negation among aligned statements: de Marneffe, Rafferty and Manning 2008, ACL-08,
 *   "Finding contradictions in text".
 * Deviations: the cue aligns them; negation alone, no antonyms, numbers (these supersede) or world knowledge; English.
 * Test: src/regions/neocortex/contradiction.test.ts; what it finds: bench/truth/contradictions.ts.
 */
export function contradictionsIn(terms: readonly CueTerm[], told: readonly Told[]): readonly Contradiction[] {
  // Who speaks does not name himself.
  const names = new Set(told.flatMap(({ source }) => matterOf(source)));
  const weights = new Map(
    terms.flatMap(({ term, weight }) => (isLight(term) || names.has(term) ? [] : [[term, weight]])),
  );
  const someAbout = told.some(({ about }) => about);
  const full = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
  if (full === 0) return [];
  const shareOf = (clause: string): number =>
    matterOf(clause).reduce((sum, term) => sum + (weights.get(term) ?? 0), 0) / full;
  const denials: Weighed[] = [];
  const affirmations: Weighed[] = [];
  for (const one of told.filter(({ about }) => about || !someAbout))
    for (const { start, end } of clausesOf(one.text)) {
      const clause = one.text.slice(start, end);
      const denial = denialIn(clause);
      if (denial >= 0) {
        const share = shareOf(antecedentOf(one.text, start, clause) + clause.slice(denial));
        if (share >= LEAST_DENIED) denials.push({ told: one, start, end, share });
      } else if (affirms(clause)) {
        const share = shareOf(clause) * (isHedged(clause) ? HEDGED : 1);
        if (share >= LEAST_AFFIRMED) affirmations.push({ told: one, start, end, share });
      }
    }
  return best(denials).flatMap((denial) =>
    best(
      affirmations.filter(
        (one) =>
          one.told.source === denial.told.source &&
          (!isAfter(one.told, denial.told) || wasBefore(one, denial.told)),
      ),
    ).map((affirmation) => ({ denial, affirmation, score: Math.sqrt(denial.share * affirmation.share) })),
  );
}

function isAfter(one: Told, other: Told): boolean {
  return one.said > other.said || (one.said === other.said && one.ordinal > other.ordinal);
}

/** Said afterwards, of an earlier time alone: "I broke my arm in 2019". */
function wasBefore({ told, start, end }: Weighed, denial: Told): boolean {
  const times = timesOf(told.text.slice(start, end), told.said);
  return times.length > 0 && times.every(({ from }) => from < denial.said);
}

/** "Flask, which I have never used": what a relative clause is about stands before it. */
function antecedentOf(text: string, start: number, clause: string): string {
  if (!/^which\b/i.test(clause)) return "";
  return /[^.,;!?\n]*[,;–—]?\s*$/.exec(text.slice(Math.max(0, start - LONGEST_ANTECEDENT), start))![0];
}

/** UTF-16 units. */
const LONGEST_ANTECEDENT = 80;

/** The best of each text. */
function best(claimed: readonly Weighed[]): readonly Weighed[] {
  const texts = new Map<Told, Weighed>();
  for (const one of claimed) if ((texts.get(one.told)?.share ?? 0) < one.share) texts.set(one.told, one);
  return [...texts.values()].sort((a, b) => b.share - a.share).slice(0, MOST_NAMED);
}
