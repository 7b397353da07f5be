import type { Associator } from "../ports/associator.ts";
import type { ClaimKeeper } from "../ports/claim-keeper.ts";
import type { Derived } from "../ports/derived.ts";
import type { EffortPolicy } from "../ports/effort.ts";
import type { Proposer } from "../ports/proposer.ts";

/** A region or a channel; those that propose, associate, choose or keep claims also take part in recall. */
export type BrainModule = Derived &
  Partial<Proposer> &
  Partial<Associator> &
  Partial<EffortPolicy> &
  Partial<ClaimKeeper>;
