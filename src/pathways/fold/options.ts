import * as z from "zod";
import { conform } from "../../model/validate.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Codec } from "../../ports/codec.ts";
import type { Encoder } from "../../ports/encoder.ts";
import type { LanguageModel } from "../../ports/language-model.ts";
import type { LogStore } from "../../ports/log-store.ts";
import type { Redactor } from "../../ports/perception.ts";
import type { BrainModule } from "./brain-module.ts";

/** What a brain gives to those who make its modules. */
export interface RegionGiven {
  /** The brain's encoder; null where it has none. */
  readonly encoder: Encoder | null;
}

/** Makes a module, or none where it would have nothing to do. Called once for each brain: brains never share state. */
export type RegionFactory = (given: RegionGiven) => BrainModule | null;

export interface BrainOptions {
  /** The file. Made if it is not there. Without one the brain lives in memory. */
  readonly path?: string;
  /** A log of your own instead of a file. */
  readonly log?: LogStore;
  readonly readOnly?: boolean;
  /** `normal` (default) survives SIGKILL; `full` also a power cut, at the price of an fsync a write. */
  readonly synchronous?: "normal" | "full";
  readonly codec?: Codec;
  /** How long to wait for another process's write, in ms. Default 5000. */
  readonly lockTimeoutMs?: number;
  /** Default: `defaultRegions`. Add your own: `[...defaultRegions, () => new Mine()]`. */
  readonly regions?: readonly RegionFactory[];
  /** Take secrets out of what is observed, before it is stored. Default true; or a redactor of your own. */
  readonly redact?: boolean | Redactor;
  /**
   * Turns texts into vectors; null: none. What one outside the package says is recorded in the log. A
   * brain that is opened with another one has everything encoded anew in the background.
   */
  readonly encoder?: Encoder | null;
  /**
   * Thinks of further cues where a recall is `thorough`, or where much is expected of searching on. It is sent
   * the cue and the first memories. Default: none.
   */
  readonly languageModel?: LanguageModel;
  /**
   * Says what episodes claim, in the background, in the place of the rules, whose claims stand until its own are
   * there. It is sent the texts; what it says is checked, and recorded in the log. Default: the rules alone.
   */
  readonly extractor?: LanguageModel;
  readonly clock?: Clock;
  /** Same log, same seed, same state. An integer, default 1. */
  readonly seed?: number;
}

const callable = z.custom<never>((value) => typeof value === "function", "must be a function");
const partWith = (method: string): z.ZodType =>
  z.custom(
    (value) => typeof (value as Record<string, unknown> | null)?.[method] === "function",
    `must have a method ${method}`,
  );

/** Not an object schema: that would make a copy, which is no encoder any more. */
const encoder = z
  .custom<Encoder>((value) => {
    const { id, dimensions } = (value ?? {}) as Partial<Encoder>;
    const named = typeof id === "string" && id.length > 0 && id.isWellFormed() && !id.includes("\0");
    return named && Number.isSafeInteger(dimensions) && dimensions! > 0;
  }, "must have an id, a text without NUL, and a positive whole number of dimensions")
  .and(partWith("encode"));

const extractor = z
  .custom<LanguageModel>((value) => {
    const { id } = (value ?? {}) as Partial<LanguageModel>;
    return typeof id === "string" && id.length > 0 && id.isWellFormed() && !id.includes("\0");
  }, "must have an id, a text without NUL")
  .and(partWith("complete"));

const optionsSchema = z.strictObject({
  path: z.string().min(1).exactOptional(),
  log: partWith("append").exactOptional(),
  readOnly: z.boolean().exactOptional(),
  synchronous: z.enum(["normal", "full"]).exactOptional(),
  codec: partWith("encode").exactOptional(),
  lockTimeoutMs: z.number().min(0).exactOptional(),
  regions: z.array(callable).exactOptional(),
  redact: z.union([z.boolean(), partWith("redact")]).exactOptional(),
  encoder: encoder.nullable().exactOptional(),
  languageModel: partWith("complete").exactOptional(),
  extractor: extractor.exactOptional(),
  clock: callable.exactOptional(),
  seed: z.int().exactOptional(),
});

/** SPEC M7 holds here most of all: a misspelt `path` would make a brain that forgets everything at its end. */
export function checkOptions(options: BrainOptions): BrainOptions {
  return conform(
    optionsSchema as unknown as z.ZodType<BrainOptions>,
    options,
    "invalid-options",
    'openBrain takes an object such as { path: "./my.brain" }: see BrainOptions for its fields.',
  );
}
