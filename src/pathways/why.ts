import type { Episode } from "../model/episode.ts";
import type { Seq } from "../model/ids.ts";
import type { BrainStats, Why } from "../model/reports.ts";
import type { Body } from "./fold/body.ts";
import { observedAs } from "./fold/resolve.ts";
import { provenanceOf } from "./recall/provenance.ts";

/** Where a memory came from, what stands around it, and what each module holds about it. */
export function why(body: Body, id: string): Promise<Why> {
  return body.deriver.upToDate(() => explained(body, id));
}

async function explained(body: Body, id: string): Promise<Why> {
  const { episode, seq, at } = await observedAs(body, id);
  const row = body.register.ordinalOf(seq);
  const around = row === null ? { previous: null, next: null } : body.register.neighbours(row);
  const trace = row === null ? null : body.register.trace(row);
  const cause = episode.causedBy === undefined ? null : await body.log.find(episode.causedBy);
  const [previous, next] = await Promise.all(
    [around.previous, around.next].map((neighbour) => episodeAt(body, neighbour)),
  );
  return {
    episode,
    provenance: provenanceOf(body, episode),
    seq,
    learnedAt: at,
    forgotten: trace?.forgotten ?? false,
    pinned: trace?.pinned ?? false,
    uses: trace?.uses ?? 0,
    lastUsedAt: trace?.lastUsedAt ?? null,
    feedback: trace?.feedback ?? 0,
    causedBy: cause?.episode ?? null,
    previous: previous ?? null,
    next: next ?? null,
    quarantined: body.deriver
      .quarantined()
      .filter((entry) => entry.seq === seq)
      .map(({ module, error }) => ({ module, error })),
    modules: Object.fromEntries(
      body.modules.flatMap((module) =>
        row === null || module.describe === undefined ? [] : [[module.manifest.name, module.describe(row)]],
      ),
    ),
  };
}

async function episodeAt(body: Body, seq: Seq | null): Promise<Episode | null> {
  if (seq === null) return null;
  const [episode] = await body.log.episodes([seq]);
  return episode ?? null;
}

/** Counts and sizes, and how far each module has folded the log. */
export function stats(body: Body): Promise<BrainStats> {
  return body.deriver.upToDate(() => counted(body));
}

async function counted(body: Body): Promise<BrainStats> {
  const size = await body.log.size();
  const roll = body.register.stats();
  const positions = body.deriver.positions();
  const quarantined = body.deriver.quarantined();
  return {
    events: size.events,
    episodes: size.episodes,
    forgotten: roll.forgotten ?? 0,
    pinned: roll.pinned ?? 0,
    bytes: size.bytes,
    from: (roll.from as BrainStats["from"]) ?? null,
    to: (roll.to as BrainStats["to"]) ?? null,
    encoder: body.encoder === null ? null : { id: body.encoder.id, share: body.encoding?.share ?? 1 },
    modules: [body.register, ...body.modules].map((module) => {
      const { name, version } = module.manifest;
      return {
        name,
        version,
        derived: positions.get(name) ?? (0 as Seq),
        quarantined: quarantined.filter((entry) => entry.module === name).length,
        figures: module === body.register ? roll : (module.stats?.() ?? {}),
      };
    }),
  };
}
