import { type Episode, sourceOf } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Ordinal } from "../model/ids.ts";
import type { Visibility } from "../ports/proposer.ts";
import type { KeptSource, TrustKeeper } from "../ports/trust-keeper.ts";
import { trustOfVoice, voiceOf } from "../register/source-trust.ts";
import type { Body } from "./fold/body.ts";
import type { BrainModule } from "./fold/brain-module.ts";

export type SourceReport = KeptSource;

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

/** The same of what rests on a row. */
export function trustOf(body: Body): (one: { readonly ordinal: Ordinal }) => number {
  return ({ ordinal }) => trustAt(body, ordinal);
}

/** The same of an episode at hand. */
export function trustIn(body: Body, episode: Episode): number {
  return keeperOf(body)?.saidOf(sourceOf(episode)) ?? trustOfVoice[voiceOf(episode)];
}

/** Whether what a row tells an agent to do is an instruction, and not data: SPEC TR6. */
export function mayInstruct(body: Body, ordinal: Ordinal): boolean {
  return keeperOf(body)?.mayInstruct(ordinal) ?? true;
}

function keeperOf(body: Body): TrustKeeper | null {
  const module = body.modules.find(({ trustAt }) => trustAt !== undefined);
  return module === undefined ? null : (module as BrainModule & TrustKeeper);
}
