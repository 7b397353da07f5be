import { EncephalonError } from "../model/errors.ts";
import type { Degradation, Memory, RecallOptions, RecallResult } from "../model/recall.ts";
import { seenScopeKeys } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import { recallSchema, validate } from "../model/validate.ts";
import type { Cue } from "../ports/proposer.ts";
import type { Body } from "./body.ts";
import { encodeAhead, encodeNow } from "./encode-cue.ts";
import { fetchMemories } from "./fetch.ts";
import { incomplete, propose } from "./propose.ts";
import { rank } from "./rank.ts";

const DEFAULT_K = 10;
/** Candidates asked of each channel: fusion can lift what one channel alone ranks low. */
const DEPTH = 100;

/** cue -> perceive -> encode -> channels propose -> fusion -> association -> fetch -> the use is noted. */
export async function recall(body: Body, text: string, given: RecallOptions = {}): Promise<RecallResult> {
  const started = performance.now();
  if (typeof text !== "string")
    throw new EncephalonError("invalid-options", "The cue is not a text.", {
      value: text,
      remedy: "Pass the question or the words to remember by as a string.",
    });
  const options = validate(recallSchema, given, "invalid-options");
  const filter = {
    scope: options.scope ?? {},
    from: options.from === undefined ? null : parseTime(options.from),
    to: options.to === undefined ? null : parseTime(options.to),
    kinds: options.kinds ?? null,
  };
  const k = options.k ?? DEFAULT_K;
  const now = options.now === undefined ? body.clock() : parseTime(options.now);
  const degraded: Degradation[] = [];
  const features = body.perception.perceiveCue(text, now);
  const toEncode = { text, features, scopeKeys: seenScopeKeys(filter.scope), degraded };
  // An encoder that answers at once keeps this recall in the order of the calls.
  const isSlow = body.encoder !== null && body.encoder.encodeNow === undefined;
  const ahead = isSlow ? await encodeAhead(body, toEncode) : null;
  const asked = performance.now();

  return body.deriver.upToDate(async () => {
    const caughtUp = performance.now();
    const vector = isSlow ? ahead : encodeNow(body, toEncode);
    const cue: Cue = { text, features, vector, asker: options.asker ?? null, now, k: Math.max(k, DEPTH) };
    degraded.push(...incomplete(body));
    const encoded = performance.now();
    const visibility = body.register.visibility(filter);
    const proposals = propose(body, cue, visibility, degraded);
    const proposed = performance.now();
    const ranking = rank(body, cue, proposals, visibility, options.effort ?? "auto", degraded);
    const ranked = performance.now();
    const memories: readonly Memory[] = await fetchMemories(body, ranking, {
      k,
      leastConfidence: options.minConfidence ?? 0,
      explain: options.explain ?? false,
    });
    const finished = performance.now();
    return {
      memories,
      confidence: {
        value: memories.reduce((most, memory) => Math.max(most, memory.confidence.value), 0),
        calibrated: false,
      },
      abstained: memories.length === 0,
      degraded,
      timings: {
        perceive: asked - started,
        catchUp: caughtUp - asked,
        encode: encoded - caughtUp,
        propose: proposed - encoded,
        rank: ranked - proposed,
        fetch: finished - ranked,
        total: finished - started,
      },
    };
  });
}
