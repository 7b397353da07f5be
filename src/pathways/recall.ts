import { EncephalonError, errorName } from "../model/errors.ts";
import type { Ordinal } from "../model/ids.ts";
import type { Degradation, RecallOptions, RecallResult } from "../model/recall.ts";
import { seenScopeKeys } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import { recallSchema, validate } from "../model/validate.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./fold/body.ts";
import { claimedTruth } from "./recall/claimed-truth.ts";
import { encodeAhead, type ToEncode } from "./recall/encode-cue.ts";
import { EpisodeReader } from "./recall/episode-reader.ts";
import { fetchMemories, fromAllLooks, noteShown, type Placed } from "./recall/fetch.ts";
import {
  type Asked,
  type Further,
  type Head,
  headOf,
  type Looking,
  look,
  MOST_FURTHER,
  takeTurns,
} from "./recall/gather.ts";
import { monitor } from "./recall/monitor.ts";
import { incomplete } from "./recall/propose.ts";
import type { Ranking } from "./recall/rank.ts";
import { reformulate } from "./recall/reformulate.ts";
import { resolveTruth } from "./recall/resolve-truth.ts";
import { withStanding } from "./recall/standing.ts";
import { trustedOnly } from "./trust.ts";

const DEFAULT_K = 10;
/** Candidates asked of each channel: fusion can lift what one channel alone ranks low. */
const DEPTH = 100;
/** How much deeper each look is past copies that crowd a list, and how often: past eight thousand of them. */
const DEEPER = { times: 4, looks: 4 };

/**
 * cue -> its form -> perceive -> encode -> channels propose -> fusion -> association; the same for each
 * further cue; the best of each -> what applies besides -> what holds -> monitoring -> fetch. Where copies crowd the
 * list, once more from the first look on, past them. At last the use is noted.
 */
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
    knownAt: options.knownAt === undefined ? null : parseTime(options.knownAt),
  };
  const k = options.k ?? DEFAULT_K;
  const now = options.now === undefined ? body.clock() : parseTime(options.now);
  const asOf = options.asOf === undefined ? now : parseTime(options.asOf);
  const effort = options.effort ?? "auto";
  const degraded: Degradation[] = [];
  const { encoding, languageModel, mechanisms, perception, register } = body;
  const form = mechanisms.cueForm ? perception.cueForm(text) : { wantsAll: false, about: text, sides: [] };
  const perceived = (one: string, about: string): ToEncode => ({
    text: one,
    features: perception.perceiveCue(about, now),
    scopeKeys: seenScopeKeys(filter.scope),
    degraded,
  });
  const timings = { encode: 0, propose: 0, rank: 0 };
  const looking = (): Looking => ({
    given: { asker: options.asker ?? null, now, k: Math.max(k, DEPTH) },
    visibility: trustedOnly(body, register.visibility(filter), options.minTrust ?? 0),
    effort,
    // What is compared is named.
    wantsAll: form.wantsAll && form.sides.length === 0,
    degraded,
    timings,
  });
  // Where nothing outside is asked, this recall keeps its place in the order of the calls.
  const ahead = async (toEncode: ToEncode): Promise<Asked> => ({
    toEncode,
    ahead: await encodeAhead(body, toEncode),
  });
  const atOnce = (toEncode: ToEncode): Asked => ({ toEncode, ahead: null });
  const main =
    encoding === null ? atOnce(perceived(text, form.about)) : await ahead(perceived(text, form.about));
  const thought = languageModel === null ? [] : await reformulate(body, languageModel, text, main, looking);
  const sides = effort === "quick" ? [] : form.sides;
  const further = [...sides.map((side): Further => ({ text: side, by: "side" })), ...thought].slice(
    0,
    MOST_FURTHER,
  );
  const toAsk = further.map((one) => perceived(one.text, one.text));
  const others = encoding === null ? toAsk.map(atOnce) : await Promise.all(toAsk.map(ahead));
  const asked = performance.now();

  return body.deriver.upToDate(async () => {
    const caughtUp = performance.now();
    degraded.push(...incomplete(body));
    const texts = new EpisodeReader(body.log);
    const crowd = new Set<Ordinal>();
    /** Of each look: what crowded its list, at last what did not. */
    const placed: (readonly Placed[])[] = [];
    for (let looks = 1; ; looks++) {
      const shared = past(looking(), crowd, DEEPER.times ** (looks - 1));
      const { visibility } = shared;
      const heads = others.flatMap((other, i): readonly Head[] => {
        const one = further[i]!;
        const head = headOf(one, look(body, one.text, other, { ...shared, wantsAll: false }));
        return head === null ? [] : [head];
      });
      // The cue itself last: it is asked for its scores until the memories are there.
      const found = takeTurns(look(body, text, main, shared), heads);
      const searched = performance.now();
      const standing = standingBeside(body, found, visibility, k, degraded);
      const values = await resolveTruth(body, standing, visibility, asOf, texts);
      const { ranking, truth } = await claimedTruth(body, values, visibility, asOf, texts);
      const resolved = performance.now();
      const monitored = await monitor(body, ranking, visibility, texts);
      const judged = performance.now();
      const wanted = {
        k,
        monitored,
        leastConfidence: options.minConfidence ?? 0,
        explain: options.explain ?? false,
        again: looks < DEEPER.looks,
        deeper: ranking.candidates.length >= shared.given.k,
      };
      const fetched = await fetchMemories(body, ranking, wanted, texts);
      placed.push(fetched.placed);
      for (const row of fetched.crowd) crowd.add(row);
      if (fetched.crowd.length > 0) continue;
      const shown = fromAllLooks(placed, wanted);
      noteShown(body, shown, ranking, { scope: filter.scope, recall: monitored.recall });
      const finished = performance.now();
      return {
        memories: shown.map(({ memory }) => memory),
        confidence: monitored.confidence,
        abstained: monitored.abstained,
        feeling: monitored.feeling,
        truth,
        degraded: onceEach(degraded),
        timings: {
          perceive: asked - started,
          catchUp: caughtUp - asked,
          ...timings,
          resolve: resolved - searched,
          monitor: judged - resolved,
          fetch: finished - judged,
          total: finished - started,
        },
      };
    }
  });
}

/** What stands is an addition: where it cannot be told, the memories are what they are without it. */
function standingBeside(
  body: Body,
  ranking: Ranking,
  visibility: Visibility,
  k: number,
  degraded: Degradation[],
): Ranking {
  try {
    return withStanding(body, ranking, visibility, k);
  } catch (error) {
    degraded.push({ channel: "standing", reason: "failed", detail: errorName(error) });
    return ranking;
  }
}

/** The same, deeper and without those that crowded the list: they say again what is there. */
function past(looking: Looking, crowd: ReadonlySet<Ordinal>, times: number): Looking {
  if (crowd.size === 0) return looking;
  const { visibility, given } = looking;
  return {
    ...looking,
    given: { ...given, k: given.k * times },
    visibility: {
      ...visibility,
      admits: (ordinal) => !crowd.has(ordinal) && visibility.admits(ordinal),
    },
  };
}

/** Several looks meet the same trouble. */
function onceEach(degraded: readonly Degradation[]): readonly Degradation[] {
  return [...new Map(degraded.map((one) => [`${one.channel} ${one.reason}`, one])).values()];
}
