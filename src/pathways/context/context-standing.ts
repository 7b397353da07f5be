import { type Episode, renderText } from "../../model/episode.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import type { Scope } from "../../model/scope.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import type { Body } from "../fold/body.ts";
import { isInstruction, standingOf } from "../recall/standing.ts";
import { trustedOnly } from "../trust.ts";
import { coreClaims } from "./context-core.ts";
import { saidBy, wordsOf } from "./context-evidence.ts";
import type { Entry } from "./context-sheet.ts";

export interface Standing {
  /** By anybody. */
  readonly pinned: readonly Entry[];
  readonly core: readonly Entry[];
  readonly always: readonly Entry[];
  readonly applies: readonly Entry[];
  readonly preferred: readonly Entry[];
}

export interface Asked {
  readonly scope: Scope;
  readonly now: Millis;
  readonly minTrust: number;
  readonly asker: string | null;
  /** What the recall found to apply to the cue; null: there is no cue, and all does. */
  readonly applies: ReadonlySet<Ordinal> | null;
}

/** In the order of their worth: what was pinned or said last first. To be called inside the turn. */
export async function standingEntries(body: Body, asked: Asked): Promise<Standing> {
  const { scope, minTrust, asker, applies } = asked;
  const seen = body.register.visibility({ scope, from: null, to: null, kinds: null, knownAt: null });
  const visibility = trustedOnly(body, seen, minTrust);
  const pinned = body.register.pinned().filter((ordinal) => visibility.admits(ordinal));
  const core = coreClaims(body, asker ?? "user", asked);
  const all = standingOf(body, asker, visibility);
  const isAlways = (claim: KeptClaim): boolean =>
    isInstruction(claim) && body.perception.conditionOf(claim.object.text) === claim.object.text;
  const always = all.filter(isAlways).reverse();
  const conditional = all
    .filter((claim) => !isAlways(claim) && (applies === null || applies.has(claim.ordinal)))
    .reverse();
  const claims = [...core, ...always, ...conditional];
  const episodes = await episodesOf(body, [...pinned, ...claims.map(({ ordinal }) => ordinal)]);
  const entryOf = ({ ordinal, span }: KeptClaim): readonly Entry[] => {
    const episode = episodes.get(ordinal);
    if (episode === undefined) return [];
    return [
      {
        ...saidBy(body, episode),
        order: body.register.seqOf(ordinal),
        start: span.start,
        text: renderText(episode).slice(span.start, span.end),
      },
    ];
  };
  const pins = pinned.reverse().flatMap((ordinal): readonly Entry[] => {
    const episode = episodes.get(ordinal);
    return episode === undefined
      ? []
      : [{ ...saidBy(body, episode), order: body.register.seqOf(ordinal), text: wordsOf(episode) }];
  });
  return {
    pinned: pins,
    core: [...core].reverse().flatMap(entryOf),
    always: always.flatMap(entryOf),
    applies: conditional.filter(isInstruction).flatMap(entryOf),
    preferred: conditional.filter((claim) => !isInstruction(claim)).flatMap(entryOf),
  };
}

async function episodesOf(body: Body, rows: readonly Ordinal[]): Promise<ReadonlyMap<Ordinal, Episode>> {
  const wanted = [...new Set(rows)];
  const read = await body.log.episodes(wanted.map((row) => body.register.seqOf(row)));
  return new Map(read.flatMap((episode, i) => (episode === null ? [] : [[wanted[i]!, episode] as const])));
}
