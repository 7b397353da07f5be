import { DenseChannel } from "./channels/dense.ts";
import { LexicalChannel } from "./channels/lexical.ts";
import { createDenseKernel } from "./kernels/dense.ts";
import { EncephalonError } from "./model/errors.ts";
import { Encoding } from "./pathways/encode.ts";
import { Erasures } from "./pathways/erase/erasures.ts";
import { Extraction, extractorOf } from "./pathways/extract.ts";
import type { Body } from "./pathways/fold/body.ts";
import type { BrainModule } from "./pathways/fold/brain-module.ts";
import { Deriver } from "./pathways/fold/derive.ts";
import type { Mechanisms } from "./pathways/fold/mechanisms.ts";
import type { BrainOptions, RegionFactory } from "./pathways/fold/options.ts";
import { perception } from "./perception/perception.ts";
import { createRedactor } from "./perception/redact.ts";
import { systemClock } from "./ports/clock.ts";
import type { Encoder } from "./ports/encoder.ts";
import type { LogStore } from "./ports/log-store.ts";
import type { Redactor } from "./ports/perception.ts";
import { BasalGanglia } from "./regions/basal-ganglia/basal-ganglia.ts";
import { Hippocampus } from "./regions/hippocampus/hippocampus.ts";
import { Neocortex } from "./regions/neocortex/claims.ts";
import { Figures } from "./regions/neocortex/figures.ts";
import { Odds } from "./regions/prefrontal-cortex/odds.ts";
import { EncodedRoll } from "./register/encoded-roll.ts";
import { EpisodeRegister } from "./register/episode-register.ts";
import { RuleBook } from "./register/rule-book.ts";
import { SourceTrust } from "./register/source-trust.ts";
import { createMemoryLog } from "./store/memory-log.ts";

/** What every brain has unless told otherwise. */
export const defaultRegions: readonly RegionFactory[] = [
  () => new LexicalChannel(perception.version),
  ({ encoder }) =>
    encoder === null ? null : new DenseChannel(encoder, createDenseKernel, perception.version),
  () => new Hippocampus(perception.version),
  () => new Neocortex(perception.version),
  () => new Figures(perception.version),
  () => new BasalGanglia(),
  () => new Odds(),
  () => new SourceTrust(),
  () => new RuleBook(),
];

/** What a brain and its forks have in common. */
export interface Made {
  readonly encoder: Encoder | null;
  readonly options: BrainOptions;
  readonly mechanisms: Mechanisms;
}

/** Puts a brain together around a log: its modules, without state, and what works on them. */
export function bodyOf(
  log: LogStore,
  { encoder, options, mechanisms }: Made,
  on: { readonly emit: Body["emit"]; rederived(): Promise<void> },
): Body {
  const { emit } = on;
  const { extractor } = options;
  const clock = options.clock ?? systemClock;
  const seed = options.seed ?? 1;
  const trouble = (error: unknown): void => emit("warning", { error });
  const make = () => {
    const roll = encoder === null || encoder.encodeNow !== undefined ? null : new EncodedRoll(encoder.id);
    const extracted = extractor === undefined ? null : new EncodedRoll(extractorOf(extractor), "extracted");
    const regions = (options.regions ?? defaultRegions).map((create) => create({ encoder }));
    const modules = [roll, extracted, ...regions].filter((module) => module !== null);
    return { roll, extracted, modules };
  };
  const register = new EpisodeRegister();
  const { roll, extracted, modules } = make();
  refuseSharedNames([register, ...modules]);
  const deriver = new Deriver(
    { log, register, modules, perception, seed },
    {
      quarantined: (quarantined) => emit("quarantined", quarantined),
      rederived: (module) => {
        emit("rederived", { module });
        on.rederived().catch(trouble);
      },
      trouble,
    },
  );
  const parts = { log, register, deriver, clock, trouble };
  return {
    log,
    register,
    modules,
    deriver,
    perception,
    encoder,
    encoding: encoder === null || roll === null ? null : new Encoding({ ...parts, roll, encoder }),
    extraction:
      extractor === undefined || extracted === null
        ? null
        : new Extraction({ ...parts, roll: extracted, model: extractor }),
    languageModel: options.languageModel ?? null,
    redactor: redactorOf(options.redact ?? true),
    mechanisms,
    clock,
    seed,
    pendingUses: [],
    choices: new Map(),
    erasures: new Erasures(),
    remake: () => make().modules,
    bundle: () => linesOf(log),
    emit,
  };
}

export async function openLog(options: BrainOptions): Promise<LogStore> {
  if (options.log !== undefined) return options.log;
  if (options.path === undefined) return createMemoryLog();
  const { openSqliteLog } = await import("./store/sqlite-log.ts");
  return openSqliteLog({
    path: options.path,
    ...(options.readOnly !== undefined && { readOnly: options.readOnly }),
    ...(options.synchronous !== undefined && { synchronous: options.synchronous }),
    ...(options.codec !== undefined && { codec: options.codec }),
    ...(options.lockTimeoutMs !== undefined && { lockTimeoutMs: options.lockTimeoutMs }),
  });
}

/** The shipped one's bytes are a file: where there are none, a brain goes by words until it is given an encoder. */
export async function encoderOf({ encoder }: BrainOptions): Promise<Encoder | null> {
  if (encoder !== undefined) return encoder;
  if (typeof process === "undefined") return null;
  const { staticEncoder } = await import("./providers/static-encoder-file.ts");
  return staticEncoder();
}

export async function* linesOf(log: LogStore): AsyncGenerator<string> {
  const { exportBundle } = await import("./store/bundle.ts");
  yield* exportBundle(log);
}

function redactorOf(redact: boolean | Redactor): Redactor | null {
  if (typeof redact === "object") return redact;
  return redact ? createRedactor() : null;
}

function refuseSharedNames(modules: readonly BrainModule[]): void {
  const names = modules.map(({ manifest }) => manifest.name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new EncephalonError("module-conflict", `Two modules are called ${JSON.stringify(twice)}.`, {
      value: twice,
      remedy: "Give each region a name of its own in its manifest.",
    });
}
