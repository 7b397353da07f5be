import { ByteReader, ByteWriter } from "../math/bytes.ts";
import { Digest } from "../math/digest.ts";
import { randomAt, streamOf } from "../math/random.ts";
import type { Episode } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { Quarantined } from "../model/reports.ts";
import type { FoldContext, Signals } from "../ports/derived.ts";
import type { Features } from "../ports/features.ts";
import type { Checkpoint, LogStore } from "../ports/log-store.ts";
import type { Perception } from "../ports/perception.ts";
import type { EpisodeRegister } from "../register/episode-register.ts";
import type { BrainModule } from "./body.ts";

/** Events read from the log at a time. */
const BATCH = 256;
/** The event loop is given back after this many milliseconds of folding. */
const SLICE_MS = 8;
/** A module that is further behind than this at opening catches up in the background. */
const FOREGROUND_EVENTS = 4_096;
/** Events folded since the last checkpoint that make a new one worth its writing. */
const CHECKPOINT_EVENTS = 32_768;
/** After so many failures of one event a module goes on without it. */
const ATTEMPTS = 2;

/** One module and how far it has folded the log. */
interface Slot {
  readonly module: BrainModule;
  readonly stream: number;
  position: Seq;
  saved: Seq;
  /** Catching up from far behind: recall goes on without waiting for it, and says so. */
  rederiving: boolean;
  /** `apply` threw since the last rebuild: the state may be half changed. */
  suspect: boolean;
  readonly attempts: Map<Seq, { count: number; error: string }>;
}

/**
 * Folds the log into the modules: in order, each event once, deterministically, whatever the number
 * of processes, checkpoints and restarts in between (SPEC D1-D7).
 */
export class Deriver {
  readonly #log: LogStore;
  readonly #register: EpisodeRegister;
  readonly #perception: Perception;
  readonly #seed: number;
  readonly #slots: readonly Slot[];
  readonly #onQuarantine: (quarantined: Quarantined) => void;
  readonly #onRederived: (module: string) => void;
  #turn: Promise<unknown> = Promise.resolve();
  #background: Promise<void> = Promise.resolve();
  #closing = false;
  #sliceStart = 0;

  constructor(
    parts: {
      readonly log: LogStore;
      readonly register: EpisodeRegister;
      readonly modules: readonly BrainModule[];
      readonly perception: Perception;
      readonly seed: number;
    },
    on: {
      readonly quarantine: (quarantined: Quarantined) => void;
      readonly rederived: (module: string) => void;
    },
  ) {
    this.#log = parts.log;
    this.#register = parts.register;
    this.#perception = parts.perception;
    this.#seed = parts.seed;
    this.#onQuarantine = on.quarantine;
    this.#onRederived = on.rederived;
    this.#slots = [parts.register, ...parts.modules].map((module) => ({
      module,
      stream: streamOf(module.manifest.name),
      position: 0 as Seq,
      saved: 0 as Seq,
      rederiving: false,
      suspect: false,
      attempts: new Map(),
    }));
  }

  /** Loads the checkpoints and folds the tail; what is far behind goes on in the background. */
  async open(): Promise<void> {
    const head = await this.#log.head();
    for (const slot of this.#slots) {
      await this.#load(slot);
      slot.rederiving = slot.module !== this.#register && head - slot.position > FOREGROUND_EVENTS;
    }
    await this.catchUp();
    this.#background = this.#rederive();
  }

  async #load(slot: Slot): Promise<void> {
    const { manifest } = slot.module;
    const checkpoint = await this.#log.loadCheckpoint(manifest.name);
    slot.attempts.clear();
    slot.suspect = false;
    slot.position = 0 as Seq;
    if (checkpoint !== null && checkpoint.version === manifest.version) {
      try {
        const reader = new ByteReader(checkpoint.bytes);
        for (let left = reader.uint(); left > 0; left--) {
          const seq = reader.uint() as Seq;
          slot.attempts.set(seq, { count: ATTEMPTS, error: reader.string() });
        }
        slot.module.restore(reader.rest());
        slot.position = checkpoint.seq;
      } catch {
        // The checkpoint's bytes are whole but this module cannot read them: the log can.
        slot.attempts.clear();
      }
    }
    if (slot.position === 0) slot.module.restore(null);
    slot.saved = slot.position;
  }

  /** One at a time, in the order asked for: whoever changes the log or the modules holds the turn. */
  exclusive<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** Folds everything that is in the log by now, other processes' events included. */
  catchUp(): Promise<void> {
    return this.exclusive(async () => {
      await this.fold([]);
    });
  }

  /**
   * To be called inside `exclusive`. `appended`: events just committed, which need not be read back
   * if they follow what was folded. Returns the signals of those events by position.
   */
  async fold(appended: readonly LogEvent[]): Promise<ReadonlyMap<Seq, Signals>> {
    const signals = new Map<Seq, Signals>();
    this.#sliceStart = performance.now();
    const front = this.#slots.filter((slot) => !slot.rederiving);
    const first = appended[0];
    if (first !== undefined && front.every((slot) => slot.position === first.seq - 1))
      for (const event of appended) await this.#applyAll(front, event, signals);
    const wanted = new Set(appended.map((event) => event.seq));
    const head = await this.#log.head();
    for (let from = leastPosition(front); from < head; from = leastPosition(front)) {
      const events = await this.#log.read(from, BATCH);
      for (const event of events) await this.#applyAll(front, event, wanted.has(event.seq) ? signals : null);
      if (events.length < BATCH) for (const slot of front) slot.position = head;
    }
    for (const slot of front) if (slot.suspect) await this.#rebuild(slot, head);
    if (front.some((slot) => slot.position - slot.saved >= CHECKPOINT_EVENTS)) await this.checkpoint();
    return signals;
  }

  async #applyAll(slots: readonly Slot[], event: LogEvent, signals: Map<Seq, Signals> | null): Promise<void> {
    if (performance.now() - this.#sliceStart > SLICE_MS) await this.#yield();
    const perceive = once((episode: Episode) => this.#perception.perceive(episode));
    const reported: Record<string, number> = {};
    for (const slot of slots) {
      if (slot.position >= event.seq) continue;
      const found = this.#apply(slot, event, perceive);
      for (const [name, value] of Object.entries(found))
        reported[`${slot.module.manifest.name}.${name}`] = value;
    }
    signals?.set(event.seq, reported);
  }

  #apply(slot: Slot, event: LogEvent, perceive: (episode: Episode) => Features): Signals {
    slot.position = event.seq;
    const { module } = slot;
    const before = slot.attempts.get(event.seq);
    if (!module.manifest.consumes.includes(event.type) || (before !== undefined && before.count >= ATTEMPTS))
      return {};
    let draws = 0;
    const context: FoldContext = {
      ordinalOf: (seq) => this.#register.ordinalOf(seq),
      perceive,
      random: () => randomAt(this.#seed ^ slot.stream, event.seq, draws++),
    };
    try {
      return module.apply(event, context);
    } catch (error) {
      const name = error instanceof Error ? error.name : typeof error;
      const count = (before?.count ?? 0) + 1;
      slot.attempts.set(event.seq, { count, error: name });
      slot.suspect = true;
      if (count >= ATTEMPTS)
        this.#onQuarantine({ module: module.manifest.name, seq: event.seq, error: name });
      return {};
    }
  }

  /**
   * A module that threw may have changed half of its state. It starts again from its checkpoint and
   * tries the event once more; what fails again is left out from then on.
   */
  async #rebuild(slot: Slot, head: Seq): Promise<void> {
    while (slot.suspect) {
      const attempts = [...slot.attempts];
      await this.#load(slot);
      for (const [seq, attempt] of attempts) slot.attempts.set(seq, attempt);
      while (slot.position < head) {
        const events = await this.#log.read(slot.position, BATCH);
        for (const event of events) await this.#applyAll([slot], event, null);
        if (events.length < BATCH) slot.position = head;
      }
    }
    await this.#save([slot]);
  }

  async #yield(): Promise<void> {
    await nextTurn();
    this.#sliceStart = performance.now();
  }

  async #rederive(): Promise<void> {
    for (const slot of this.#slots) {
      while (slot.rederiving && !this.#closing) {
        await this.exclusive(async () => {
          this.#sliceStart = performance.now();
          const events = await this.#log.read(slot.position, BATCH);
          for (const event of events) await this.#applyAll([slot], event, null);
          const head = await this.#log.head();
          if (events.length === BATCH && slot.position < head) return;
          if (slot.suspect) await this.#rebuild(slot, head);
          slot.rederiving = false;
          await this.#save([slot]);
        });
        await nextTurn();
        if (!slot.rederiving) this.#onRederived(slot.module.manifest.name);
      }
    }
  }

  /** Resolves when no module is re-deriving any more. */
  async ready(): Promise<void> {
    await this.#background;
    await this.catchUp();
  }

  /** To be called inside `exclusive`. */
  async checkpoint(): Promise<readonly { readonly module: string; readonly bytes: number }[]> {
    return this.#save(this.#slots.filter((slot) => !slot.rederiving));
  }

  async #save(
    slots: readonly Slot[],
  ): Promise<readonly { readonly module: string; readonly bytes: number }[]> {
    if (this.#log.readOnly) return [];
    const report: { readonly module: string; readonly bytes: number }[] = [];
    for (const slot of slots) {
      const checkpoint: Checkpoint = {
        module: slot.module.manifest.name,
        version: slot.module.manifest.version,
        seq: slot.position,
        bytes: await this.#bytesOf(slot),
      };
      await this.#log.saveCheckpoints([checkpoint]);
      await nextTurn();
      slot.saved = slot.position;
      report.push({ module: checkpoint.module, bytes: checkpoint.bytes.length });
    }
    return report;
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
    this.#sliceStart = performance.now();
    for (const piece of slot.module.checkpoint()) {
      writer.bytes(piece);
      if (performance.now() - this.#sliceStart > SLICE_MS) await this.#yield();
    }
    return writer.take();
  }

  /** Events folded since the last checkpoint. */
  get unsaved(): number {
    return Math.max(...this.#slots.map((slot) => slot.position - slot.saved));
  }

  /** Modules that are re-deriving, by name, with the share of the log that they have folded. */
  async rederiving(): Promise<ReadonlyMap<string, number>> {
    const head = await this.#log.head();
    return new Map(
      this.#slots
        .filter((slot) => slot.rederiving)
        .map((slot) => [slot.module.manifest.name, slot.position / head]),
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

  /** SHA-256 of everything derived: a function of the log, the seed and the modules' versions alone. */
  stateHash(): string {
    const digest = new Digest();
    for (const { module } of this.#slots)
      digest.string(module.manifest.name).string(module.manifest.version).string(module.hash());
    return digest.hex();
  }

  async close(): Promise<void> {
    this.#closing = true;
    await this.#background;
    await this.#turn;
  }
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

/** Lets timers, sockets and other work have the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
