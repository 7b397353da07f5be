import * as z from "zod";
import type { EpisodeId, Millis } from "./ids.ts";

/**
 * How many objects a relation has at one time. `single`: a new one replaces the one before ("live in").
 * `multiple`: they stand side by side ("like"). `event`: something that happened, and stays true.
 */
export type Cardinality = "single" | "multiple" | "event";
export type Modality = "fact" | "plan" | "wish" | "hypothetical" | "reported";
export type Polarity = "affirmed" | "denied";

export interface Relation {
  /** Lower case: a verb's base form with its particle and preposition ("sign up for"), `be`, or `instruct`. */
  readonly name: string;
  readonly cardinality: Cardinality;
}

/** Whom or what it is about: one who speaks, or a concept, which may be somebody's ("my sister"). */
export type ClaimSubject =
  | { readonly type: "speaker"; readonly name: string }
  | { readonly type: "concept"; readonly key: string; readonly owner?: string };

export type ClaimObject =
  /** A thing. `key` is its head's, normalised; `text` as it was said. */
  | { readonly type: "concept"; readonly key: string; readonly text: string }
  /** So much. `unit`: `USD`, `%`, `km`, `day`, …, or empty for a count; `of`: what is counted or measured. */
  | {
      readonly type: "quantity";
      readonly value: number;
      readonly unit: string;
      readonly of: string;
      readonly text: string;
    }
  /** A stretch of days, half-open. */
  | { readonly type: "date"; readonly from: Millis; readonly to: Millis; readonly text: string }
  /** What is no thing: a quality, a doing. */
  | { readonly type: "text"; readonly text: string };

export type TimePrecision = "day" | "week" | "month" | "season" | "year" | "span" | "said";

/**
 * When it holds or happened: [from, to), null where that end is not known. `said`: no time was named; a
 * state is known from when it was said, what is past only to have been before, what is planned after.
 */
export interface ValidTime {
  readonly from: Millis | null;
  readonly to: Millis | null;
  readonly precision: TimePrecision;
}

/** Where it stands in the text of its episode (`renderText`): UTF-16 units, half-open. */
export interface ClaimSpan {
  readonly start: number;
  readonly end: number;
}

/** What a text claims, before it is known which episode's text that is. */
export interface ClaimDraft {
  readonly subject: ClaimSubject;
  readonly relation: Relation;
  readonly object: ClaimObject;
  readonly modality: Modality;
  readonly polarity: Polarity;
  readonly valid: ValidTime;
  /** In [0, 1]: the share of judged claims of its kind that were read right. Says nothing of whether it is true. */
  readonly confidence: number;
  readonly span: ClaimSpan;
}

/** A statement with two time axes (`valid`: the world's, `learned`: the brain's) and what it rests on. */
export interface Claim extends ClaimDraft {
  readonly episode: EpisodeId;
  /** When the brain learned it: `LogEvent.at`. */
  readonly learned: Millis;
}

/** No name, relation or object is longer, in UTF-16 units: what is longer is no claim but a text. */
export const longestClaimText = 512;
/** A text's further claims are left out. */
export const maxClaims = 64;

const words = z
  .string()
  .min(1)
  .max(longestClaimText)
  .refine((text) => text.isWellFormed() && text.trim() !== "", "must be well-formed and not blank");
const label = z.string().max(64);
const millis = z.int().min(-8.64e15).max(8.64e15) as unknown as z.ZodType<Millis>;

const relationSchema = z.strictObject({
  name: words.refine((name) => name === name.toLowerCase(), "must be lower case"),
  cardinality: z.enum(["single", "multiple", "event"]),
});

const subjectSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("speaker"), name: words }),
  z.strictObject({ type: z.literal("concept"), key: words, owner: words.exactOptional() }),
]);

const stretch = (from: number | null, to: number | null): boolean =>
  from === null || to === null || from < to;

const objectSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("concept"), key: words, text: words }),
  z.strictObject({ type: z.literal("quantity"), value: z.number(), unit: label, of: label, text: words }),
  z
    .strictObject({ type: z.literal("date"), from: millis, to: millis, text: words })
    .refine(({ from, to }) => stretch(from, to), "must begin before it ends"),
  z.strictObject({ type: z.literal("text"), text: words }),
]);

const validSchema = z
  .strictObject({
    from: millis.nullable(),
    to: millis.nullable(),
    precision: z.enum(["day", "week", "month", "season", "year", "span", "said"]),
  })
  .refine(({ from, to }) => stretch(from, to), "must begin before it ends");

const statement = {
  subject: subjectSchema,
  relation: relationSchema,
  object: objectSchema,
  modality: z.enum(["fact", "plan", "wish", "hypothetical", "reported"]),
  polarity: z.enum(["affirmed", "denied"]),
  valid: validSchema,
  confidence: z.number().min(0).max(1),
} as const;

/** The one shape of a draft, whoever made it. */
export const claimDraftSchema: z.ZodType<ClaimDraft> = z.strictObject({
  ...statement,
  span: z
    .strictObject({ start: z.int().min(0), end: z.int().min(0) })
    .refine(({ start, end }) => start < end, "must begin before it ends"),
}) as z.ZodType<ClaimDraft>;

/** What a language model returns: it cannot count characters, so it quotes. */
const quotedSchema = z.strictObject({ ...statement, quote: words });

export interface ReadDrafts {
  readonly drafts: readonly ClaimDraft[];
  /** What was not taken, by its place in the list (-1: the whole), and why. Never holds the text itself. */
  readonly rejected: readonly { readonly index: number; readonly reason: string }[];
}

/** No answer of a model is longer, in UTF-16 units. */
const longestAnswer = 262_144;

/**
 * What a language model says that `text` claims, as drafts: a JSON list, each with the fields of a draft and,
 * instead of the span, the exact words that it rests on as `quote`. What does not conform, or rests on words
 * that the text does not hold, is left out and named; nothing is mended.
 */
export function readClaimDrafts(json: string, text: string): ReadDrafts {
  const whole = (reason: string): ReadDrafts => ({ drafts: [], rejected: [{ index: -1, reason }] });
  if (json.length > longestAnswer) return whole(`longer than ${longestAnswer} characters`);
  let list: unknown;
  try {
    list = JSON.parse(json);
  } catch {
    return whole("no JSON");
  }
  if (!Array.isArray(list)) return whole("no list");
  const drafts: ClaimDraft[] = [];
  const rejected: { index: number; reason: string }[] = [];
  for (const [index, item] of list.entries()) {
    if (index === maxClaims) {
      rejected.push({ index, reason: `more than ${maxClaims} claims` });
      break;
    }
    const result = quotedSchema.safeParse(item);
    if (!result.success) {
      const issue = result.error.issues[0]!;
      rejected.push({ index, reason: `${issue.path.join(".") || "it"}: ${issue.code}` });
      continue;
    }
    const { quote, ...rest } = result.data;
    const start = text.indexOf(quote);
    if (start < 0) rejected.push({ index, reason: "quote: not in the text" });
    else drafts.push({ ...rest, span: { start, end: start + quote.length } } as ClaimDraft);
  }
  return { drafts, rejected };
}

/** What two claims about the same thing share: "ana", "ana/sister". */
export function subjectKey(subject: ClaimSubject): string {
  if (subject.type === "speaker") return subject.name.toLowerCase();
  return subject.owner === undefined ? subject.key : `${subject.owner.toLowerCase()}/${subject.key}`;
}
