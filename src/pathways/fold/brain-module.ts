import type { Associator } from "../../ports/associator.ts";
import type { ClaimKeeper } from "../../ports/claim-keeper.ts";
import type { Derived } from "../../ports/derived.ts";
import type { EffortPolicy } from "../../ports/effort.ts";
import type { OddsKeeper } from "../../ports/odds-keeper.ts";
import type { Proposer } from "../../ports/proposer.ts";
import type { RuleKeeper } from "../../ports/rule-keeper.ts";
import type { TrustKeeper } from "../../ports/trust-keeper.ts";
import type { ValueReader } from "../../ports/value-reader.ts";

/** A region or a channel; those that propose, associate, choose, keep claims, odds or trust also take part in recall. */
export type BrainModule = Derived &
  Partial<Proposer> &
  Partial<Associator> &
  Partial<EffortPolicy> &
  Partial<ClaimKeeper> &
  Partial<OddsKeeper> &
  Partial<TrustKeeper> &
  Partial<RuleKeeper> &
  Partial<ValueReader>;
