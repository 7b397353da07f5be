import type { Choice, EpisodeRef, LogEvent } from "../../model/event.ts";
import type { EpisodeId } from "../../model/ids.ts";
import type { ErasureCertificate, Quarantined, SleepReport } from "../../model/reports.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Encoder } from "../../ports/encoder.ts";
import type { LanguageModel } from "../../ports/language-model.ts";
import type { LogStore } from "../../ports/log-store.ts";
import type { Perception, Redactor } from "../../ports/perception.ts";
import type { EpisodeRegister } from "../../register/episode-register.ts";
import type { Encoding } from "../encode.ts";
import type { Erasures } from "../erase/erasures.ts";
import type { Extraction } from "../extract.ts";
import type { BrainModule } from "./brain-module.ts";
import type { Deriver } from "./derive.ts";
import type { Mechanisms } from "./mechanisms.ts";

/** What a brain tells those who listen. */
export interface BrainEvents {
  readonly observed: { readonly events: readonly LogEvent[] };
  readonly forgotten: { readonly count: number; readonly forgotten: boolean };
  readonly erased: ErasureCertificate;
  readonly slept: SleepReport;
  readonly quarantined: Quarantined;
  readonly rederived: { readonly module: string };
  /** Something that did not stop the work and was not lost silently. */
  readonly warning: { readonly error: unknown };
}

export const brainEvents: readonly (keyof BrainEvents)[] = [
  "observed",
  "forgotten",
  "erased",
  "slept",
  "quarantined",
  "rederived",
  "warning",
];

/** Everything that the pathways work on: wired by `brain.ts`, which owns it. */
export interface Body {
  readonly log: LogStore;
  readonly register: EpisodeRegister;
  readonly modules: readonly BrainModule[];
  readonly deriver: Deriver;
  readonly perception: Perception;
  readonly encoder: Encoder | null;
  /** null: nothing is recorded of the encoder, since a fold may ask it itself, or there is none. */
  readonly encoding: Encoding | null;
  /** null: claims are read by rules alone. */
  readonly extraction: Extraction | null;
  /** null: nobody thinks of further cues. */
  readonly languageModel: LanguageModel | null;
  /** null: secrets are stored as they come. */
  readonly redactor: Redactor | null;
  readonly mechanisms: Mechanisms;
  readonly clock: Clock;
  readonly seed: number;
  /** Uses not yet in the log: committed together, so that a crash may lose the last second of them, never an episode. */
  readonly pendingUses: EpisodeRef[];
  /** What was chosen when a memory was shown last: the latest shown, kept for feedback and nowhere else. */
  readonly choices: Map<EpisodeId, Choice>;
  /** Those without a final certificate. */
  readonly erasures: Erasures;
  /** The modules again, without state: folds beside the brain's own work on these. */
  remake(): readonly BrainModule[];
  /** The lines of an export. */
  bundle(): AsyncIterable<string>;
  emit<Name extends keyof BrainEvents>(name: Name, event: BrainEvents[Name]): void;
}
