import { ByteReader, ByteWriter } from "../../math/bytes.ts";
import { digestOf } from "../../math/digest.ts";
import { randomAt, streamOf } from "../../math/random.ts";
import type { Episode } from "../../model/episode.ts";
import { closedError, errorName } from "../../model/errors.ts";
import type { LogEvent } from "../../model/event.ts";
import type { Seq } from "../../model/ids.ts";
import type { Quarantined } from "../../model/reports.ts";
import type { FoldContext, Signals } from "../../ports/derived.ts";
import type { Features } from "../../ports/features.ts";
import type { Checkpoint, LogStore } from "../../ports/log-store.ts";
import type { Perception } from "../../ports/perception.ts";
import type { EpisodeRegister } from "../../register/episode-register.ts";
import type { BrainModule } from "./brain-module.ts";
import { inSlices as doneInSlices, isSliceOver, nextTurn } from "./time-slice.ts";

/** Events read from the log at a time. */
const BATCH = 256;
/** As many while others wait for their turn: all modules fold them. */
const BACKGROUND_BATCH = 64;
/** A module that is further behind than this at opening catches up in the background. */
const FOREGROUND_EVENTS = 4_096;
/** Events folded since the last checkpoint that make a new one worth its writing. */
const CHECKPOINT_EVENTS = 32_768;
/** As many at closing: a shorter tail is folded faster than a checkpoint is written. */
const CLOSING_EVENTS = 512;
/** After so many failures of one event a module goes on without it. */
const ATTEMPTS = 2;

/** What folding needs of a log. */
export type FoldedLog = Pick<LogStore, "readOnly" | "head" | "read" | "loadCheckpoint" | "saveCheckpoint">;

/** Signals by position, for the events whose signals somebody waits for. */
type Reported = ReadonlyMap<Seq, Record<string, number>>;

/** One module and how far it has folded the log. */
interface Slot {
  readonly module: BrainModule;
  readonly stream: number;
  position: Seq;
  /** Position of the checkpoint in the log. */
  saved: Seq;
  /** Position at which the next checkpoint is tried. */
  due: number;
  /** Catching up from far behind: recall goes on without waiting for it, and says so. */
  rederiving: boolean;
  /**
   * `apply` threw since the last rebuild: the state may be half changed. If it threw on an erasure,
   * the checkpoint may hold what was erased, and only the log is free of it.
   */
  suspect: "no" | "replay" | "refold";
  readonly attempts: Map<Seq, { count: number; error: string }>;
}

export interface DeriverListener {
  quarantined(quarantined: Quarantined): void;
  rederived(module: string): void;
  /** What went wrong without stopping the work. */
  trouble(error: unknown): void;
}

/**
 * Folds the log into the modules: in order, each event once, deterministically, whatever the number
 * of processes, checkpoints and restarts in between (SPEC D1-D7).
 */
export class Deriver {
  readonly #log: FoldedLog;
  readonly #register: EpisodeRegister;
  readonly #perception: Perception;
  readonly #seed: number;
  readonly #slots: readonly Slot[];
  readonly #on: DeriverListener;
  #turn: Promise<unknown> = Promise.resolve();
  #background: Promise<void> = Promise.resolve();
  readonly #closes = new AbortController();

  constructor(
    parts: {
      readonly log: FoldedLog;
      readonly register: EpisodeRegister;
      readonly modules: readonly BrainModule[];
      readonly perception: Perception;
      readonly seed: number;
    },
    on: DeriverListener,
  ) {
    this.#log = parts.log;
    this.#register = parts.register;
    this.#perception = parts.perception;
    this.#seed = parts.seed;
    this.#on = on;
    this.#slots = [parts.register, ...parts.modules].map((module) => ({
      module,
      stream: streamOf(module.manifest.name),
      position: 0 as Seq,
      saved: 0 as Seq,
      due: 0,
      rederiving: false,
      suspect: "no",
      attempts: new Map(),
    }));
  }

  /** Loads the checkpoints and folds the tail; what is more than `foreground` events behind goes on in the background. */
  async open(foreground: number = FOREGROUND_EVENTS): Promise<void> {
    const head = await this.#log.head();
    for (const slot of this.#slots) {
      if (isSliceOver()) await nextTurn();
      await this.#load(slot);
      slot.rederiving = slot.module !== this.#register && head - slot.position > foreground;
    }
    await this.upToDate(() => undefined);
    this.#background = this.#rederive().catch((error) => this.#on.trouble(error));
  }

  async #load(slot: Slot): Promise<void> {
    const { manifest } = slot.module;
    const checkpoint = slot.suspect === "refold" ? null : await this.#log.loadCheckpoint(manifest.name);
    slot.attempts.clear();
    slot.suspect = "no";
    slot.position = 0 as Seq;
    if (checkpoint !== null && checkpoint.version === manifest.version) {
      try {
        const reader = new ByteReader(checkpoint.bytes);
        for (let left = reader.uint(); left > 0; left--) {
          const seq = reader.uint() as Seq;
          slot.attempts.set(seq, { count: ATTEMPTS, error: reader.string() });
        }
        const bytes = reader.rest();
        if (slot.module.restoring === undefined) slot.module.restore(bytes);
        else await doneInSlices(slot.module.restoring(bytes));
        slot.position = checkpoint.seq;
        release(checkpoint.bytes);
      } catch {
        // The checkpoint's bytes are whole but this module cannot read them: the log can.
        slot.attempts.clear();
      }
    }
    if (slot.position === 0) slot.module.restore(null);
    slot.saved = slot.position;
    slot.due = nextDue(slot.position);
  }

  /** One at a time, in the order asked for: whoever changes the log or the modules holds the turn. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    if (this.closing.aborted) return Promise.reject(closedError());
    const result = this.#turn.then(async () => {
      if (isSliceOver()) await nextTurn();
      return work();
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Does `work` in its turn, on everything that is in the log by then, other processes' events included. */
  upToDate<T>(work: () => T | Promise<T>): Promise<T> {
    return this.exclusive(async () => {
      await this.fold([]);
      return work();
    });
  }

  /**
   * To be called inside `exclusive`. `appended`: events just committed, which need not be read back
   * if they follow what was folded. Returns the signals of those events by position.
   */
  async fold(appended: readonly LogEvent[]): Promise<ReadonlyMap<Seq, Signals>> {
    const signals: Reported = new Map(appended.map((event) => [event.seq, {}]));
    const front = this.#slots.filter((slot) => !slot.rederiving);
    const first = appended[0];
    if (first !== undefined && front.every((slot) => slot.position === first.seq - 1))
      for (const event of appended) await this.#applyAll(front, event, signals);
    const head = await this.#log.head();
    await this.#foldUntil(head, front, signals);
    for (const slot of front) if (slot.suspect !== "no") await this.#rebuild(slot, head, signals);
    if (front.some((slot) => slot.position >= slot.due)) await this.#trySave(front);
    return signals;
  }

  async #foldUntil(head: Seq, slots: readonly Slot[], signals: Reported): Promise<void> {
    for (let from = leastPosition(slots); from < head; from = leastPosition(slots)) {
      const events = await this.#log.read(from, BATCH);
      for (const event of events) await this.#applyAll(slots, event, signals);
      // Never back: another process may have committed since `head` was read, and that is folded too.
      if (events.length < BATCH)
        for (const slot of slots) slot.position = Math.max(slot.position, head) as Seq;
    }
  }

  async #applyAll(slots: readonly Slot[], event: LogEvent, signals: Reported): Promise<void> {
    if (isSliceOver()) await nextTurn();
    const perceive = once((episode: Episode) => this.#perception.perceive(episode));
    const reported = signals.get(event.seq);
    for (const slot of slots) {
      if (slot.position >= event.seq) continue;
      const found = this.#apply(slot, event, perceive);
      if (reported === undefined) continue;
      for (const [name, value] of Object.entries(found))
        reported[`${slot.module.manifest.name}.${name}`] = value;
    }
  }

  /** Where the register is ahead, also what is erased only later: it would be taken back then. */
  #holds(seq: Seq): boolean {
    const row = this.#register.ordinalOf(seq);
    return row !== null && this.#register.isLive(row);
  }

  #apply(slot: Slot, event: LogEvent, perceive: (episode: Episode) => Features): Signals {
    slot.position = event.seq;
    // What was erased cannot be missing any more.
    if (event.type === "erased") for (const { seq } of event.episodes) slot.attempts.delete(seq);
    const { module } = slot;
    const before = slot.attempts.get(event.seq);
    if (!module.manifest.consumes.includes(event.type) || (before !== undefined && before.count >= ATTEMPTS))
      return {};
    // A copy of the brain may judge what was erased here: to whoever never held it nothing was judged.
    if (event.type === "feedback" && !this.#holds(event.episode.seq)) return {};
    let draws = 0;
    const context: FoldContext = {
      ordinalOf: (seq) => this.#register.ordinalOf(seq),
      perceive,
      random: () => randomAt(this.#seed ^ slot.stream, event.seq, draws++),
    };
    try {
      return signalsOf(module.apply(event, context));
    } catch (error) {
      const name = errorName(error);
      const count = (before?.count ?? 0) + 1;
      slot.attempts.set(event.seq, { count, error: name });
      if (slot.suspect !== "refold") slot.suspect = event.type === "erased" ? "refold" : "replay";
      if (count >= ATTEMPTS)
        this.#on.quarantined({ module: module.manifest.name, seq: event.seq, error: name });
      return {};
    }
  }

  /**
   * A module that threw may have changed half of its state. It starts again from its checkpoint and
   * tries the event once more; what fails again is left out from then on.
   */
  async #rebuild(slot: Slot, head: Seq, signals: Reported): Promise<void> {
    while (slot.suspect !== "no") {
      const attempts = [...slot.attempts];
      await this.#load(slot);
      for (const [seq, attempt] of attempts) slot.attempts.set(seq, attempt);
      await this.#foldUntil(head, [slot], signals);
    }
    await this.#trySave([slot]);
  }

  async #rederive(): Promise<void> {
    while (this.isRederiving && !this.closing.aborted) {
      const done = await this.exclusive(() => this.#rederiveBatch());
      for (const { module } of done) this.#on.rederived(module.manifest.name);
      await nextTurn();
    }
  }

  /**
   * Modules that stand at the same event go on together: it is read and perceived once for all of them. Gives those
   * whose last batch it was. What is folded by and by survives a restart.
   */
  async #rederiveBatch(): Promise<readonly Slot[]> {
    const behind = this.#slots.filter((slot) => slot.rederiving);
    const slots = behind.filter(({ position }) => position === behind[0]!.position);
    if (slots.length === 0) return [];
    const events = await this.#log.read(leastPosition(slots), BACKGROUND_BATCH);
    for (const event of events) await this.#applyAll(slots, event, new Map());
    const head = await this.#log.head();
    for (const slot of slots) {
      const done = events.length < BACKGROUND_BATCH || slot.position >= head;
      if (slot.suspect !== "no") await this.#rebuild(slot, slot.position, new Map());
      else if (done || slot.position >= slot.due) await this.#trySave([slot]);
      slot.rederiving = !done;
    }
    return slots.filter((slot) => !slot.rederiving);
  }

  /** Does `work` when no module is re-deriving any more. */
  async whenReady<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.isRederiving) {
      await this.#background;
      // What failed in the background is tried again for those who wait for it, and fails them.
      await this.#rederive();
    }
    return this.upToDate(work);
  }

  /** To be called inside `exclusive`. */
  checkpoint(): Promise<readonly { readonly module: string; readonly bytes: number }[]> {
    return this.#save(this.#slots);
  }

  /** A checkpoint saves time and nothing else: work goes on without it. */
  async #trySave(slots: readonly Slot[]): Promise<void> {
    for (const slot of slots) slot.due = nextDue(slot.position);
    try {
      await this.#save(slots);
    } catch (error) {
      this.#on.trouble(error);
    }
  }

  async #save(
    slots: readonly Slot[],
  ): Promise<readonly { readonly module: string; readonly bytes: number }[]> {
    if (this.#log.readOnly) return [];
    const report: { readonly module: string; readonly bytes: number }[] = [];
    for (const slot of slots) {
      if (slot.position === slot.saved) continue;
      const checkpoint = await this.#checkpointOf(slot);
      await this.#log.saveCheckpoint(checkpoint);
      await nextTurn();
      slot.saved = slot.position;
      slot.due = nextDue(slot.position);
      report.push({ module: checkpoint.module, bytes: checkpoint.bytes.length });
    }
    return report;
  }

  /** Every module as it is, saved nowhere. To be called inside `exclusive`. */
  async checkpoints(): Promise<readonly Checkpoint[]> {
    const checkpoints: Checkpoint[] = [];
    for (const slot of this.#slots) checkpoints.push(await this.#checkpointOf(slot));
    return checkpoints;
  }

  async #checkpointOf(slot: Slot): Promise<Checkpoint> {
    const { name, version } = slot.module.manifest;
    return { module: name, version, seq: slot.position, bytes: await this.#bytesOf(slot) };
  }

  /** What was quarantined, then the module's own bytes. */
  async #bytesOf(slot: Slot): Promise<Uint8Array> {
    const writer = new ByteWriter();
    const quarantined = [...slot.attempts].filter(([, attempt]) => attempt.count >= ATTEMPTS);
    writer.uint(quarantined.length);
    for (const [seq, attempt] of quarantined) {
      writer.uint(seq);
      writer.string(attempt.error);
    }
    const pieces = [writer.take()];
    for await (const piece of inSlices(slot.module.checkpoint())) pieces.push(piece);
    const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for await (const piece of inSlices(pieces)) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }

  get isRederiving(): boolean {
    return this.#slots.some((slot) => slot.rederiving);
  }

  /** Modules that are re-deriving, by name, with the share that they have folded of what the others have. */
  rederiving(): ReadonlyMap<string, number> {
    const [{ position: front }] = this.#slots as readonly [Slot];
    return new Map(
      this.#slots
        .filter((slot) => slot.rederiving)
        .map((slot) => [slot.module.manifest.name, slot.position / front]),
    );
  }

  positions(): ReadonlyMap<string, Seq> {
    return new Map(this.#slots.map((slot) => [slot.module.manifest.name, slot.position]));
  }

  quarantined(): readonly Quarantined[] {
    return this.#slots.flatMap((slot) =>
      [...slot.attempts]
        .filter(([, attempt]) => attempt.count >= ATTEMPTS)
        .map(([seq, attempt]) => ({ module: slot.module.manifest.name, seq, error: attempt.error })),
    );
  }

  /**
   * A digest of everything derived: a function of the log, the seed and the modules' versions alone.
   * To be called inside `exclusive`.
   */
  async stateHash(): Promise<string> {
    return stateHashOf(await this.witnesses());
  }

  /** The modules' witnesses, digested. To be called inside `exclusive`. */
  async witnesses(): Promise<readonly Witnessed[]> {
    const witnesses: Witnessed[] = [];
    for (const { module } of this.#slots) {
      const { name, version } = module.manifest;
      witnesses.push({ name, version, digest: await digestOf(inSlices(module.witness())) });
    }
    return witnesses;
  }

  /** These modules again, from the log alone. To be called inside `exclusive`. */
  async refold(names: ReadonlySet<string>): Promise<void> {
    const head = await this.#log.head();
    for (const slot of this.#slots) {
      if (!names.has(slot.module.manifest.name)) continue;
      slot.suspect = "refold";
      await this.#rebuild(slot, head, new Map());
    }
  }

  /** Ends what is thought outside the turn. */
  get closing(): AbortSignal {
    return this.#closes.signal;
  }

  /** Everybody who asked before has their turn, then `last`, then nobody. */
  async close(last: () => Promise<void>): Promise<void> {
    const done = this.exclusive(async () => {
      await last();
      const slots = this.#slots.filter((slot) => slot.position - slot.saved >= CLOSING_EVENTS);
      await this.#trySave(slots);
    });
    this.#closes.abort();
    await done;
    await this.#background;
  }
}

/** What a module's state says. */
export interface Witnessed {
  readonly name: string;
  readonly version: string;
  readonly digest: string;
}

export async function stateHashOf(witnesses: readonly Witnessed[]): Promise<string> {
  const hashes = witnesses.map(({ name, version, digest }) => [name, version, digest]);
  return digestOf([new TextEncoder().encode(JSON.stringify(hashes))]);
}

/** What a module written without types may return instead of signals is a failure of that module. */
function signalsOf(returned: Signals): Signals {
  if (typeof returned !== "object" || returned === null || "then" in returned)
    throw new TypeError("apply must return signals, at once.");
  return returned;
}

/** The pieces, with the event loop given back between them. */
export async function* inSlices(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    yield piece;
    if (isSliceOver()) await nextTurn();
  }
}

/**
 * Gives the memory back at once: what opening took would else stay as long as the collector sees no need. A view
 * of a part of something else is left alone.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

/** Position of the next checkpoint: writing one costs as much as folding a tenth of what it holds. */
function nextDue(position: Seq): number {
  return position + Math.max(CHECKPOINT_EVENTS, position);
}

function leastPosition(slots: readonly Slot[]): Seq {
  return Math.min(...slots.map((slot) => slot.position)) as Seq;
}

/** Remembers the result for the last argument: all modules perceive the same episode. */
function once<A, R>(compute: (argument: A) => R): (argument: A) => R {
  let last: { readonly argument: A; readonly result: R } | null = null;
  return (argument) => {
    if (last === null || last.argument !== argument) last = { argument, result: compute(argument) };
    return last.result;
  };
}
