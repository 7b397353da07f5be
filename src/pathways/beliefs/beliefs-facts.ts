import type { Assertion } from "../../logic/datalog.ts";
import { type ClaimObject, subjectKey } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";

export const millisPerDay = 86_400_000;

/** What `factsOf` and `standingOf` say, by name and number of terms: no rule of a user's may conclude them. */
export const givenPredicates: ReadonlySet<string> = new Set([
  ...["claim/4", "modality/2", "cardinality/2", "said_by/2", "moment/2", "denied/1", "named/1", "spoken/1"],
  ...["sign/2", "said_in/2"],
  ...["owned/3", "quantity/4", "date/3", "begins/2", "ends/2"],
  ...["ahead/1", "over/1", "superseded/2", "doubted/2", "today/2"],
]);

/** What a claim says whenever it is asked, as facts about its id. */
export function factsOf(claim: KeptClaim): readonly Assertion[] {
  const { id, ordinal, subject, relation, object, modality, polarity, valid, source } = claim;
  const fact = (predicate: string, ...rest: readonly (string | number)[]): Assertion => ({
    predicate,
    values: [id, ...rest],
  });
  const facts = [
    fact("claim", subjectKey(subject), relation.name, objectKey(object)),
    fact("modality", modality),
    fact("cardinality", relation.cardinality),
    fact("said_by", source),
    fact("said_in", ordinal),
    fact("moment", momentOf(claim)),
  ];
  for (const sign of claim.signs) facts.push(fact("sign", sign));
  if (polarity === "denied") facts.push(fact("denied"));
  if (subject.type === "speaker") facts.push(fact("spoken"));
  else if (subject.owner !== undefined) facts.push(fact("owned", subject.owner.toLowerCase(), subject.key));
  if (object.type === "concept" && isName(object.text)) facts.push(fact("named"));
  if (object.type === "quantity") facts.push(fact("quantity", object.value, object.unit, object.of));
  if (object.type === "date" && object.to - object.from === millisPerDay)
    facts.push(fact("date", ...yearAndDay(object.from)));
  if (valid.from !== null) facts.push(fact("begins", valid.from / millisPerDay));
  if (valid.to !== null) facts.push(fact("ends", valid.to / millisPerDay));
  return facts;
}

/** Of a concept its key; else what was said, in small letters. */
function objectKey(object: ClaimObject): string {
  return object.type === "concept" ? object.key : object.text.toLowerCase();
}

/** "Porto", "the Alps": a capital where a common noun has none. */
function isName(text: string): boolean {
  return /^(?:the )?\p{Lu}/u.test(text);
}

/**
 * The moment that it speaks of, as text that sorts by it, then by the order of the log: of an event when it
 * happened, of what lasts when it was said.
 */
function momentOf({ relation, valid, said, ordinal, span }: KeptClaim): string {
  const moment = relation.cardinality === "event" ? (valid.from ?? said) : said;
  return `${new Date(moment).toISOString()} ${padded(ordinal, 10)} ${padded(span.start, 7)}`;
}

const padded = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** The year, and the month and day as one number: 503 is the third of May. */
export function yearAndDay(time: Millis): readonly [year: number, day: number] {
  const date = new Date(time);
  return [date.getUTCFullYear(), (date.getUTCMonth() + 1) * 100 + date.getUTCDate()];
}

/** When a claim begins to hold, and when it holds no more; null: it does not end. */
export function turnsOf({ valid, said }: KeptClaim): readonly [first: Millis, end: Millis | null] {
  return [valid.from ?? (Math.min(valid.to ?? said, said) as Millis), valid.to];
}

/** How a claim lies to a moment of world time: it begins to hold only later, or holds no more. */
export function lieOf(claim: KeptClaim, asOf: Millis): "ahead" | "over" | "on" {
  const [first, end] = turnsOf(claim);
  if (first > asOf) return "ahead";
  return end !== null && end <= asOf ? "over" : "on";
}
