import * as z from "zod";
import { conform } from "../model/validate.ts";
import type { Clock } from "../ports/clock.ts";
import type { Codec } from "../ports/codec.ts";
import type { LogStore } from "../ports/log-store.ts";
import type { Redactor } from "../ports/perception.ts";
import type { BrainModule } from "./brain-module.ts";

/** Makes a module. Called once for each brain, so that brains never share state. */
export type RegionFactory = () => BrainModule;

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

const optionsSchema = z.strictObject({
  path: z.string().min(1).exactOptional(),
  log: partWith("append").exactOptional(),
  readOnly: z.boolean().exactOptional(),
  synchronous: z.enum(["normal", "full"]).exactOptional(),
  codec: partWith("encode").exactOptional(),
  lockTimeoutMs: z.number().min(0).exactOptional(),
  regions: z.array(callable).exactOptional(),
  redact: z.union([z.boolean(), partWith("redact")]).exactOptional(),
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
