import { DenseChannel } from "./channels/dense.ts";
import { LexicalChannel } from "./channels/lexical.ts";
import { createDenseKernel } from "./kernels/dense.ts";
import type { Percept } from "./model/episode.ts";
import { closedError, EncephalonError } from "./model/errors.ts";
import type { RecallOptions, RecallResult } from "./model/recall.ts";
import type {
  BrainStats,
  ErasureCertificate,
  Observed,
  ObservedMany,
  SleepReport,
  Why,
} from "./model/reports.ts";
import type { Changes, ClaimFilter, Conclusion, KnownClaim } from "./model/truth.ts";
import { type Body, type BrainEvents, brainEvents } from "./pathways/body.ts";
import type { BrainModule } from "./pathways/brain-module.ts";
import { type Certified, type CertifyOptions, certify } from "./pathways/certify.ts";
import { type ChangesOptions, changes } from "./pathways/changes.ts";
import { knownClaims, timeline } from "./pathways/claims.ts";
import { commitUses, foldCommitted } from "./pathways/commit.ts";
import { type Context, type ContextOptions, context } from "./pathways/context.ts";
import { type DeduceOptions, deduce, setRules } from "./pathways/deduce.ts";
import { Deriver } from "./pathways/derive.ts";
import { type Elapsed, elapsed } from "./pathways/elapsed.ts";
import { Encoding } from "./pathways/encode.ts";
import { erase, finishErasure } from "./pathways/erase.ts";
import { feedback, forget, pin } from "./pathways/forget.ts";
import { allMechanisms, type Mechanisms } from "./pathways/mechanisms.ts";
import { type ObserveManyOptions, observe, observeMany } from "./pathways/observe.ts";
import { type BrainOptions, checkOptions, type RegionFactory } from "./pathways/options.ts";
import { recall } from "./pathways/recall.ts";
import { sleep } from "./pathways/sleep.ts";
import { isSliceOver, nextTurn } from "./pathways/time-slice.ts";
import { type SourceReport, sources, trust } from "./pathways/trust.ts";
import { verify } from "./pathways/verify.ts";
import { stats, why } from "./pathways/why.ts";
import { perception } from "./perception/perception.ts";
import { createRedactor } from "./perception/redact.ts";
import { systemClock } from "./ports/clock.ts";
import type { Encoder } from "./ports/encoder.ts";
import type { IntegrityReport, LogStore, Merged } from "./ports/log-store.ts";
import type { Redactor } from "./ports/perception.ts";
import { BasalGanglia } from "./regions/basal-ganglia/basal-ganglia.ts";
import { Hippocampus } from "./regions/hippocampus/hippocampus.ts";
import { EncodedRoll } from "./register/encoded-roll.ts";
import { EpisodeRegister } from "./register/episode-register.ts";
import { createMemoryLog } from "./store/memory-log.ts";

/** What every brain has unless told otherwise. */
export const defaultRegions: readonly RegionFactory[] = [
  () => new LexicalChannel(perception.version),
  ({ encoder }) =>
    encoder === null ? null : new DenseChannel(encoder, createDenseKernel, perception.version),
  () => new Hippocampus(perception.version),
  () => new BasalGanglia(),
];

/** Uses are committed this long after the first one that waits. */
const USES_WAIT_MS = 1_000;

/**
 * One brain: a log and what is folded from it. Every method may be called at any time, also before
 * an earlier call has resolved; all take effect in the order of the calls. A stream of percepts and
 * a bundle are long: others have their turn in between.
 */
export class Brain implements AsyncDisposable {
  readonly #body: Body;
  readonly #listeners = new Map<keyof BrainEvents, Set<(event: never) => void>>();
  #usesTimer: ReturnType<typeof setTimeout> | null = null;
  #closing: Promise<void> | null = null;

  private constructor(log: LogStore, encoder: Encoder | null, options: BrainOptions, mechanisms: Mechanisms) {
    const register = new EpisodeRegister();
    const roll = encoder === null || encoder.encodeNow !== undefined ? null : new EncodedRoll(encoder.id);
    const regions = (options.regions ?? defaultRegions)
      .map((create) => create({ encoder }))
      .filter((module) => module !== null);
    const modules = roll === null ? regions : [roll, ...regions];
    refuseSharedNames([register, ...modules]);
    const seed = options.seed ?? 1;
    const emit: Body["emit"] = (name, event) => {
      for (const listener of [...(this.#listeners.get(name) ?? [])]) {
        try {
          (listener as (event: unknown) => void)(event);
        } catch (error) {
          // Who listens cannot stop the work. What a listener to warnings throws has nowhere to go.
          if (name !== "warning") emit("warning", { error });
        }
      }
    };
    const clock = options.clock ?? systemClock;
    const trouble = (error: unknown): void => emit("warning", { error });
    const deriver = new Deriver(
      { log, register, modules, perception, seed },
      {
        quarantined: (quarantined) => emit("quarantined", quarantined),
        rederived: (module) => {
          emit("rederived", { module });
          this.#finishErasure().catch(trouble);
        },
        trouble,
      },
    );
    this.#body = {
      log,
      register,
      modules,
      encoder,
      encoding:
        encoder === null || roll === null
          ? null
          : new Encoding({ log, register, roll, deriver, encoder, clock, trouble }),
      languageModel: options.languageModel ?? null,
      perception,
      redactor: redactorOf(options.redact ?? true),
      mechanisms,
      clock,
      seed,
      pendingUses: [],
      choices: new Map(),
      emit,
      deriver,
    };
  }

  /** See `openBrain`. `mechanisms`: for the bench alone. */
  static async open(given: BrainOptions, mechanisms: Mechanisms = allMechanisms): Promise<Brain> {
    const options = checkOptions(given);
    const log = options.log ?? (await openLog(options));
    try {
      const encoder = options.encoder === undefined ? await shippedEncoder() : options.encoder;
      const brain = new Brain(log, encoder, options, mechanisms);
      await brain.#body.deriver.open();
      await brain.#finishErasure();
      brain.#body.encoding?.start();
      return brain;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  /** Commits and derives one percept, or many: an array, a generator, a stream. */
  observe(percept: Percept): Promise<Observed>;
  observe(
    percepts: Iterable<Percept> | AsyncIterable<Percept>,
    options?: ObserveManyOptions,
  ): Promise<ObservedMany>;
  async observe(
    input: Percept | Iterable<Percept> | AsyncIterable<Percept>,
    options: ObserveManyOptions = {},
  ): Promise<Observed | ObservedMany> {
    this.#refuseClosed();
    if (isMany(input)) return observeMany(this.#body, input, options);
    return observe(this.#body, input);
  }

  /** The episodes that a cue brings back, best first, with reasons and what could not take part. */
  async recall(cue: string, options?: RecallOptions): Promise<RecallResult> {
    this.#refuseClosed();
    const result = await recall(this.#body, cue, options);
    if (this.#body.pendingUses.length > 0) this.#scheduleUses();
    return result;
  }

  async sleep(): Promise<SleepReport> {
    this.#refuseClosed();
    return sleep(this.#body);
  }

  /** No recall finds them any more; `remember` brings them back. */
  async forget(...ids: readonly string[]): Promise<void> {
    this.#refuseClosed();
    return forget(this.#body, ids, true);
  }

  async remember(...ids: readonly string[]): Promise<void> {
    this.#refuseClosed();
    return forget(this.#body, ids, false);
  }

  /** Destroys them, here and in everything derived. Not reversible. */
  async erase(...ids: readonly string[]): Promise<ErasureCertificate> {
    this.#refuseClosed();
    return erase(this.#body, ids);
  }

  /** What an agent should have in its prompt now, within a budget of tokens. */
  async context(options?: ContextOptions): Promise<Context> {
    this.#refuseClosed();
    return context(this.#body, options);
  }

  /** What is claimed, with what holds, what held before and what contradicts it. */
  async claims(filter?: ClaimFilter): Promise<readonly KnownClaim[]> {
    this.#refuseClosed();
    return knownClaims(this.#body, filter);
  }

  /** What is claimed about a speaker or concept, by when it holds or happened. */
  async timeline(about: string, filter?: Omit<ClaimFilter, "about">): Promise<readonly KnownClaim[]> {
    this.#refuseClosed();
    return timeline(this.#body, about, filter);
  }

  /** What was learned since then, what that replaced, and what is no longer known. */
  async changes(since: string | number | Date, options?: ChangesOptions): Promise<Changes> {
    this.#refuseClosed();
    return changes(this.#body, since, options);
  }

  /** The time between two dated statements: ids of claims or episodes, or dates. */
  async elapsed(from: string, to: string): Promise<Elapsed> {
    this.#refuseClosed();
    return elapsed(this.#body, from, to);
  }

  /** Your rules over claims, besides those that ship. */
  async setRules(program: string): Promise<void> {
    this.#refuseClosed();
    return setRules(this.#body, program);
  }

  /** What follows from the claims by the rules, with what each conclusion rests on. */
  async deduce(goal?: string, options?: DeduceOptions): Promise<readonly Conclusion[]> {
    this.#refuseClosed();
    return deduce(this.#body, goal, options);
  }

  /** The smallest evidence whose removal changes a recall, checked by folding without it. */
  async certify(cue: string, options?: CertifyOptions): Promise<Certified> {
    this.#refuseClosed();
    return certify(this.#body, cue, options);
  }

  /** How far a source is to be believed, in [0, 1]; null: as by default. */
  async trust(source: string, value: number | null): Promise<void> {
    this.#refuseClosed();
    return trust(this.#body, source, value);
  }

  async sources(): Promise<readonly SourceReport[]> {
    this.#refuseClosed();
    return sources(this.#body);
  }

  async pin(id: string, pinned = true): Promise<void> {
    this.#refuseClosed();
    return pin(this.#body, id, pinned);
  }

  /** What the world said of a memory that was used: positive when it helped. Of this it learns when to search on. */
  async feedback(id: string, value: number): Promise<void> {
    this.#refuseClosed();
    return feedback(this.#body, id, value);
  }

  async why(id: string): Promise<Why> {
    this.#refuseClosed();
    return why(this.#body, id);
  }

  async stats(): Promise<BrainStats> {
    this.#refuseClosed();
    return stats(this.#body);
  }

  /** Waits until no module is re-deriving and every episode is encoded: recalls are complete from then on. */
  async ready(): Promise<void> {
    this.#refuseClosed();
    await this.#body.deriver.whenReady(() => undefined);
    await this.#body.encoding?.complete();
  }

  /** SHA-256 of everything derived: the same for the same log, seed and versions, on every machine. */
  async stateHash(): Promise<string> {
    this.#refuseClosed();
    const { deriver } = this.#body;
    return deriver.whenReady(() => deriver.stateHash());
  }

  /** Reads the whole file and checks every module. */
  async verify(): Promise<IntegrityReport> {
    this.#refuseClosed();
    return verify(this.#body);
  }

  /** A consistent copy of the file, while work goes on. */
  async backup(path: string): Promise<void> {
    this.#refuseClosed();
    return this.#body.log.backup(path);
  }

  /** The whole log as lines of a bundle: a manifest, an event a line with its hash, a footer. */
  async *export(): AsyncGenerator<string, void, undefined> {
    this.#refuseClosed();
    await this.#flushUses();
    const { exportBundle } = await import("./store/bundle.ts");
    for await (const line of exportBundle(this.#body.log)) {
      if (isSliceOver()) await nextTurn();
      yield line;
    }
  }

  /** Takes in a bundle: all of it or nothing. What is here already is skipped. */
  async import(lines: Iterable<string> | AsyncIterable<string>): Promise<Merged> {
    this.#refuseClosed();
    // A bundle may come from this brain itself: what an export commits first cannot wait for its import.
    await this.#flushUses();
    const { importBundle } = await import("./store/bundle.ts");
    const merged = await importBundle(lines, this.#body.log);
    await this.#body.deriver.exclusive(() => foldCommitted(this.#body, []));
    this.#body.encoding?.start();
    return merged;
  }

  /** Calls the listener for each such event; the function returned stops that. */
  on<Name extends keyof BrainEvents>(name: Name, listener: (event: BrainEvents[Name]) => void): () => void {
    if (!brainEvents.includes(name))
      throw new EncephalonError("invalid-options", `There is no event ${JSON.stringify(name)}.`, {
        value: name,
        remedy: `Listen to one of ${brainEvents.join(", ")}.`,
      });
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Commits what waits, checkpoints if it is worth it, releases the file. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { deriver, encoding, log } = this.#body;
    try {
      await encoding?.close();
      await deriver.close(() => this.#commitUses());
    } finally {
      await log.close();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #scheduleUses(): void {
    if (this.#usesTimer !== null) return;
    this.#usesTimer = setTimeout(() => {
      if (this.#closing === null) void this.#flushUses();
    }, USES_WAIT_MS);
    (this.#usesTimer as { unref?(): void }).unref?.();
  }

  async #flushUses(): Promise<void> {
    if (this.#body.pendingUses.length > 0) await this.#body.deriver.exclusive(() => this.#commitUses());
  }

  /** To be called inside `exclusive`. Uses that cannot be committed wait for the next time. */
  async #commitUses(): Promise<void> {
    if (this.#usesTimer !== null) clearTimeout(this.#usesTimer);
    this.#usesTimer = null;
    try {
      await commitUses(this.#body);
    } catch (error) {
      this.#body.emit("warning", { error });
    }
  }

  async #finishErasure(): Promise<void> {
    if (!this.#body.log.readOnly) await this.#body.deriver.exclusive(() => finishErasure(this.#body));
  }

  #refuseClosed(): void {
    if (this.#closing !== null) throw closedError();
  }
}

/** Opens a brain, or makes one. */
export function openBrain(options: BrainOptions = {}): Promise<Brain> {
  return Brain.open(options);
}

async function openLog(options: BrainOptions): Promise<LogStore> {
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

/** Its bytes are a file: where there are none, a brain goes by words until it is given an encoder. */
async function shippedEncoder(): Promise<Encoder | null> {
  if (typeof process === "undefined") return null;
  const { staticEncoder } = await import("./providers/static-encoder-file.ts");
  return staticEncoder();
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

function isMany(
  input: Percept | Iterable<Percept> | AsyncIterable<Percept>,
): input is Iterable<Percept> | AsyncIterable<Percept> {
  return (
    typeof input === "object" && input !== null && (Symbol.iterator in input || Symbol.asyncIterator in input)
  );
}
