import fc from "fast-check";
import type { ClaimDraft } from "../../src/model/claim.ts";
import { type Episode, type EpisodeKind, sourceOf } from "../../src/model/episode.ts";
import type { EpisodeRef, EventBody, LogEvent } from "../../src/model/event.ts";
import type { EpisodeId, Millis, Seq } from "../../src/model/ids.ts";

/** The encoder outside the package whose vectors such a life records. */
export const outside = { id: "outside", dimensions: 8 } as const;

/** A unit vector of its dimensions, another one for each number. */
export function vectorOf(number: number): Float32Array {
  const angles = Array.from({ length: outside.dimensions }, (_, i) => Math.sin(1 + number * (i + 1)));
  const length = Math.hypot(...angles);
  return Float32Array.from(angles, (value) => value / length);
}

/** A step of a made-up life. Numbers choose among the episodes that are there, modulo their count. */
export type Step =
  | { readonly do: "observe"; readonly episode: Omit<Episode, "id"> }
  | {
      readonly do: "use" | "forget" | "remember" | "erase" | "pin" | "feedback" | "encode" | "extract";
      readonly which: number;
    }
  | { readonly do: "trust"; readonly source: string; readonly trust: number | null }
  | { readonly do: "sleep" };

const word = fc.constantFrom(
  ..."ana moved porto bread eggs marathon dentist friday may 2023 the a i you café naïve 東京 สวัสดี running ran".split(
    " ",
  ),
);
const sentence = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(" "));

export const episodeArbitrary: fc.Arbitrary<Omit<Episode, "id">> = fc
  .record(
    {
      kind: fc.constantFrom<EpisodeKind>("utterance", "observation", "action", "result"),
      text: sentence,
      speaker: fc.constantFrom("Ana", "Ben", "Zoë Lima"),
      role: fc.constantFrom("user", "assistant"),
      time: fc.integer({ min: 1_600_000_000_000, max: 1_800_000_000_000 }),
      session: fc.constantFrom("s1", "s2"),
      title: sentence,
      caption: sentence,
      source: fc.constantFrom("https://example.org/a", "mail"),
      scope: fc.constantFrom({}, { user: "u1" }, { user: "u2" }, { user: "u1", agent: "a1" }),
    },
    { requiredKeys: ["kind", "text", "time", "scope"] },
  )
  .map(({ text, time, ...rest }) => ({
    ...rest,
    time: time as Millis,
    content: [{ type: "text" as const, text }],
  }));

const which = fc.nat(1000);

export const stepArbitrary: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: episodeArbitrary.map((episode) => ({ do: "observe" as const, episode })) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(
        fc.constantFrom("use", "forget", "remember", "erase", "pin", "feedback", "encode", "extract"),
        which,
      )
      .map(([act, chosen]) => ({ do: act, which: chosen }) as Step),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom("Ana", "Ben", "user", "mail", "https://example.org/a", "unknown"),
        fc.constantFrom(0, 0.25, 1, null),
      )
      .map(([source, trust]) => ({ do: "trust" as const, source, trust })),
  },
  { weight: 1, arbitrary: fc.constant({ do: "sleep" as const }) },
);

export const lifeArbitrary: fc.Arbitrary<readonly Step[]> = fc.array(stepArbitrary, {
  minLength: 1,
  maxLength: 40,
});

/** The log that such a life leaves; positions have gaps, as other stores' may. */
export function logOf(steps: readonly Step[]): readonly LogEvent[] {
  const events: LogEvent[] = [];
  const live: Live[] = [];
  const said = new Set<string>();
  steps.forEach((step, i) => {
    const seq = (2 * i + 1) as Seq;
    const at = (1_700_000_000_000 + i) as Millis;
    const body = bodyOf(step, live, seq, i);
    // As a store does: one vector, and one extraction, of an episode.
    if (body?.type === "encoded" || body?.type === "extracted") {
      const key = `${body.type} ${body.episode.seq}`;
      if (said.has(key)) return;
      said.add(key);
    }
    if (body?.type === "erased") events.push({ ...body, ...namesGone(body.episodes, live, events), seq, at });
    else if (body !== null) events.push({ ...body, seq, at });
  });
  return events;
}

interface Live extends EpisodeRef {
  readonly source: string;
}

/** As a store says: the last episode of a source takes with it what was said of its trust. */
function namesGone(
  erased: readonly EpisodeRef[],
  live: readonly Live[],
  events: readonly LogEvent[],
): { readonly trusted?: readonly Seq[] } {
  const gone = new Set(erased.map((ref) => (ref as Live).source));
  for (const { source } of live) gone.delete(source);
  const before = new Set(events.flatMap((event) => (event.type === "erased" ? (event.trusted ?? []) : [])));
  const trusted = events.flatMap((event) =>
    event.type === "trusted" && gone.has(event.source!) && !before.has(event.seq) ? [event.seq] : [],
  );
  return trusted.length > 0 ? { trusted } : {};
}

/** What anybody could claim, and nothing that is in the text. */
function draftOf(i: number): ClaimDraft {
  return {
    subject: { type: "concept", key: `thing ${i % 3}` },
    relation: { name: "live in", cardinality: "single" },
    object: { type: "concept", key: `place ${i % 5}`, text: `Place ${i % 5}` },
    modality: "fact",
    polarity: "affirmed",
    valid: { from: null, to: null, precision: "said" },
    confidence: 0.5,
    span: { start: 0, end: 1 },
  };
}

function bodyOf(step: Step, live: Live[], seq: Seq, i: number): EventBody | null {
  if (step.do === "observe") {
    const id = `e${i}` as EpisodeId;
    live.push({ id, seq, source: sourceOf(step.episode) });
    return { type: "observed", id, episode: { id, ...step.episode } };
  }
  if (step.do === "sleep") return { type: "slept", seed: 1, steps: 1 };
  if (step.do === "trust") return { type: "trusted", source: step.source, trust: step.trust };
  if (live.length === 0) return null;
  const at = step.which % live.length;
  const chosen = live[at]!;
  switch (step.do) {
    case "use":
      return { type: "used", episodes: [chosen] };
    case "forget":
      return { type: "forgotten", episodes: [chosen], forgotten: true };
    case "remember":
      return { type: "forgotten", episodes: [chosen], forgotten: false };
    case "pin":
      return { type: "pinned", episode: chosen, pinned: true };
    case "feedback":
      return { type: "feedback", episode: chosen, value: (step.which % 5) - 2 };
    case "encode":
      return { type: "encoded", encoder: outside.id, episode: chosen, vector: vectorOf(i) };
    case "extract":
      return { type: "extracted", extractor: outside.id, episode: chosen, drafts: [draftOf(i)] };
    case "erase":
      live.splice(at, 1);
      return { type: "erased", episodes: [chosen] };
  }
}

/** The same log as if the erased episodes had never been: without them and what happened to them. */
export function neverHeld(events: readonly LogEvent[]): readonly LogEvent[] {
  const gone = positionsGone(events);
  return events.filter((event) => {
    switch (event.type) {
      case "observed":
      case "trusted":
        return !gone.has(event.seq);
      case "used":
      case "forgotten":
        return event.episodes.every(({ seq }) => !gone.has(seq));
      case "pinned":
      case "feedback":
      case "encoded":
      case "extracted":
        return !gone.has(event.episode.seq);
      case "erased":
        return false;
      default:
        return true;
    }
  });
}

/** The same log as a store holds it after the last erasure. */
export function asStored(events: readonly LogEvent[]): readonly LogEvent[] {
  const gone = positionsGone(events);
  return events.map((event): LogEvent => {
    if (event.type === "observed" && gone.has(event.seq)) return { ...event, episode: null };
    if (event.type === "trusted" && gone.has(event.seq)) return { ...event, source: null, trust: null };
    if (event.type === "encoded" && gone.has(event.episode.seq)) return { ...event, vector: null };
    if (event.type === "extracted" && gone.has(event.episode.seq)) return { ...event, drafts: null };
    return event;
  });
}

/** Of episodes, and of what was said of their sources. */
function positionsGone(events: readonly LogEvent[]): ReadonlySet<Seq> {
  return new Set(
    events.flatMap((event) =>
      event.type === "erased" ? [...event.episodes.map(({ seq }) => seq), ...(event.trusted ?? [])] : [],
    ),
  );
}
