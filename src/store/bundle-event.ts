import { z } from "zod";
import { claimDraftSchema } from "../model/claim.ts";
import { episodeKinds } from "../model/episode.ts";
import type { EventOf, LogEvent } from "../model/event.ts";
import { base64Of, vectorOfBase64 } from "./vector-bytes.ts";

/** Ids and scopes are stored as text, which cannot carry NUL or half a surrogate pair. */
const name = z.string().refine((text) => text.isWellFormed() && !text.includes("\0"));
const id = name.min(1);
const seq = z.int().positive();
const millis = z.int();
const ref = z.strictObject({ id, seq });
const refs = z.array(ref);

const part = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("text"), text: z.string() }),
  z.strictObject({ type: z.literal("structured"), data: z.json(), text: z.string().optional() }),
  z.strictObject({
    type: z.literal("blob"),
    uri: z.string(),
    mediaType: z.string().optional(),
    text: z.string().optional(),
  }),
]);

const scope = z.strictObject({
  tenant: name.optional(),
  user: name.optional(),
  agent: name.optional(),
  session: name.optional(),
});

const episode = z.strictObject({
  id,
  kind: z.enum(episodeKinds),
  content: z.array(part),
  speaker: z.string().optional(),
  role: z.string().optional(),
  time: millis,
  session: z.string().optional(),
  title: z.string().optional(),
  caption: z.string().optional(),
  source: z.string().optional(),
  causedBy: id.optional(),
  scope,
  metadata: z.record(z.string(), z.json()).optional(),
});

const choice = z.strictObject({
  scope: z.string().regex(/^[0-9a-f]{64}$/),
  prospect: z
    .strictObject({
      coverage: z.number(),
      margin: z.number(),
      share: z.number(),
      known: z.number().nonnegative(),
      open: z.number().nonnegative(),
    })
    .optional(),
  searched: z.boolean(),
  added: z.boolean(),
  recall: z.strictObject({ id: name.min(1), stated: z.number().min(0).max(1) }).optional(),
});

/** As text in a bundle: its bytes in base64. */
const vector = z.string().refine((text) => vectorOfBase64(text) !== null);

const place = { seq, at: millis };

const event = z.discriminatedUnion("type", [
  z
    .strictObject({ ...place, type: z.literal("observed"), id, episode: episode.nullable() })
    .refine((observed) => observed.episode === null || observed.episode.id === observed.id),
  z.strictObject({
    ...place,
    type: z.literal("encoded"),
    encoder: name.min(1),
    episode: ref,
    vector: vector.nullable(),
  }),
  z.strictObject({
    ...place,
    type: z.literal("extracted"),
    extractor: name.min(1),
    episode: ref,
    drafts: z.array(claimDraftSchema).nullable(),
  }),
  z.strictObject({ ...place, type: z.literal("used"), episodes: refs }),
  z.strictObject({
    ...place,
    type: z.literal("feedback"),
    episode: ref,
    value: z.number(),
    choice: choice.optional(),
  }),
  z.strictObject({ ...place, type: z.literal("pinned"), episode: ref, pinned: z.boolean() }),
  z.strictObject({ ...place, type: z.literal("forgotten"), episodes: refs, forgotten: z.boolean() }),
  z.strictObject({
    ...place,
    type: z.literal("erased"),
    episodes: refs,
    trusted: z.array(seq).optional(),
  }),
  z
    .strictObject({
      ...place,
      type: z.literal("trusted"),
      source: z.string().nullable(),
      trust: z.number().min(0).max(1).nullable(),
    })
    .refine(({ source, trust }) => source !== null || trust === null),
  z.strictObject({ ...place, type: z.literal("slept"), seed: z.number(), steps: z.number() }),
  z.strictObject({ ...place, type: z.literal("policy"), name: z.string(), value: z.string() }),
]);

/** null where a value from outside is not an event: a checksum only says that it was not altered. */
export function fromBundle(value: unknown): LogEvent | null {
  const { data } = event.safeParse(value);
  if (data === undefined) return null;
  // The value itself, not what was read of it: the order of its keys is part of it.
  if (data.type !== "encoded" || data.vector === null) return value as LogEvent;
  return { ...(value as EventOf<"encoded">), vector: vectorOfBase64(data.vector) };
}

/** An event as JSON can hold it. */
export function toBundle(event: LogEvent): unknown {
  if (event.type !== "encoded" || event.vector === null) return event;
  return { ...event, vector: base64Of(event.vector) };
}
