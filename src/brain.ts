import { bodyOf, encoderOf, linesOf, type Made, openLog } from "./anatomy.ts";
import type { Percept } from "./model/episode.ts";
import { closedError, EncephalonError } from "./model/errors.ts";
import type { EpisodeId } from "./model/ids.ts";
import type { RecallOptions, RecallResult } from "./model/recall.ts";
import type {
  BrainStats,
  EraseOptions,
  ErasureCertificate,
  Observed,
  ObservedMany,
  SleepReport,
  Why,
} from "./model/reports.ts";
import type { Selection } from "./model/selection.ts";
import type { Changes, ClaimFilter, Conclusion, KnownClaim } from "./model/truth.ts";
import { askedOnce, type Certified, type CertifyOptions, certify } from "./pathways/certify.ts";
import { type ChangesOptions, changes } from "./pathways/changes.ts";
import { knownClaims, timeline } from "./pathways/claims.ts";
import { type Context, type ContextOptions, context } from "./pathways/context.ts";
import { type DeduceOptions, deduce, type Rules, rules, setRules } from "./pathways/deduce.ts";
import { type Difference, type DiffOptions, diff } from "./pathways/diff.ts";
import { type Elapsed, type ElapsedOptions, elapsed } from "./pathways/elapsed.ts";
import { erasures } from "./pathways/erase/erasures.ts";
import { finishErasure, settle } from "./pathways/erase/prove-erasure.ts";
import { erase } from "./pathways/erase.ts";
import type { Body, BrainEvents } from "./pathways/fold/body.ts";
import { foldCommitted } from "./pathways/fold/commit.ts";
import { Listeners } from "./pathways/fold/listeners.ts";
import { allMechanisms, type Mechanisms } from "./pathways/fold/mechanisms.ts";
import { type BrainOptions, checkOptions } from "./pathways/fold/options.ts";
import { isSliceOver, nextTurn } from "./pathways/fold/time-slice.ts";
import { LateUses } from "./pathways/fold/uses.ts";
import { feedback, forget, pin } from "./pathways/forget.ts";
import { momentOf } from "./pathways/fork.ts";
import { type ObserveManyOptions, observe, observeMany } from "./pathways/observe.ts";
import { recall } from "./pathways/recall.ts";
import { select } from "./pathways/select.ts";
import { type TrustOptions, trust } from "./pathways/set-trust.ts";
import { sleep } from "./pathways/sleep.ts";
import { type SourceReport, sources } from "./pathways/trust.ts";
import { verify } from "./pathways/verify.ts";
import { stats, why } from "./pathways/why.ts";
import { leaveOut } from "./pathways/without.ts";
import type { IntegrityReport, LogStore, Merged, Moment } from "./ports/log-store.ts";
import { createOverlayLog, type OverlayLog } from "./store/overlay-log.ts";

/**
 * One brain: a log and what is folded from it. Every method may be called at any time, also before
 * an earlier call has resolved; all take effect in the order of the calls. A stream of percepts and
 * a bundle are long: others have their turn in between.
 */
export class Brain implements AsyncDisposable {
  readonly #body: Body;
  readonly #made: Made;
  readonly #uses: LateUses;
  /** Open ones: they read this brain's log. */
  readonly #forks: Set<Brain> = new Set();
  #released: () => void = () => undefined;
  readonly #listeners = new Listeners();
  #closing: Promise<void> | null = null;

  private constructor(log: LogStore, made: Made) {
    this.#made = made;
    this.#body = bodyOf(log, made, {
      emit: (name, event) => this.#listeners.tell(name, event),
      rederived: () => this.#finishErasure(),
    });
    this.#uses = new LateUses(this.#body);
  }

  /** See `openBrain`. `mechanisms`: for the bench alone. */
  static async open(given: BrainOptions, mechanisms: Mechanisms = allMechanisms): Promise<Brain> {
    const options = checkOptions(given);
    const log = await openLog(options);
    try {
      const brain = new Brain(log, { encoder: await encoderOf(options), options, mechanisms });
      await brain.#open();
      brain.#start();
      return brain;
    } catch (error) {
      await log.close();
      throw error;
    }
  }

  async #open(): Promise<void> {
    await this.#body.deriver.open();
    await this.#scrub();
  }

  /** What goes on in the background from here on. */
  #start(): void {
    this.#body.encoding?.start();
    this.#body.extraction?.start();
    this.on("observed", () => this.#body.extraction?.start());
    // What another process erased, and did not live to prove: that takes as long as a fold.
    settle(this.#body).catch((error) => {
      if (this.#closing === null) this.#body.emit("warning", { error });
    });
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
    const body = this.#alive;
    return isMany(input) ? observeMany(body, input, options) : observe(body, input);
  }

  /** The episodes that a cue brings back, best first, with reasons and what could not take part. */
  async recall(cue: string, options?: RecallOptions): Promise<RecallResult> {
    const result = await recall(this.#alive, cue, options);
    this.#uses.soon();
    return result;
  }

  /** Checks every module, finishes erasures, gives free space back, writes checkpoints. Others go on working. */
  async sleep(): Promise<SleepReport> {
    return sleep(this.#alive);
  }

  /** No recall finds them any more; `remember` brings them back. */
  async forget(...ids: readonly string[]): Promise<void> {
    return forget(this.#alive, ids, true);
  }

  /** Brings back what was forgotten. */
  async remember(...ids: readonly string[]): Promise<void> {
    return forget(this.#alive, ids, false);
  }

  /** The ids that a selection names, in the order of the log: what `erase` and `without` would take. */
  async select(selection: Selection): Promise<readonly EpisodeId[]> {
    return (await select(this.#alive, selection)).map(({ id }) => id);
  }

  /** Destroys episodes, here and in everything derived, and proves it. Not reversible. */
  erase(...ids: readonly string[]): Promise<ErasureCertificate>;
  erase(selection: Selection, options?: EraseOptions): Promise<ErasureCertificate>;
  async erase(
    ...given: readonly (string | Selection | EraseOptions | undefined)[]
  ): Promise<ErasureCertificate> {
    const body = this.#alive;
    const [first, options] = given;
    const [selection, how] =
      typeof first === "object" && first !== null
        ? [first as Selection, options as EraseOptions | undefined]
        : [{ ids: given as readonly string[] }];
    const certificate = await erase(body, selection, how);
    await this.#forksFollow();
    return certificate;
  }

  /** The certificates of all erasures, pending ones too, also of processes that are gone. */
  async erasures(): Promise<readonly ErasureCertificate[]> {
    return erasures(this.#alive.log);
  }

  /**
   * A brain of its own from this moment on, in memory: what it learns, uses and erases never comes here, what is
   * learned here never comes there, and what is erased here is erased there. Close it when it has answered.
   */
  async fork(): Promise<Brain> {
    const moment = await momentOf(this.#alive);
    const log = createOverlayLog(this.#body.log, moment, { clock: this.#body.clock });
    const fork = await this.#forkAt(log, this.#made);
    fork.#start();
    return fork;
  }

  /** A fork that never observed these: its state is, hash for hash, that of a brain that did not. */
  async without(selection: Selection): Promise<Brain> {
    const fork = await this.fork();
    try {
      await leaveOut(fork.#body, await select(fork.#body, selection));
      return fork;
    } catch (error) {
      await fork.close();
      throw error;
    }
  }

  /** What `b` would know and recall otherwise than `a`: this brain and a fork of it, or any two. */
  async diff(a: Brain, b: Brain, options?: DiffOptions): Promise<Difference> {
    void this.#alive;
    for (const one of [a, b])
      if (typeof one !== "object" || one === null || !(#body in one))
        throw new EncephalonError("invalid-options", "What is compared is not two brains.", {
          value: one,
          remedy: "Give two brains, such as this one and what `fork` or `without` returned.",
        });
    return diff(a.#alive, b.#alive, options);
  }

  async #forkAt(log: OverlayLog, made: Made): Promise<Brain> {
    void this.#alive;
    const fork = new Brain(log, made);
    this.#forks.add(fork);
    fork.#released = () => this.#forks.delete(fork);
    try {
      await fork.#open();
      return fork;
    } catch (error) {
      await fork.close();
      throw error;
    }
  }

  /** What was erased here is in no fork's memory either. */
  async #forksFollow(): Promise<void> {
    for (const fork of this.#forks) {
      await fork.#body.deriver
        .upToDate(() => undefined)
        .catch((error) => {
          if (fork.#closing === null) fork.#body.emit("warning", { error });
        });
      await fork.#forksFollow();
    }
  }

  /** What an agent should have in its prompt now, within a budget of tokens. */
  async context(options?: ContextOptions): Promise<Context> {
    const assembled = await context(this.#alive, options);
    this.#uses.soon();
    return assembled;
  }

  /** What is claimed, with what holds, what held before and what contradicts it. */
  async claims(filter?: ClaimFilter): Promise<readonly KnownClaim[]> {
    return knownClaims(this.#alive, filter);
  }

  /** What is claimed about a speaker or concept, by when it holds or happened. */
  async timeline(about: string, filter?: Omit<ClaimFilter, "about">): Promise<readonly KnownClaim[]> {
    return timeline(this.#alive, about, filter);
  }

  /** What was learned since then, what that replaced, and what is no longer known. */
  async changes(since: string | number | Date, options?: ChangesOptions): Promise<Changes> {
    return changes(this.#alive, since, options);
  }

  /** The time between two dated statements: ids of claims or episodes, or dates. */
  async elapsed(from: string, to: string, options?: ElapsedOptions): Promise<Elapsed> {
    return elapsed(this.#alive, from, to, options);
  }

  /** Your rules over claims, besides those that ship. */
  async setRules(program: string): Promise<void> {
    return setRules(this.#alive, program);
  }

  /** Your rules, as you set them last, and those that ship. */
  async rules(): Promise<Rules> {
    return rules(this.#alive);
  }

  /** What follows from the claims by the rules, with what each conclusion rests on. */
  async deduce(goal?: string, options?: DeduceOptions): Promise<readonly Conclusion[]> {
    return deduce(this.#alive, goal, options);
  }

  /** The smallest evidence whose removal changes a recall, checked by folding without it; null where none is found. */
  async certify(cue: string, options?: CertifyOptions): Promise<Certified | null> {
    const moment = await momentOf(this.#alive);
    const log = createOverlayLog(this.#body.log, copyOf(moment), { clock: this.#body.clock });
    const { encoder } = this.#made;
    // Nothing outside is asked twice, or works in the background meanwhile.
    const fork = await this.#forkAt(log, { ...this.#made, encoder: encoder && askedOnce(encoder) });
    const rewind = async (): Promise<void> => {
      log.rewind(copyOf(moment).checkpoints);
      await fork.#body.deriver.open();
    };
    try {
      return await certify({ body: fork.#body, rewind }, cue, options);
    } finally {
      await fork.close();
    }
  }

  /** How far a source is to be believed, in [0, 1]; null: as by default. Returns what is no longer known, if asked. */
  async trust(source: string, value: number | null, options?: TrustOptions): Promise<readonly Conclusion[]> {
    return trust(this.#alive, source, value, options);
  }

  /** Everybody that something comes from: how far they are believed, and how many episodes. */
  async sources(): Promise<readonly SourceReport[]> {
    return sources(this.#alive);
  }

  /** A pinned episode is always part of a context; `pinned` false takes it back. */
  async pin(id: string, pinned = true): Promise<void> {
    return pin(this.#alive, id, pinned);
  }

  /**
   * What the world said of a memory that a recall showed: 1 when it helped, -1 when it misled. Of this it learns when to
   * search on, and how sure to be: one that helped says that the answer was there.
   */
  async feedback(id: string, value: number): Promise<void> {
    return feedback(this.#alive, id, value);
  }

  /** All that is known of an episode: its words and neighbours, its traces, and what each module holds of it. */
  async why(id: string): Promise<Why> {
    return why(this.#alive, id);
  }

  /** How much there is, of each module and of the file. */
  async stats(): Promise<BrainStats> {
    return stats(this.#alive);
  }

  /** Waits until no module is re-deriving and every episode is encoded: recalls are complete from then on. */
  async ready(): Promise<void> {
    await this.#alive.deriver.whenReady(() => undefined);
    await this.#body.encoding?.complete();
    await this.#body.extraction?.complete();
  }

  /** SHA-256 of everything derived: the same for the same log, seed and versions, on every machine. */
  async stateHash(): Promise<string> {
    const { deriver } = this.#alive;
    return deriver.whenReady(() => deriver.stateHash());
  }

  /** Reads the whole file and checks every module. */
  async verify(): Promise<IntegrityReport> {
    return verify(this.#alive);
  }

  /** A consistent copy of the file, while work goes on. */
  async backup(path: string): Promise<void> {
    return this.#alive.log.backup(path);
  }

  /** The whole log as lines of a bundle: a manifest, an event a line with its hash, a footer. */
  async *export(): AsyncGenerator<string, void, undefined> {
    const { log } = this.#alive;
    await this.#uses.flush();
    for await (const line of linesOf(log)) {
      if (isSliceOver()) await nextTurn();
      yield line;
    }
  }

  /** Takes in a bundle: all of it or nothing. What is here already is skipped. */
  async import(lines: Iterable<string> | AsyncIterable<string>): Promise<Merged> {
    const { log } = this.#alive;
    // A bundle may come from this brain itself: what an export commits first cannot wait for its import.
    await this.#uses.flush();
    const { importBundle } = await import("./store/bundle.ts");
    const merged = await importBundle(lines, log);
    await this.#body.deriver.exclusive(() => foldCommitted(this.#body, []));
    this.#body.encoding?.start();
    this.#body.extraction?.start();
    return merged;
  }

  /** Calls the listener for each such event; the function returned stops that. */
  on<Name extends keyof BrainEvents>(name: Name, listener: (event: BrainEvents[Name]) => void): () => void {
    return this.#listeners.add(name, listener);
  }

  /** Commits what waits, checkpoints if it is worth it, releases the file. May be called twice. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { deriver, encoding, extraction, log } = this.#body;
    this.#uses.stop();
    try {
      for (const fork of this.#forks) await fork.close();
      await encoding?.close();
      await extraction?.close();
      await deriver.close(() => this.#uses.commit());
    } finally {
      await log.close();
      this.#released();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #scrub(): Promise<void> {
    if (!this.#body.log.readOnly) await this.#body.deriver.exclusive(() => finishErasure(this.#body));
  }

  async #finishErasure(): Promise<void> {
    await this.#scrub();
    await settle(this.#body);
  }

  /** What a call works on; a closed brain has none. */
  get #alive(): Body {
    if (this.#closing !== null) throw closedError();
    return this.#body;
  }
}

/** Opens a brain, or makes one. */
export function openBrain(options: BrainOptions = {}): Promise<Brain> {
  return Brain.open(options);
}

/** The bytes of a checkpoint are given away when it is loaded. */
function copyOf({ seq, checkpoints }: Moment): Moment {
  return {
    seq,
    checkpoints: checkpoints.map((checkpoint) => ({ ...checkpoint, bytes: checkpoint.bytes.slice() })),
  };
}

function isMany(
  input: Percept | Iterable<Percept> | AsyncIterable<Percept>,
): input is Iterable<Percept> | AsyncIterable<Percept> {
  return (
    typeof input === "object" && input !== null && (Symbol.iterator in input || Symbol.asyncIterator in input)
  );
}
