import type { Millis } from "../../model/ids.ts";
import type { Perception, TextSpan } from "../../ports/perception.ts";
import { countTokens } from "./context-tokens.ts";

/** A sentence is cut only where it alone is so much longer than there is room for. */
const MOST_OF_ONE = 3;
/** Content words of a sentence that count: more say no more of whether it answers. */
const MOST_TERMS = 6;

/**
 * The sentences of a text that are most likely to tell what is asked, in their order, in about `limit` tokens: those
 * that share words with the cue first, then those that say something. `without`: spans that are left out.
 */
export function trim(
  perception: Perception,
  text: string,
  terms: ReadonlySet<string>,
  limit: number,
  without: readonly TextSpan[] = [],
): string {
  const left =
    without.length === 0 && countTokens(text) <= limit ? null : sentencesOf(perception, text, without);
  if (left === null) return text;
  const whole = joined(text, left);
  if (countTokens(whole) <= limit) return whole;
  const worth = left.map((sentence) => worthOf(perception, text.slice(sentence.start, sentence.end), terms));
  const order = left.map((_, i) => i).sort((a, b) => worth[b]! - worth[a]! || a - b);
  const kept = new Set<number>();
  let tokens = 0;
  for (const i of order) {
    const more = countTokens(text.slice(left[i]!.start, left[i]!.end));
    if (kept.size > 0 && tokens + more > limit) continue;
    kept.add(i);
    tokens += more;
  }
  return cut(
    joined(
      text,
      left.filter((_, i) => kept.has(i)),
    ),
    limit * MOST_OF_ONE,
  );
}

function sentencesOf(
  perception: Perception,
  text: string,
  without: readonly TextSpan[],
): readonly TextSpan[] {
  return perception
    .sentencesIn(text)
    .filter(({ start, end }) => !without.some((span) => span.start < end && start < span.end));
}

function joined(text: string, sentences: readonly TextSpan[]): string {
  return sentences.map(({ start, end }) => text.slice(start, end)).join(" ");
}

function worthOf(perception: Perception, sentence: string, terms: ReadonlySet<string>): number {
  const own = perception.perceiveCue(sentence, 0 as Millis).terms;
  const shared = own.filter((term) => terms.has(term)).length;
  const asks = /\?["”’')\]]*$/.test(sentence);
  return 2 * shared + Math.min(own.length, MOST_TERMS) / 2 - (asks ? MOST_TERMS / 2 : 0);
}

/** At a space, with a mark where something is left out. */
export function cut(text: string, limit: number): string {
  if (countTokens(text) <= limit) return text;
  const words = text.split(/(?<=\s)/);
  let kept = "";
  let tokens = 1;
  for (const word of words) {
    tokens += countTokens(word);
    if (tokens > limit) break;
    kept += word;
  }
  return `${kept.trimEnd()} …`.trimStart();
}
