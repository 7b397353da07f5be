import type { Episode } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Ordinal } from "../model/ids.ts";
import type { ChannelScore, Degradation, Memory, RecallOptions, RecallResult } from "../model/recall.ts";
import { parseTime } from "../model/time.ts";
import { recallSchema, validate } from "../model/validate.ts";
import type { Candidate, Cue, Reason, Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";

const DEFAULT_K = 10;
/** Candidates asked of each channel: fusion can lift what one channel alone ranks low. */
const DEPTH = 50;

/** What a channel proposed, checked. */
interface Proposal {
  readonly channel: string;
  readonly candidates: readonly Candidate[];
  explain(ordinal: Ordinal): readonly Reason[];
}

/** cue -> perceive -> channels propose -> fusion -> fetch -> the use is noted. */
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

  return body.deriver.upToDate(async () => {
    const caughtUp = performance.now();
    const features = body.perception.perceiveCue(text, now);
    const cue: Cue = {
      text,
      features,
      vector: null,
      asker: options.asker ?? null,
      now,
      k: Math.max(k, DEPTH),
    };
    const perceived = performance.now();

    const degraded = incomplete(body);
    const proposals = propose(body, cue, body.register.visibility(filter), degraded);
    const best = fuse(proposals)
      .filter(({ coverage }) => coverage >= (options.minConfidence ?? 0))
      .slice(0, k);
    const proposed = performance.now();

    const seqs = best.map(({ ordinal }) => body.register.seqOf(ordinal));
    const episodes = await body.log.episodes(seqs);
    const memories: Memory[] = [];
    for (const [i, found] of best.entries()) {
      const episode = episodes[i];
      if (!episode) continue;
      memories.push(toMemory(found, episode, options.explain ?? false));
      if (!body.log.readOnly) body.pendingUses.push({ id: episode.id, seq: seqs[i]! });
    }
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
        catchUp: caughtUp - started,
        perceive: perceived - caughtUp,
        propose: proposed - perceived,
        fetch: finished - proposed,
        total: finished - started,
      },
    };
  });
}

/** What each channel proposes; one that throws, or proposes what cannot be, is added to `degraded`. */
function propose(body: Body, cue: Cue, visibility: Visibility, degraded: Degradation[]): readonly Proposal[] {
  const proposals: Proposal[] = [];
  for (const module of body.modules) {
    if (module.propose === undefined) continue;
    const channel = module.manifest.name;
    try {
      const found = module.propose(cue, visibility);
      const candidates = [...found.candidates].filter((candidate) => isSeen(candidate, visibility));
      proposals.push({ channel, candidates, explain: (ordinal) => found.explain(ordinal) });
    } catch (error) {
      degraded.push({
        channel,
        reason: "failed",
        detail: error instanceof Error ? error.name : typeof error,
      });
    }
  }
  if (proposals.length > 0) return proposals;
  throw new EncephalonError("recall-failed", "No channel could answer.", {
    value: degraded,
    remedy: "Run `encephalon doctor`: it names the module and the error.",
  });
}

/** SPEC R2: a channel that does not ask what it may see is not trusted to have looked away. */
function isSeen({ ordinal, score, coverage }: Candidate, visibility: Visibility): boolean {
  if (!Number.isFinite(score) || !(coverage >= 0 && coverage <= 1))
    throw new RangeError("A score is not finite, or a coverage not in [0, 1].");
  return visibility.admits(ordinal);
}

/** Modules that have not folded everything: what they propose may be less than it should be. */
function incomplete(body: Body): Degradation[] {
  const degraded: Degradation[] = [];
  for (const [channel, share] of body.deriver.rederiving())
    degraded.push({
      channel,
      reason: "rederiving",
      detail: `${Math.floor(share * 100)}% of the log is folded`,
    });
  const lacking = new Map<string, number>();
  for (const { module } of body.deriver.quarantined()) lacking.set(module, (lacking.get(module) ?? 0) + 1);
  for (const [channel, count] of lacking)
    degraded.push({ channel, reason: "quarantined", detail: `${count} events could not be derived` });
  return degraded;
}

interface Fused {
  readonly ordinal: Ordinal;
  readonly proposals: { readonly score: number; readonly by: Proposal }[];
  score: number;
  coverage: number;
}

/** SPEC R4: scores add up over the channels, coverage is the best one's; later rows first among equals. */
function fuse(proposals: readonly Proposal[]): readonly Fused[] {
  const fused = new Map<Ordinal, Fused>();
  for (const by of proposals)
    for (const { ordinal, score, coverage } of by.candidates) {
      const entry = fused.get(ordinal) ?? { ordinal, proposals: [], score: 0, coverage: 0 };
      entry.proposals.push({ score, by });
      entry.score += score;
      entry.coverage = Math.max(entry.coverage, coverage);
      fused.set(ordinal, entry);
    }
  return [...fused.values()].sort((a, b) => b.score - a.score || b.ordinal - a.ordinal);
}

function toMemory(
  { ordinal, proposals, score, coverage }: Fused,
  episode: Episode,
  explain: boolean,
): Memory {
  const channels: Record<string, ChannelScore> = {};
  for (const { score, by } of proposals)
    channels[by.channel] = { score, ...(explain && { reasons: reasonsOf(by, ordinal) }) };
  return { episode, score, channels, confidence: { value: coverage, calibrated: false } };
}

/** An explanation that fails costs the explanation, not the memory. */
function reasonsOf(by: Proposal, ordinal: Ordinal): readonly Reason[] {
  try {
    return by.explain(ordinal);
  } catch (error) {
    return [{ what: `no explanation: ${error instanceof Error ? error.name : typeof error}`, weight: 0 }];
  }
}
