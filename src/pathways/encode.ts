import { encodedTexts, joinedVectors } from "../channels/encoded-text.ts";
import { closedError, EncephalonError, type ErrorCode } from "../model/errors.ts";
import type { EventBody, LogEvent } from "../model/event.ts";
import type { Ordinal, Seq } from "../model/ids.ts";
import type { Degradation } from "../model/recall.ts";
import type { Clock } from "../ports/clock.ts";
import type { Encoder, Purpose } from "../ports/encoder.ts";
import type { Lease, LogStore } from "../ports/log-store.ts";
import type { EncodedRoll } from "../register/encoded-roll.ts";
import type { EpisodeRegister } from "../register/episode-register.ts";
import type { Deriver } from "./derive.ts";

/** Episodes that are sent and committed together. */
const BATCH = 128;
/** When of a batch so many single texts fail and none has been encoded, it is not the texts. */
const REFUSALS = 3;
/** A process that dies while it encodes keeps others from it no longer than this. */
const LEASE_MS = 10_000;
/** When another process encodes: how long until the next look whether it is done. */
const LOOK_AGAIN_MS = 250;
/** What others have just observed they encode themselves, unless they die. */
const GRACE_MS = 5_000;
/** Wait after a failure, doubled with each one after it. */
const BACKOFF_MS = { first: 1_000, most: 60_000 };

/** What fails for a batch, and may fail for one of its texts alone. */
class Refusal {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** What became of an attempt at everything: another process is at it, or some texts cannot be encoded. */
type Pass = "done" | "elsewhere" | "refused";

interface Parts {
  readonly log: LogStore;
  readonly register: EpisodeRegister;
  readonly roll: EncodedRoll;
  readonly deriver: Deriver;
  readonly encoder: Encoder;
  readonly clock: Clock;
  /** Told what went wrong without stopping the work. */
  trouble(error: unknown): void;
}

/**
 * Has an encoder outside the package say its vectors and records them in the log: of what is observed
 * at once, of what lacks one in the background, by one process at a time. Nobody waits for the encoder
 * but whoever asked for a vector; what the log holds says what is left to do (SPEC N).
 */
export class Encoding {
  readonly #parts: Parts;
  /** Observed by this process, not yet sent. */
  readonly #urgent = new Set<Seq>();
  /** Texts that could not be encoded: their turn comes again when nothing else is lacking. */
  readonly #refused = new Map<Seq, unknown>();
  #turn: Promise<unknown> = Promise.resolve();
  #pass: Promise<Pass> | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #failures = 0;
  readonly #closing = new AbortController();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Encodes in the background what lacks a vector, if anything does. */
  start(): void {
    const { roll, deriver } = this.#parts;
    if (roll.missing <= this.#urgent.size + this.#stillRefused() && !deriver.isRederiving) return;
    if (this.#failures === 0) this.#unschedule();
    this.#schedule(0);
  }

  /**
   * To be called with what was just committed. Resolves when it was tried; a failure is told as a
   * warning, and tried again later. A stream does not wait for an encoder that fails.
   */
  async observed(seqs: readonly Seq[], waits: "always" | "unless it fails"): Promise<void> {
    const lacking = seqs.filter((seq) => !this.isEncoded(seq));
    if (lacking.length === 0 || this.#closing.signal.aborted) return;
    if (this.#failures > 0 && waits === "unless it fails") return this.start();
    for (const seq of lacking) this.#urgent.add(seq);
    try {
      await this.#inTurn(async () => {
        const wanted = [...this.#urgent];
        this.#urgent.clear();
        for (let i = 0; i < wanted.length; i += BATCH) await this.#encodeAll(wanted.slice(i, i + BATCH));
      });
      this.#failures = 0;
      this.start();
      this.#tellRefused(lacking);
    } catch (error) {
      this.#failed(error);
    }
  }

  #tellRefused(seqs: Iterable<Seq>): void {
    for (const seq of seqs) {
      if (!this.#refused.has(seq)) continue;
      this.#parts.trouble(this.#refused.get(seq));
      this.#schedule(BACKOFF_MS.most);
    }
  }

  /** How many of the refused are still lacking: what was erased or encoded since is none of them. */
  #stillRefused(): number {
    const { roll, register } = this.#parts;
    const refused = this.#refused;
    if (refused.size === 0) return 0;
    const rows = roll.lacking(refused.size, (row) => refused.has(register.seqOf(row)));
    const lacking = new Set(rows.map((row) => register.seqOf(row)));
    for (const seq of refused.keys()) if (!lacking.has(seq)) refused.delete(seq);
    return refused.size;
  }

  isEncoded(seq: Seq): boolean {
    const row = this.#parts.register.ordinalOf(seq);
    return row !== null && this.#parts.roll.isEncoded(row);
  }

  /** The share of the episodes that have a vector, in [0, 1]. */
  get share(): number {
    return this.#parts.roll.share;
  }

  /** What a recall has to say of it. Also looks after what no process seems to encode. */
  incomplete(): Degradation | null {
    const { roll, encoder } = this.#parts;
    if (roll.missing === 0) return null;
    if (this.#pass === null) this.#schedule(GRACE_MS);
    return {
      channel: "dense",
      reason: "encoding",
      detail: `${Math.floor(roll.share * 100)}% of the episodes have a vector of ${encoder.id}`,
    };
  }

  /**
   * Resolves when every episode has a vector; throws what keeps one from it. A reader cannot record
   * any, and does not wait.
   */
  async complete(): Promise<void> {
    while (!this.#parts.log.readOnly) {
      const pass = await this.#passOnce();
      if (pass === "done") return;
      if (pass === "refused") for (const [, error] of this.#refused) throw error;
      await this.#unlessClosed(() => new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS)));
    }
  }

  /** What is being encoded is given up; whoever waits for it goes on. */
  async close(): Promise<void> {
    this.#unschedule();
    this.#closing.abort(closedError());
    await this.#pass?.catch(() => undefined);
  }

  #schedule(ms: number): void {
    if (this.#timer !== null || this.#closing.signal.aborted || this.#parts.log.readOnly) return;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.#background();
    }, ms);
    (this.#timer as { unref?(): void }).unref?.();
  }

  #unschedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #background(): Promise<void> {
    try {
      const pass = await this.#passOnce();
      if (pass === "elsewhere") this.#schedule(LOOK_AGAIN_MS);
      if (pass === "refused") this.#tellRefused(this.#refused.keys());
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#closing.signal.aborted) return;
    this.#schedule(Math.min(BACKOFF_MS.first * 2 ** this.#failures, BACKOFF_MS.most));
    this.#failures++;
    this.#parts.trouble(error);
  }

  #passOnce(): Promise<Pass> {
    this.#pass ??= this.#encodeLacking().finally(() => {
      this.#pass = null;
    });
    return this.#pass;
  }

  /** Everything that lacks a vector, the latest first. */
  async #encodeLacking(): Promise<Pass> {
    const { log, roll, deriver } = this.#parts;
    // A roll that is folded in part takes what it has not seen yet for what is lacking.
    await this.#unlessClosed(() => deriver.whenReady(() => undefined));
    if (roll.missing === 0) return "done";
    const lease = await log.acquireLease("encode", LEASE_MS);
    if (lease === null) return "elsewhere";
    const renewing = renewed(lease);
    if (roll.missing <= this.#stillRefused()) this.#refused.clear();
    try {
      const tried = new Set<Seq>();
      while (await this.#encodeSome(tried));
      this.#failures = 0;
      return this.#stillRefused() > 0 ? "refused" : "done";
    } finally {
      clearInterval(renewing);
      await lease.release().catch(() => undefined);
    }
  }

  /** One batch of what is lacking by now, each episode once a pass; false when there was none. */
  #encodeSome(tried: Set<Seq>): Promise<boolean> {
    const { roll, register, deriver } = this.#parts;
    return this.#inTurn(async () => {
      const isFree = (row: Ordinal): boolean => {
        const seq = register.seqOf(row);
        return !this.#urgent.has(seq) && !this.#refused.has(seq) && !tried.has(seq);
      };
      const rows = await deriver.upToDate(() => roll.lacking(BATCH, isFree));
      const seqs = rows.map((row) => register.seqOf(row));
      for (const seq of seqs) tried.add(seq);
      if (seqs.length > 0) await this.#encodeAll(seqs);
      return seqs.length > 0;
    });
  }

  /**
   * Halves what fails, so that one text that cannot be encoded does not stand in the way of the others.
   * Throws where nothing could be encoded.
   */
  async #encodeAll(seqs: readonly Seq[]): Promise<void> {
    const parts = [seqs];
    let encoded = 0;
    let refusals = 0;
    for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
      try {
        await this.#encodeTogether(part);
        encoded++;
      } catch (failure) {
        if (!(failure instanceof Refusal)) throw failure;
        const { error } = failure;
        if (part.length > 1) parts.push(part.slice(part.length >> 1), part.slice(0, part.length >> 1));
        else {
          this.#refused.set(part[0]!, error);
          if (encoded === 0 && (++refusals === REFUSALS || parts.length === 0)) throw error;
        }
      }
    }
  }

  /** Throws a `Refusal` where fewer texts may succeed; not where the log or the brain itself is at fault. */
  async #encodeTogether(seqs: readonly Seq[]): Promise<void> {
    const { log, deriver, encoder, clock } = this.#parts;
    const episodes = await log.episodes(seqs).catch((error: unknown) => {
      throw hasCode(error, "damaged") ? new Refusal(error) : error;
    });
    const found = episodes.flatMap((episode, i) =>
      episode === null || this.isEncoded(seqs[i]!) ? [] : [{ episode, seq: seqs[i]! }],
    );
    if (found.length === 0) return;
    const texts = found.map(({ episode }) => encodedTexts(episode));
    const joined = joinedVectors(texts, await this.#vectorsOf(texts.flat()));
    const bodies = found.map(
      ({ episode, seq }, i): EventBody => ({
        type: "encoded",
        encoder: encoder.id,
        episode: { id: episode.id, seq },
        vector: joined[i]!,
      }),
    );
    await deriver.exclusive(async () => {
      const at = clock();
      // What was erased meanwhile, and what another process was quicker with, the log does not take.
      const appended = await log.append(bodies, at);
      const events = appended.flatMap(({ seq, outcome }, i): LogEvent[] =>
        outcome === "new" ? [{ ...bodies[i]!, seq, at }] : [],
      );
      await deriver.fold(events);
    });
  }

  async #vectorsOf(texts: readonly string[]): Promise<readonly Float32Array[]> {
    try {
      return await this.#ask(texts, "episode");
    } catch (error) {
      const { aborted } = this.#closing.signal;
      throw aborted || hasCode(error, "encoder-unreachable") ? error : new Refusal(error);
    }
  }

  /** The vector of a cue, beside whatever else is being encoded. */
  async vectorOf(cue: string): Promise<Float32Array> {
    const [vector] = await this.#ask([cue], "cue");
    return vector!;
  }

  async #ask(texts: readonly string[], purpose: Purpose): Promise<readonly Float32Array[]> {
    const { encoder } = this.#parts;
    const { signal } = this.#closing;
    const vectors = await this.#unlessClosed(async () => encoder.encode(texts, purpose, signal));
    checkVectors(vectors, texts.length, encoder);
    return vectors;
  }

  /** One call of the encoder at a time: what waits is sent together. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#unlessClosed(work));
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What the work says, or `closed` as soon as the brain closes: an encoder may take its time. */
  #unlessClosed<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.#closing;
    if (signal.aborted) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = (): void => reject(signal.reason);
      signal.addEventListener("abort", end);
      work()
        .then(resolve, reject)
        .finally(() => signal.removeEventListener("abort", end));
    });
  }
}

function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof EncephalonError && error.code === code;
}

function renewed(lease: Lease): ReturnType<typeof setInterval> {
  // A lease that is lost costs double work, never a wrong vector: the log takes one of each.
  const timer = setInterval(() => void lease.renew().catch(() => undefined), LEASE_MS / 3);
  (timer as { unref?(): void }).unref?.();
  return timer;
}

/** An encoder's answer as its port promises it, or `encoder-failed`. */
function checkVectors(vectors: readonly Float32Array[], count: number, encoder: Encoder): void {
  const problem =
    !Array.isArray(vectors) || vectors.length !== count
      ? `${Array.isArray(vectors) ? vectors.length : "no"} vectors for ${count} texts`
      : vectors.some((vector) => !(vector instanceof Float32Array) || vector.length !== encoder.dimensions)
        ? `a vector that has not ${encoder.dimensions} dimensions`
        : vectors.some((vector) => !vector.every(Number.isFinite))
          ? "a number that is not finite"
          : null;
  if (problem === null) return;
  throw new EncephalonError("encoder-failed", `The encoder ${encoder.id} gave ${problem}.`, {
    value: encoder.id,
    remedy: "An encoder gives a Float32Array of its dimensions for each text: see the port Encoder.",
  });
}
