import type { Millis } from "../../model/ids.ts";
import { type Value, valuesIn } from "../../perception/sayings.ts";
import { placedTimesOf } from "../../perception/time-expressions.ts";
import type { Asked, AskedTime, CueTerm, Told } from "../../ports/value-reader.ts";
import { type SupersessionWeights, supersessionWeights } from "./supersession-weights.ts";

/** The value that a text gives to what was asked. */
export interface Answer extends Value {
  readonly told: Told;
  /** How much of the cue's weight the whole text holds, in [0, 1]. */
  readonly cover: number;
}

/** What speaks for an answer: the terms of its score. `later` and what follows only of what may take the first one's place. */
export type Evidence = Readonly<Record<keyof SupersessionWeights, number>>;

export interface Weighed {
  readonly answer: Answer;
  readonly evidence: Evidence;
  readonly score: number;
  /** It would take the first one's place, were its source trusted as much. */
  readonly barred: boolean;
}

/**
 * Claim: what a cue's own words find first is often the value that was; the one that holds now is said later, of the
 *   same measure, in fewer of the cue's words and in words of change.
 * Formula: docs/SPEC.md, CV2-CV5: the answer that most speaks for by the cue alone is the first; one that is said
 *   later, is of its measure and counts what it counts, and gives a value that was not said before, may take its place;
 *   the greatest weighted sum of the evidence holds.
 * Citation: a conditional logit over the alternatives of one choice: McFadden 1974, "Conditional logit analysis of
 *   qualitative choice behavior".
 * Deviations: weights learned with a penalty (bench/truth/learn-supersession.ts) and frozen; conditions that are
 *   certain (order, measure) are no terms but decide who is an alternative.
 * Test: src/regions/neocortex/supersession.test.ts.
 */
export function weigh(
  asked: Asked,
  answers: readonly Answer[],
  weights: SupersessionWeights = supersessionWeights,
): readonly Weighed[] {
  const first = firstOf(answers);
  if (first === null) return [];
  return answers.map((answer) => {
    const replaces = answer !== first && mayReplace(asked, first, answer, answers);
    // Who is trusted less corrects nobody.
    const later = replaces && answer.told.trust >= first.told.trust;
    const evidence: Evidence = {
      near: answer.near,
      cover: answer.cover,
      counted: answer.counted,
      about: Number(answer.told.about),
      later: Number(later),
      changed: Number(later && answer.changed),
      lately: Number(later && answer.lately),
    };
    const score = (Object.keys(weights) as (keyof SupersessionWeights)[]).reduce(
      (sum, name) => sum + weights[name] * evidence[name],
      0,
    );
    return { answer, evidence, score, barred: replaces && !later };
  });
}

/** What the cue alone finds. */
function firstOf(answers: readonly Answer[]): Answer | null {
  return answers.reduce<Answer | null>(
    (best, answer) => (best === null || byCue(answer) > byCue(best) ? answer : best),
    null,
  );
}

/** The best value of each text that counts then. */
export function answersIn(
  asked: Asked,
  terms: readonly CueTerm[],
  told: readonly Told[],
  coverOf: (told: Told) => number,
  { asOf, past }: AskedTime,
): readonly Answer[] {
  return told
    .filter(({ text, said }) => said <= asOf || (past !== null && speaksOf(text, said, past)))
    .flatMap((one) => {
      // What begins only later is no answer yet.
      const values = valuesIn(one.text, asked, terms, one.said).filter(
        ({ from }) => from === null || from <= asOf,
      );
      // Of several values, one that stands in words of something else is none of what was asked.
      const related = values.filter((value) => value.related);
      const best = (related.length > 0 ? related : values).reduce<Value | null>(
        (most, value) => (most === null || inText(value) > inText(most) ? value : most),
        null,
      );
      return best === null ? [] : [{ ...best, told: one, cover: coverOf(one) }];
    });
}

function speaksOf(text: string, said: Millis, { from, to }: NonNullable<AskedTime["past"]>): boolean {
  return placedTimesOf(text, said).some((time) => time.from < to && from < time.to);
}

/** What of the cue an answer holds speaks for it so much, whoever said it and when. */
export function byWords({ evidence }: Weighed, weights: SupersessionWeights = supersessionWeights): number {
  const { near, cover, counted } = evidence;
  return weights.near * near + weights.cover * cover + weights.counted * counted;
}

/** And who said it: all but that it is news. */
export function byMatter(one: Weighed, weights: SupersessionWeights = supersessionWeights): number {
  return byWords(one, weights) + weights.about * one.evidence.about;
}

/**
 * What holds after the news: what the same source said of it later, as fully as the cue's words find it first; a date
 * that was moved again.
 */
export function latestOf(asked: Asked, weighed: readonly Weighed[], news: Weighed): Weighed {
  const first = firstOf(weighed.map(({ answer }) => answer))!;
  // Of what the cue finds first a fuller statement may be said, but before it.
  const isFirst = ({ answer }: Weighed): boolean =>
    answer === first && !answer.isNone && answer.measure === news.answer.measure;
  const isAgain = ({ told, near, cover }: Answer): boolean =>
    asked.kind === "date"
      ? news.evidence.later === 1 && told.trust >= news.answer.told.trust
      : told.source === news.answer.told.source && cover >= first.cover && near >= SAME_THING * first.near;
  return weighed.reduce(
    (latest, one) =>
      (one.evidence.later === 1 || isFirst(one)) &&
      isAgain(one.answer) &&
      isLater(one.answer.told, latest.answer.told)
        ? one
        : latest,
    news,
  );
}

const inText = ({ near, counted, isNone }: Value): number => near + counted / 2 - Number(isNone) / 2;

/** Before anything is learned: all that the cue alone says, each as much. */
function byCue({ told, near, cover, counted, isNone }: Answer): number {
  return told.rank + near + cover + Number(told.about) + (counted - Number(isNone)) / 3;
}

/** Later in world time; told at one time, later in the log. */
function isLater(one: Told, other: Told): boolean {
  return one.said > other.said || (one.said === other.said && one.ordinal > other.ordinal);
}

function mayReplace(asked: Asked, first: Answer, answer: Answer, answers: readonly Answer[]): boolean {
  const { told } = answer;
  if (answer.measure !== first.measure || answer.isNone) return false;
  // Whom the cue is about knows best.
  if (told.about !== first.told.about) return false;
  // Who differs from another without saying that it changed contradicts.
  if (told.source !== first.told.source && !answer.changed && !answer.lately) return false;
  // Dates of other occasions abound: one takes the place of another where it is said to be new.
  if (asked.kind === "date" && !answer.changed && !answer.lately) return false;
  const [near, cover] = asked.kind === "thing" ? [SAME_THING, SAME_THING] : [LEAST_NEAR, LEAST_COVER];
  if (answer.near < near * first.near || answer.cover < cover * first.cover) return false;
  if (asked.kind === "thing") return isLater(told, first.told) && (answer.changed || answer.lately);
  if (answer.counted < 0 || (answer.counted !== 0 && answer.counted < first.counted)) return false;
  return (
    answer.value !== first.value &&
    isLater(firstSaid(answer, answers), firstSaid(first, answers)) &&
    isLater(told, first.told)
  );
}

/** Who says again what held once changes nothing: a value counts from when it was first said of this. */
function firstSaid({ measure, value, near, told }: Answer, answers: readonly Answer[]): Told {
  return answers
    .filter(
      (other) =>
        other.measure === measure &&
        other.value === value &&
        other.told.about === told.about &&
        other.counted >= 0 &&
        other.near >= SAME_MATTER * near,
    )
    .reduce((earliest, other) => (isLater(earliest, other.told) ? other.told : earliest), told);
}

/** Of what the first one has of the cue: one who brings news says less of what it is about, but says it. */
const LEAST_NEAR = 0.2;
const LEAST_COVER = 1 / 3;
/** Where no measure binds them. */
const SAME_THING = 2 / 3;
/** Of how much of the cue's weight two equal values must at least share to be of one matter. */
const SAME_MATTER = 0.4;
