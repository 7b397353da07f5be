import { encodedTexts, joinedVectors } from "../channels/encoded-text.ts";
import { EncephalonError, type ErrorCode } from "../model/errors.ts";
import type { EventBody } from "../model/event.ts";
import type { Ordinal, Seq } from "../model/ids.ts";
import type { Degradation } from "../model/recall.ts";
import type { Clock } from "../ports/clock.ts";
import type { Encoder, Purpose } from "../ports/encoder.ts";
import type { LogStore } from "../ports/log-store.ts";
import type { EncodedRoll } from "../register/encoded-roll.ts";
import type { EpisodeRegister } from "../register/episode-register.ts";
import { Background, longestWaitMs, recordSayings } from "./fold/background.ts";
import type { Deriver } from "./fold/derive.ts";

/** Episodes that are sent and committed together. */
const BATCH = 128;
/** When of a batch so many single texts fail and none has been encoded, it is not the texts. */
const REFUSALS = 3;
/** What others have just observed they encode themselves, unless they die. */
const GRACE_MS = 5_000;
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
  readonly #background: Background<Pass>;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#background = new Background<Pass>({
      log: parts.log,
      lease: "encode",
      pass: () => this.#encodeLacking(),
      afterwards: (pass) => {
        if (pass === "elsewhere") this.#background.lookAgain();
        if (pass === "refused") this.#tellRefused(this.#refused.keys());
      },
      trouble: (error) => parts.trouble(error),
    });
  }

  /** Encodes in the background what lacks a vector, if anything does. */
  start(): void {
    const { roll, deriver } = this.#parts;
    if (roll.missing <= this.#urgent.size + this.#stillRefused() && !deriver.isRederiving) return;
    if (!this.#background.isFailing) this.#background.unschedule();
    this.#background.schedule(0);
  }

  /**
   * To be called with what was just committed. Resolves when it was tried; a failure is told as a
   * warning, and tried again later. A stream does not wait for an encoder that fails.
   */
  async observed(seqs: readonly Seq[], waits: "always" | "unless it fails"): Promise<void> {
    const lacking = seqs.filter((seq) => !this.isEncoded(seq));
    if (lacking.length === 0 || this.#background.signal.aborted) return;
    if (this.#background.isFailing && waits === "unless it fails") return this.start();
    for (const seq of lacking) this.#urgent.add(seq);
    try {
      await this.#inTurn(async () => {
        const wanted = [...this.#urgent];
        this.#urgent.clear();
        for (let i = 0; i < wanted.length; i += BATCH) await this.#encodeAll(wanted.slice(i, i + BATCH));
      });
      this.#background.succeeded();
      this.start();
      this.#tellRefused(lacking);
    } catch (error) {
      this.#background.failed(error);
    }
  }

  #tellRefused(seqs: Iterable<Seq>): void {
    for (const seq of seqs) {
      if (!this.#refused.has(seq)) continue;
      this.#parts.trouble(this.#refused.get(seq));
      this.#background.schedule(longestWaitMs);
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
    if (!this.#background.isAtWork) this.#background.schedule(GRACE_MS);
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
      const pass = await this.#background.run();
      if (pass === "done") return;
      if (pass === "refused") for (const [, error] of this.#refused) throw error;
      await this.#background.untilLook();
    }
  }

  /** What is being encoded is given up; whoever waits for it goes on. */
  close(): Promise<void> {
    return this.#background.close();
  }

  /** Everything that lacks a vector, the latest first. */
  async #encodeLacking(): Promise<Pass> {
    const { roll, deriver } = this.#parts;
    // A roll that is folded in part takes what it has not seen yet for what is lacking.
    await this.#background.unlessClosed(() => deriver.whenReady(() => undefined));
    if (roll.missing === 0) return "done";
    const pass = await this.#background.leased(async (): Promise<Pass> => {
      if (roll.missing <= this.#stillRefused()) this.#refused.clear();
      const tried = new Set<Seq>();
      while (await this.#encodeSome(tried));
      this.#background.succeeded();
      return this.#stillRefused() > 0 ? "refused" : "done";
    });
    return pass ?? "elsewhere";
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
    const { log, deriver, encoder } = this.#parts;
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
    await deriver.exclusive(() => recordSayings(this.#parts, bodies));
  }

  async #vectorsOf(texts: readonly string[]): Promise<readonly Float32Array[]> {
    try {
      return await this.#ask(texts, "episode");
    } catch (error) {
      const { aborted } = this.#background.signal;
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
    const { signal } = this.#background;
    const vectors = await this.#background.unlessClosed(async () => encoder.encode(texts, purpose, signal));
    checkVectors(vectors, texts.length, encoder);
    return vectors;
  }

  /** One call of the encoder at a time: what waits is sent together. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(() => this.#background.unlessClosed(work));
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function hasCode(error: unknown, code: ErrorCode): boolean {
  return error instanceof EncephalonError && error.code === code;
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
