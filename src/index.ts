export { type Brain, defaultRegions, openBrain } from "./brain.ts";
export {
  type ContentPart,
  type Episode,
  type EpisodeKind,
  episodeKinds,
  type Json,
  type Percept,
  renderPart,
  renderText,
} from "./model/episode.ts";
export { EncephalonError, type ErrorCode } from "./model/errors.ts";
export type { Choice, EpisodeRef, EventBody, EventType, LogEvent } from "./model/event.ts";
export { harmless, harmlessLine } from "./model/harmless.ts";
export type { EpisodeId, Millis, Ordinal, Seq } from "./model/ids.ts";
export type {
  ChannelScore,
  Confidence,
  Degradation,
  Memory,
  PathStep,
  RecallOptions,
  RecallResult,
  ScoreReason,
} from "./model/recall.ts";
export type {
  BrainStats,
  ErasureCertificate,
  Observed,
  ObservedMany,
  ObserveProgress,
  Quarantined,
  SleepReport,
  Why,
} from "./model/reports.ts";
export { type Scope, scopeAdmits } from "./model/scope.ts";
export { parseTime } from "./model/time.ts";
export type { BrainEvents } from "./pathways/body.ts";
export type { BrainModule } from "./pathways/brain-module.ts";
export type { ObserveManyOptions } from "./pathways/observe.ts";
export type { BrainOptions, RegionFactory, RegionGiven } from "./pathways/options.ts";
export type { Association, Associator, FirstStage, Step } from "./ports/associator.ts";
export type { Clock } from "./ports/clock.ts";
export type { Codec } from "./ports/codec.ts";
export type { Derived, FoldContext, Manifest, Signals } from "./ports/derived.ts";
export type { EffortPolicy, Prospect } from "./ports/effort.ts";
export type { Encoder, Purpose } from "./ports/encoder.ts";
export type { ConceptMention, CueFeatures, Features, TermCounts, TimeMention } from "./ports/features.ts";
export type { CompletionOptions, LanguageModel } from "./ports/language-model.ts";
export type {
  Appended,
  Checkpoint,
  IntegrityReport,
  Lease,
  LogSize,
  LogStore,
  Merged,
} from "./ports/log-store.ts";
export type { Redaction, Redactor } from "./ports/perception.ts";
export type { Candidate, Candidates, Cue, Proposer, Reason, Visibility } from "./ports/proposer.ts";
