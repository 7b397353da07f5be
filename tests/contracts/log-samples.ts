import fc from "fast-check";
import type { ClaimDraft } from "../../src/model/claim.ts";
import type { ContentPart, Episode, Json } from "../../src/model/episode.ts";
import type { EventBody } from "../../src/model/event.ts";
import type { EpisodeId, Millis, Seq } from "../../src/model/ids.ts";

/** 2026-03-14T00:00:00Z. */
export const someTime = 1773446400000 as Millis;

export function episode(id: string, text: string, more: Partial<Episode> = {}): Episode {
  return {
    id: id as EpisodeId,
    kind: "utterance",
    content: [{ type: "text", text }],
    time: someTime,
    scope: {},
    ...more,
  };
}

export function observed(id: string, text: string, more: Partial<Episode> = {}): EventBody {
  return { type: "observed", id: id as EpisodeId, episode: episode(id, text, more) };
}

export function encoded(id: string, at: number, values: readonly number[] | null, encoder = "x"): EventBody {
  const vector = values === null ? null : Float32Array.from(values);
  return { type: "encoded", encoder, episode: ref(id, at), vector };
}

/** `said`: what it claims, null where it was erased. */
export function extracted(id: string, at: number, said: string | null, extractor = "x"): EventBody {
  const draft = (text: string): ClaimDraft => ({
    subject: { type: "speaker", name: "Ana" },
    relation: { name: "live in", cardinality: "single" },
    object: { type: "text", text },
    modality: "fact",
    polarity: "affirmed",
    valid: { from: null, to: null, precision: "said" },
    confidence: 0.5,
    span: { start: 0, end: 1 },
  });
  const drafts = said === null ? null : said === "" ? [] : [draft(said)];
  return { type: "extracted", extractor, episode: ref(id, at), drafts };
}

export function ref(id: string, seq: number): { readonly id: EpisodeId; readonly seq: Seq } {
  return { id: id as EpisodeId, seq: seq as Seq };
}

/** Every UTF-16 code unit: NUL, line separators and lone surrogates included. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
    .map((units) => String.fromCharCode(...units)),
);

const anyJson: fc.Arbitrary<Json> = fc
  .jsonValue({ maxDepth: 2, stringUnit: "binary" })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);

const anyPart: fc.Arbitrary<ContentPart> = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text: anyText }),
  fc.record({ type: fc.constant("structured" as const), data: anyJson }),
  fc.record({ type: fc.constant("blob" as const), uri: fc.webUrl(), mediaType: fc.constant("image/png") }),
);

export function anyEpisode(id: fc.Arbitrary<string>): fc.Arbitrary<Episode> {
  return fc.record(
    {
      id: id as fc.Arbitrary<EpisodeId>,
      kind: fc.constantFrom("utterance" as const, "action" as const, "observation" as const),
      content: fc.array(anyPart, { minLength: 1, maxLength: 3 }),
      speaker: anyText,
      time: fc.integer({ min: -8.64e15, max: 8.64e15 }) as unknown as fc.Arbitrary<Millis>,
      session: anyText,
      source: anyText,
      scope: fc.record(
        { tenant: fc.constantFrom("a", "ä\u2028"), user: fc.constant("🧠") },
        { requiredKeys: [] },
      ),
      metadata: fc.dictionary(anyText, anyJson, { maxKeys: 2, noNullPrototype: true }),
    },
    { requiredKeys: ["id", "kind", "content", "time", "scope"] },
  );
}
