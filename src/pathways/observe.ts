import type { Episode, Percept } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis } from "../model/ids.ts";
import type { Observed, ObservedMany, ObserveProgress } from "../model/reports.ts";
import { perceptSchema, toEpisode, validate } from "../model/validate.ts";
import type { Redaction } from "../ports/perception.ts";
import type { Body } from "./fold/body.ts";
import { foldCommitted } from "./fold/commit.ts";
import { isSliceOver, nextTurn } from "./fold/time-slice.ts";

/** Percepts of a stream that are committed together. */
const CHUNK = 128;

export interface ObserveManyOptions {
  /** Called after each commit: what it counts is durable. */
  readonly onProgress?: (progress: ObserveProgress) => void;
}

/** validate -> redact -> commit -> derive. What is committed survives SIGKILL, derived or not. */
export async function observe(body: Body, percept: Percept): Promise<Observed> {
  const [observed] = await observeChunk(body, [percept], null);
  return observed!;
}

/**
 * Chunk by chunk: a percept that cannot be stored stops the work with an error that says how many
 * were stored before it. Nothing stored is lost, and percepts with ids may simply be observed again.
 */
export async function observeMany(
  body: Body,
  percepts: Iterable<Percept> | AsyncIterable<Percept>,
  options: ObserveManyOptions,
): Promise<ObservedMany> {
  const sum = { stored: 0, duplicates: 0, erased: 0, redactions: 0 };
  const total = Array.isArray(percepts) ? percepts.length : null;
  let done = 0;
  let chunk: Percept[] = [];
  const flush = async (): Promise<void> => {
    for (const observed of await observeChunk(body, chunk, done)) {
      if (observed.duplicate) sum.duplicates++;
      else if (observed.stored) sum.stored++;
      else sum.erased++;
      sum.redactions += observed.redactions.length;
    }
    done += chunk.length;
    chunk = [];
    options.onProgress?.({ observed: done, total });
  };
  for await (const percept of percepts) {
    chunk.push(percept);
    if (chunk.length === CHUNK) await flush();
  }
  if (chunk.length > 0) await flush();
  return sum;
}

interface Prepared {
  readonly episode: Episode;
  readonly redactions: readonly Redaction[];
}

async function prepare(body: Body, percept: Percept, now: Millis): Promise<Prepared> {
  const valid = validate(perceptSchema, percept, "invalid-percept");
  const { percept: clean, redactions } =
    body.redactor === null ? { percept: valid, redactions: [] } : await body.redactor.redact(valid);
  if (clean.id === undefined) return { episode: toEpisode(clean, newId(), now), redactions };
  const id = clean.id as EpisodeId;
  // Without a time of its own, a percept that comes again happened when it first came.
  const known = clean.time === undefined ? (await body.log.find(id))?.episode : null;
  return { episode: toEpisode(clean, id, known?.time ?? now), redactions };
}

function newId(): EpisodeId {
  return crypto.randomUUID() as string as EpisodeId;
}

/** `before`: how many of the same stream are stored; null for a percept on its own. */
async function observeChunk(
  body: Body,
  percepts: readonly Percept[],
  before: number | null,
): Promise<readonly Observed[]> {
  const { results, encoded } = await body.deriver.exclusive(async () => {
    const now = body.clock();
    const prepared = await prepareAll(body, percepts, now, before);
    const bodies = prepared.map(
      ({ episode }) => ({ type: "observed", id: episode.id, episode }) satisfies Partial<LogEvent>,
    );
    const appended = await body.log.append(bodies, now).catch((error) => {
      throw inStream(error, before, `Percepts ${before} to ${before! + percepts.length - 1}`);
    });
    const events = appended.flatMap(({ seq, outcome }, i): LogEvent[] =>
      outcome === "new" ? [{ ...bodies[i]!, seq, at: now }] : [],
    );
    const signals = await foldCommitted(body, events);
    if (events.length > 0) body.emit("observed", { events });
    const complete = signals !== null && !body.deriver.isRederiving;
    const quarantined = new Set(body.deriver.quarantined().map(({ seq }) => seq));
    const kept = appended.flatMap(({ seq, outcome }) => (outcome === "erased" ? [] : [seq]));
    // Begun inside the turn, so that nothing else takes these for forgotten; waited for outside of it.
    const encoded = body.encoding?.observed(kept, before === null ? "always" : "unless it fails");
    const results = appended.map(({ seq, outcome }, i) => ({
      id: prepared[i]!.episode.id,
      seq,
      stored: outcome !== "erased",
      duplicate: outcome === "duplicate",
      derived: outcome !== "erased" && complete && !quarantined.has(seq),
      redactions: prepared[i]!.redactions,
      signals: signals?.get(seq) ?? {},
    }));
    return { results, encoded };
  });
  await encoded;
  const { encoding } = body;
  if (encoding === null) return results;
  return results.map((result) => ({ ...result, derived: result.derived && encoding.isEncoded(result.seq) }));
}

async function prepareAll(
  body: Body,
  percepts: readonly Percept[],
  now: Millis,
  before: number | null,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = [];
  for (const percept of percepts) {
    if (isSliceOver()) await nextTurn();
    try {
      prepared.push(await prepare(body, percept, now));
    } catch (error) {
      throw inStream(error, before, `Percept ${before! + prepared.length} (counting from 0)`);
    }
  }
  return prepared;
}

/** The same error, saying which percepts of a stream it is about and where to go on. */
function inStream(error: unknown, before: number | null, which: string): unknown {
  if (before === null || !(error instanceof EncephalonError)) return error;
  return new EncephalonError(error.code, `${which}: ${error.message}`, {
    value: error.value,
    remedy: `The first ${before} are stored; go on from there.`,
    cause: error,
  });
}
