import type { Millis } from "../../model/ids.ts";
import { type Clause, clausesOf } from "../../perception/denials.ts";
import { termOf } from "../../perception/perception.ts";
import { matterIn } from "../../perception/sayings.ts";
import type { Asked, AskedTime, CueTerm, Reading, Saying, Told } from "../../ports/value-reader.ts";
import { type Claimed, contradictionsIn } from "./contradiction.ts";
import { type Answer, answersIn, byMatter, byWords, latestOf, type Weighed, weigh } from "./supersession.ts";

const nothing: Reading = { current: null, earlier: [], conflicts: [], updated: false };

/** Words that ask for a value or for the one that holds: an answer does not repeat them. */
const asking: ReadonlySet<string> = new Set(
  "many much long often time day date current currently now recent recently latest".split(" ").map(termOf),
);
/** Of the cue's weight that the text of some answer must hold: with less they speak of something else. */
const LEAST_COVER = 0.25;
/** Of its weight that must stand near a value that replaces none. */
const LEAST_NEAR = 0.15;
/** Values that held before, at most. */
const MOST_EARLIER = 4;
/** How much less, in logits, may speak for what is a value of the same matter: a chance of 1 in 20 beside the best. */
const SAME_MATTER = 3;

/** What holds of what was asked, and what held before. */
export function readValues(
  asked: Asked,
  cueTerms: readonly CueTerm[],
  told: readonly Told[],
  at: AskedTime,
): Reading {
  const choice = choose(asked, answersOf(asked, cueTerms, told, at));
  if (choice === null) return nothing;
  const { weighed, best, clearest: current, overruled } = choice;
  // What is aimed at, a bound or an age at the time holds nothing.
  if (current.answer.isNone) return nothing;
  const isCounted = asked.kind !== "thing";
  const rival = isCounted ? (overruled ?? rivalOf(weighed, current)) : null;
  const earlier = isCounted ? earlierThan(weighed, current).filter((one) => one !== rival) : [];
  return {
    current: sayingOf(current.answer, isCounted),
    earlier: earlier.map(({ answer }) => sayingOf(answer, true)),
    conflicts: rival === null ? [] : [disputeOf(current, rival)],
    updated: best.evidence.later === 1,
  };
}

interface Choice {
  /** Best first. */
  readonly weighed: readonly Weighed[];
  readonly best: Weighed;
  readonly clearest: Weighed;
  /** What would have been chosen, had its source been trusted as much. */
  readonly overruled: Weighed | null;
}

/** SPEC CV9: what speaks for an answer decides, but for what somebody says of the same matter who is trusted more. */
function choose(asked: Asked, answers: readonly Answer[]): Choice | null {
  const weighed = [...weigh(asked, answers)].sort((a, b) => b.score - a.score);
  const choice = chosen(asked, weighed);
  if (choice === null) return null;
  const { clearest } = choice;
  const trusted = choose(
    asked,
    answers.filter(({ told }) => told.trust > clearest.answer.told.trust),
  );
  return trusted !== null && overrules(trusted.clearest, clearest)
    ? {
        ...trusted,
        overruled: trusted.overruled ?? (isSame(trusted.clearest.answer, clearest.answer) ? null : clearest),
      }
    : { weighed, ...choice, overruled: null };
}

/** The less the other is trusted beside it, the less of the cue it may hold; that the other is later counts for nothing. */
function overrules(one: Weighed, other: Weighed): boolean {
  const [trusted, doubted] = [one.answer, other.answer];
  if (trusted.isNone || trusted.measure !== doubted.measure) return false;
  const ratio = doubted.told.trust / trusted.told.trust;
  return byWords(one) > byWords(other) - SAME_MATTER * (1 - ratio);
}

/** What each text answers. */
export function answersOf(
  asked: Asked,
  cueTerms: readonly CueTerm[],
  told: readonly Told[],
  at: AskedTime,
): readonly Answer[] {
  const terms = cueTerms.filter(({ term }) => !asking.has(term));
  const full = terms.reduce((sum, { weight }) => sum + weight, 0) || 1;
  const coverOf = ({ text }: Told): number => {
    const held = matterIn(text, terms);
    return terms.reduce((sum, { term, weight }) => sum + (held.has(term) ? weight : 0), 0) / full;
  };
  return answersIn(asked, terms, told, coverOf, at);
}

/** The answers by what speaks for them, the best first; and the one that the value is best told by. */
export function chosen(
  asked: Asked,
  weighed: readonly Weighed[],
): { readonly best: Weighed; readonly clearest: Weighed } | null {
  const best = weighed.reduce<Weighed | null>(
    (most, one) => (most === null || one.score > most.score ? one : most),
    null,
  );
  // What brings news may say little of what it is about; then what it replaces says it.
  const cover = Math.max(...weighed.map(({ answer }) => answer.cover));
  if (best === null || cover < LEAST_COVER || best.answer.counted < 0) return null;
  if (best.evidence.later === 0 && best.answer.near < LEAST_NEAR) return null;
  return { best, clearest: clearest(weighed, latestOf(asked, weighed, best)) };
}

/** Of those that give the value that holds, the one that the cue ranks first. */
function clearest(weighed: readonly Weighed[], best: Weighed): Weighed {
  return weighed
    .filter(
      ({ answer, score }) =>
        isSame(answer, best.answer) &&
        answer.told.about === best.answer.told.about &&
        answer.isNone === best.answer.isNone &&
        score > best.score - 1,
    )
    .reduce((most, one) => (one.answer.told.rank > most.answer.told.rank ? one : most), best);
}

const isSame = (one: Answer, other: Answer): boolean =>
  one.measure === other.measure && one.value === other.value && one.value !== "";

/** Other values of the measure, said before by whoever is trusted as much, each once, the latest first. */
function earlierThan(weighed: readonly Weighed[], current: Weighed): readonly Weighed[] {
  const { answer } = current;
  const seen = new Set([answer.value]);
  // That the current one is news says nothing of what it is about.
  const matter = byMatter(current);
  return weighed
    .filter(
      (one) =>
        one.answer.measure === answer.measure &&
        one.answer.told.said <= answer.told.said &&
        one.answer.told.about === answer.told.about &&
        one.answer.told.trust >= answer.told.trust &&
        one.answer.counted >= 0 &&
        !one.answer.isNone &&
        one.answer.cover >= LEAST_COVER &&
        byMatter(one) > matter - SAME_MATTER,
    )
    .sort((a, b) => b.answer.told.said - a.answer.told.said || b.answer.told.ordinal - a.answer.told.ordinal)
    .filter((one) => !seen.has(one.answer.value) && seen.add(one.answer.value))
    .slice(0, MOST_EARLIER);
}

/**
 * Another source, trusted as much or more, gives another value and neither says that it changed; or one that is trusted
 * less says that it did.
 */
function rivalOf(weighed: readonly Weighed[], current: Weighed): Weighed | null {
  const { answer } = current;
  const barred = weighed.find((one) => one.barred && one.answer.value !== answer.value);
  if (barred !== undefined) return barred;
  if (current.evidence.changed + current.evidence.lately > 0) return null;
  const rival = weighed.find(
    (one) =>
      one.answer.measure === answer.measure &&
      one.answer.value !== answer.value &&
      one.answer.told.source !== answer.told.source &&
      one.answer.told.about === answer.told.about &&
      one.answer.told.trust >= answer.told.trust &&
      !one.answer.isNone &&
      one.score > current.score - (one.answer.told.trust > answer.told.trust ? SAME_MATTER : 1),
  );
  return rival ?? null;
}

function disputeOf(current: Weighed, rival: Weighed): Reading["conflicts"][number] {
  const ratio = rival.answer.told.trust / Math.max(current.answer.told.trust, Number.EPSILON);
  return {
    sayings: [sayingOf(current.answer, true), sayingOf(rival.answer, true)],
    score: Math.min(1, ratio) * Math.min(1, 2 / (1 + Math.exp(current.score - rival.score))),
  };
}

/** A statement is the clause that the value stands in. */
function sayingOf({ told, start, end, from }: Answer, hasValue: boolean): Saying {
  const clause = clausesOf(told.text).find((one) => one.start <= start && end <= one.end) ?? { start, end };
  const value = hasValue ? told.text.slice(start, end) : null;
  const valid = from === null ? null : { from: from as Millis, to: null, precision: "day" as const };
  return { told, ...trimmed(told.text, clause), value, valid };
}

function trimmed(text: string, { start, end }: Clause): Clause {
  const clause = text.slice(start, end);
  return {
    start: start + clause.length - clause.trimStart().length,
    end: end - clause.length + clause.trimEnd().length,
  };
}

/** What contradicts what, where the cue asks whether something is so. */
export function readDenials(terms: readonly CueTerm[], told: readonly Told[], asOf: Millis): Reading {
  const contradictions = contradictionsIn(
    terms,
    told.filter(({ said }) => said <= asOf),
  );
  const place = (claimed: Claimed): Saying => ({
    told: claimed.told,
    ...trimmed(claimed.told.text, claimed),
    value: null,
    valid: null,
  });
  return {
    ...nothing,
    conflicts: contradictions.map(({ denial, affirmation, score }) => ({
      sayings: [place(denial), place(affirmation)],
      score,
    })),
  };
}
