export { defaultRegions } from "./anatomy.ts";
export { type Brain, openBrain } from "./brain.ts";
export type {
  Cardinality,
  Claim,
  ClaimDraft,
  ClaimObject,
  ClaimSpan,
  ClaimSubject,
  Modality,
  Polarity,
  Relation,
  TimePrecision,
  ValidTime,
} from "./model/claim.ts";
export {
  type ContentPart,
  type Episode,
  type EpisodeKind,
  episodeKinds,
  type Json,
  type Percept,
  renderPart,
  renderText,
  sourceOf,
} from "./model/episode.ts";
export { EncephalonError, type ErrorCode } from "./model/errors.ts";
export type { Choice, EpisodeRef, EventBody, EventType, LogEvent } from "./model/event.ts";
export { harmless, harmlessLine } from "./model/harmless.ts";
export type { EpisodeId, Millis, Ordinal, Seq } from "./model/ids.ts";
export type {
  ChannelScore,
  Confidence,
  Degradation,
  Feeling,
  Memory,
  PathStep,
  Provenance,
  RecallOptions,
  RecallResult,
  ScoreReason,
} from "./model/recall.ts";
export type {
  BrainStats,
  CanaryScan,
  EraseOptions,
  ErasureCertificate,
  ErasureProof,
  Observed,
  ObservedMany,
  ObserveProgress,
  Quarantined,
  SleepReport,
  Touched,
  Why,
} from "./model/reports.ts";
export { type Scope, scopeAdmits } from "./model/scope.ts";
export type { Selection } from "./model/selection.ts";
export { parseTime } from "./model/time.ts";
export type {
  Changes,
  ClaimFilter,
  ClaimId,
  ClaimLink,
  Conclusion,
  Conflict,
  KnownClaim,
  Resolution,
  Statement,
} from "./model/truth.ts";
export type { Certified, CertifyOptions } from "./pathways/certify.ts";
export type { ChangesOptions } from "./pathways/changes.ts";
export { countTokens } from "./pathways/context/context-tokens.ts";
export type { Context, ContextKind, ContextLine, ContextOptions } from "./pathways/context.ts";
export type { DeduceOptions, Rules } from "./pathways/deduce.ts";
export type { Changed, Difference, DiffOptions, RecallDifference } from "./pathways/diff.ts";
export type { Elapsed, ElapsedOptions } from "./pathways/elapsed.ts";
export type { BrainEvents } from "./pathways/fold/body.ts";
export type { BrainModule } from "./pathways/fold/brain-module.ts";
export type { BrainOptions, RegionFactory, RegionGiven } from "./pathways/fold/options.ts";
export type { ObserveManyOptions } from "./pathways/observe.ts";
export type { TrustOptions } from "./pathways/set-trust.ts";
export type { SourceReport } from "./pathways/trust.ts";
export type { Association, Associator, FirstStage, Openings, Step } from "./ports/associator.ts";
export type { ClaimKeeper, ClaimSign, KeptClaim, WantedClaims } from "./ports/claim-keeper.ts";
export type { Clock } from "./ports/clock.ts";
export type { Codec } from "./ports/codec.ts";
export type { Derived, FoldContext, Manifest, Signals } from "./ports/derived.ts";
export type { EffortPolicy, Prospect } from "./ports/effort.ts";
export type { Encoder, Purpose } from "./ports/encoder.ts";
export type {
  ConceptMention,
  CueFeatures,
  Features,
  PlacedTime,
  TermCounts,
  TimeMention,
} from "./ports/features.ts";
export type { CompletionOptions, LanguageModel } from "./ports/language-model.ts";
export type {
  Appended,
  Checkpoint,
  Holdings,
  IntegrityReport,
  Lease,
  LogSize,
  LogStore,
  Merged,
  Moment,
  Scan,
} from "./ports/log-store.ts";
export type { OddsKeeper } from "./ports/odds-keeper.ts";
export type { Redaction, Redactor } from "./ports/perception.ts";
export type { Candidate, Candidates, Cue, Proposer, Reason, Visibility } from "./ports/proposer.ts";
export type { RuleKeeper } from "./ports/rule-keeper.ts";
export type { KeptSource, TrustKeeper } from "./ports/trust-keeper.ts";
export type { Asked, CueTerm, Reading, Saying, Told, ValueReader } from "./ports/value-reader.ts";
