import { type Episode, sourceOf } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Ordinal } from "../model/ids.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { KeptSource, TrustKeeper } from "../ports/trust-keeper.ts";
import { trustOfVoice, voiceOf } from "../register/source-trust.ts";
import type { Body } from "./body.ts";
import type { BrainModule } from "./brain-module.ts";
import { commit } from "./commit.ts";

export type SourceReport = KeptSource;

/** How far a source is to be believed, in [0, 1]; null: as by default. Of the whole brain, whatever the scope. */
export async function trust(body: Body, source: string, value: number | null): Promise<void> {
  const named =
    typeof source === "string" && source !== "" && source.isWellFormed() && !source.includes("\0");
  if (!named)
    throw new EncephalonError("invalid-options", "The source is no name.", {
      value: source,
      remedy: "Pass the name of a source as `sources` lists it.",
    });
  if (value !== null && !(typeof value === "number" && value >= 0 && value <= 1))
    throw new EncephalonError("invalid-options", "The trust is not in [0, 1].", {
      value,
      remedy: "Pass a number from 0 (nothing of it is believed) to 1, or null for the default.",
    });
  await body.deriver.exclusive(() => commit(body, { type: "trusted", source, trust: value }));
}

/** Every source, with its trust and how much comes from it. */
export async function sources(body: Body): Promise<readonly SourceReport[]> {
  return body.deriver.upToDate(() => keeperOf(body)?.sources() ?? []);
}

/** What is seen, less what comes from sources trusted less than `least`. To be called inside the turn. */
export function trustedOnly(body: Body, visibility: Visibility, least: number): Visibility {
  if (least <= 0) return visibility;
  const keeper = keeperOf(body);
  if (keeper === null)
    throw new EncephalonError("invalid-options", "This brain does not keep whom it trusts.", {
      value: least,
      remedy: "Open it with the region `trust`, as the default regions have it, or leave out minTrust.",
    });
  return {
    ...visibility,
    admits: (ordinal) => visibility.admits(ordinal) && keeper.trustAt(ordinal) >= least,
  };
}

/** In [0, 1]: how far a row's source is believed. What is derived from several inherits the least of theirs. */
export function trustAt(body: Body, ordinal: Ordinal): number {
  return keeperOf(body)?.trustAt(ordinal) ?? 1;
}

/** The same of an episode at hand. */
export function trustIn(body: Body, episode: Episode): number {
  return keeperOf(body)?.saidOf(sourceOf(episode)) ?? trustOfVoice[voiceOf(episode)];
}

/** Whether what a row tells an agent to do is an instruction, and not data: SPEC TR6. */
export function mayInstruct(body: Body, ordinal: Ordinal): boolean {
  return keeperOf(body)?.mayInstruct(ordinal) ?? false;
}

function keeperOf(body: Body): TrustKeeper | null {
  const module = body.modules.find(({ trustAt }) => trustAt !== undefined);
  return module === undefined ? null : (module as BrainModule & TrustKeeper);
}
