import { EncephalonError, errorName } from "../../model/errors.ts";
import type { Degradation } from "../../model/recall.ts";
import type { Candidate, Candidates, Cue, Visibility } from "../../ports/proposer.ts";
import type { Body } from "../fold/body.ts";

/** What a channel found, and of that what may be seen. */
export interface Proposal {
  readonly candidates: readonly Candidate[];
  readonly found: Candidates;
}

/** What each channel proposes, by its name; one that throws, or proposes what cannot be, is added to `degraded`. */
export function propose(
  body: Body,
  cue: Cue,
  visibility: Visibility,
  degraded: Degradation[],
): ReadonlyMap<string, Proposal> {
  const proposals = new Map<string, Proposal>();
  for (const module of body.modules) {
    if (module.propose === undefined) continue;
    const channel = module.manifest.name;
    try {
      const found = module.propose(cue, visibility);
      proposals.set(channel, { candidates: seenOf(found.candidates, visibility), found });
    } catch (error) {
      degraded.push({ channel, reason: "failed", detail: errorName(error) });
    }
  }
  if (proposals.size > 0) return proposals;
  throw new EncephalonError("recall-failed", "No channel could answer.", {
    value: degraded,
    remedy: "Run `encephalon doctor`: it names the module and the error.",
  });
}

/** SPEC R2: a channel that does not ask what it may see is not trusted to have looked away. */
export function seenOf(candidates: readonly Candidate[], visibility: Visibility): readonly Candidate[] {
  return [...candidates].filter((candidate) => isSeen(candidate, visibility));
}

function isSeen({ ordinal, score, coverage }: Candidate, visibility: Visibility): boolean {
  if (!Number.isFinite(score) || !(coverage >= 0 && coverage <= 1))
    throw new RangeError("A score is not finite, or a coverage not in [0, 1].");
  return visibility.admits(ordinal);
}

/** Modules that have not folded everything: what they propose may be less than it should be. */
export function incomplete(body: Body): readonly Degradation[] {
  const degraded: Degradation[] = [];
  const encoding = body.encoding?.incomplete() ?? null;
  if (encoding !== null) degraded.push(encoding);
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
