import * as z from "zod";
import { type Episode, episodeKinds, type Json, type Percept } from "./episode.ts";
import { EncephalonError } from "./errors.ts";
import type { EpisodeId, Millis } from "./ids.ts";
import type { RecallOptions } from "./recall.ts";
import type { Scope } from "./scope.ts";
import { parseTime } from "./time.ts";

/** Characters of all texts of one percept, at most: what is larger is a document to be split. */
export const LONGEST_TEXT = 8_000_000;
/** Levels of data within data, at most: what is deeper, or holds itself, cannot be walked through. */
const DEEPEST = 100;
/** Parts of a percept's data, at most. */
const MOST_PARTS = 1_000_000;

/** A name is kept in the clear and compared byte for byte, so it must survive every encoding. */
const name = z
  .string()
  .min(1)
  .max(512)
  .refine((text) => text.isWellFormed() && !text.includes("\0"), "must be well-formed Unicode without NUL");

const text = z.string().max(LONGEST_TEXT);

const time = z.union([z.string(), z.number(), z.date()]);

/** Else `new Map([["user", "ana"]])`, which has no fields, would be the scope that everybody sees. */
const plain = z.custom<object>((value) => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}, "must be a plain object");

export const scopeSchema: z.ZodType<Scope> = plain.pipe(
  z.strictObject({
    tenant: name.exactOptional(),
    user: name.exactOptional(),
    agent: name.exactOptional(),
    session: name.exactOptional(),
  }),
) as z.ZodType as z.ZodType<Scope>;

const kind = z.enum(episodeKinds);

const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text }),
  z.strictObject({ type: z.literal("structured"), data: z.json(), text: text.exactOptional() }),
  z.strictObject({
    type: z.literal("blob"),
    uri: z.string(),
    mediaType: z.string().exactOptional(),
    text: text.exactOptional(),
  }),
]);

export const perceptSchema: z.ZodType<Percept> = z.strictObject({
  id: name.exactOptional(),
  kind: kind.exactOptional(),
  text: text.exactOptional(),
  content: z.array(part).exactOptional(),
  speaker: name.exactOptional(),
  role: name.exactOptional(),
  time: time.exactOptional(),
  session: name.exactOptional(),
  title: text.exactOptional(),
  caption: text.exactOptional(),
  source: name.exactOptional(),
  causedBy: name.exactOptional(),
  scope: scopeSchema.exactOptional(),
  metadata: z.record(z.string(), z.json()).exactOptional(),
}) as z.ZodType<Percept>;

export const recallSchema: z.ZodType<RecallOptions> = z.strictObject({
  k: z.int().min(1).max(10_000).exactOptional(),
  scope: scopeSchema.exactOptional(),
  asker: z.string().exactOptional(),
  now: time.exactOptional(),
  from: time.exactOptional(),
  to: time.exactOptional(),
  kinds: z.array(kind).exactOptional(),
  asOf: time.exactOptional(),
  knownAt: time.exactOptional(),
  minConfidence: z.number().min(0).max(1).exactOptional(),
  minTrust: z.number().min(0).max(1).exactOptional(),
  effort: z.enum(["quick", "auto", "thorough"]).exactOptional(),
  explain: z.boolean().exactOptional(),
}) as z.ZodType<RecallOptions>;

/** `value` as the schema has it, or the typed error that names the field, the value and the remedy. */
export function validate<T>(
  schema: z.ZodType<T>,
  value: unknown,
  code: "invalid-percept" | "invalid-options",
): T {
  if (isDeeperThan(DEEPEST, value))
    throw new EncephalonError(code, "The data lies too deep.", {
      value,
      remedy: `Flatten it: at most ${DEEPEST} levels, and nothing that holds itself.`,
    });
  const remedy = `See ${code === "invalid-percept" ? "Percept" : "RecallOptions"} in the documentation for the fields and their forms.`;
  return conform(schema, value, code, remedy);
}

/** The same for values that hold more than data: functions, stores. */
export function conform<T>(
  schema: z.ZodType<T>,
  value: unknown,
  code: "invalid-percept" | "invalid-options",
  remedy: string,
): T {
  const result = schema.safeParse(withoutUndefined(value));
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path.join(".");
  const offending = issue.path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const what = code === "invalid-percept" ? "percept" : "options";
  throw new EncephalonError(code, `The ${what} cannot be used: ${path || "it"}: ${issue.message}.`, {
    value: offending,
    remedy,
  });
}

/** Also true of what refers to its own parts so often that it is too much to walk. */
function isDeeperThan(levels: number, value: unknown, walk = { left: MOST_PARTS }): boolean {
  if (value === null || typeof value !== "object") return false;
  if (levels === 0 || walk.left-- === 0) return true;
  return Object.values(value).some((inner) => isDeeperThan(levels - 1, inner, walk));
}

/**
 * `{ speaker: undefined }` is what a caller with an optional value writes: it means "left out". Not so in a
 * scope: a user id that is missing by mistake must not make a memory that everybody sees.
 */
function withoutUndefined(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  return entries.some(([, inner]) => inner === undefined)
    ? Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
    : value;
}

/** SPEC M1-M6: a validated percept as the episode it becomes. `now` fills in a missing time. */
export function toEpisode(percept: Percept, id: EpisodeId, now: Millis): Episode {
  const content =
    percept.text === undefined
      ? (percept.content ?? [])
      : [{ type: "text" as const, text: percept.text }, ...(percept.content ?? [])];
  const size = JSON.stringify([content, percept.title, percept.caption, percept.metadata]).length;
  if (size > LONGEST_TEXT)
    throw new EncephalonError("invalid-percept", `The percept has ${size} characters.`, {
      value: size,
      remedy: `Split it: at most ${LONGEST_TEXT} characters each.`,
    });
  const hasText = content.some((piece) => piece.type !== "text" || piece.text.trim() !== "");
  if (!hasText && !percept.caption?.trim() && !percept.title?.trim())
    throw new EncephalonError("invalid-percept", "The percept is empty.", {
      value: percept.text ?? percept.content,
      remedy: "Give it text, content, a caption or a title.",
    });
  const spoken = percept.speaker !== undefined || percept.role !== undefined;
  return {
    id,
    kind: percept.kind ?? (spoken ? "utterance" : "observation"),
    content,
    ...(percept.speaker !== undefined && { speaker: percept.speaker }),
    ...(percept.role !== undefined && { role: percept.role }),
    time: percept.time === undefined ? now : parseTime(percept.time),
    ...(percept.session !== undefined && { session: percept.session }),
    ...(percept.title !== undefined && { title: percept.title }),
    ...(percept.caption !== undefined && { caption: percept.caption }),
    ...(percept.source !== undefined && { source: percept.source }),
    ...(percept.causedBy !== undefined && { causedBy: percept.causedBy as EpisodeId }),
    scope: percept.scope ?? {},
    ...(percept.metadata !== undefined && { metadata: percept.metadata as { readonly [key: string]: Json } }),
  };
}
