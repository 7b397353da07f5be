import assert from "node:assert/strict";
import {
  type Brain,
  type BrainModule,
  type Candidates,
  EncephalonError,
  type ErrorCode,
  type EventType,
  type LogEvent,
  type Manifest,
  openBrain,
  type RegionFactory,
  renderText,
} from "../../src/index.ts";
import type { Ordinal } from "../../src/model/ids.ts";
import type { Cue, Visibility } from "../../src/ports/proposer.ts";

/** The promise is rejected with our error: of this code, with the value that was wrong, and a remedy. */
export async function refused(
  promise: Promise<unknown>,
  code: ErrorCode,
  value?: unknown,
): Promise<EncephalonError> {
  const error = await promise.then(
    () => assert.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof EncephalonError, `not ours: ${error}`);
  assert.equal(error.code, code, error.message);
  assert.ok(error.remedy.length > 10, "a remedy");
  assert.ok(error.message.endsWith(error.remedy), "the message ends in the remedy");
  if (value !== undefined) assert.deepEqual(error.value, value);
  return error;
}

/** Ids that a recall brings back, best first. */
export async function found(brain: Brain, cue: string): Promise<readonly string[]> {
  return (await brain.recall(cue)).memories.map(({ episode }) => episode.id);
}

/** What folds the log in a brain with its defaults, in this order. */
export const defaultModules: readonly string[] = [
  "register",
  "lexical",
  "dense",
  "hippocampus",
  "neocortex",
  "figures",
  "basal-ganglia",
  "odds",
  "trust",
  "rules",
];

export async function bundleOf(brain: Brain): Promise<readonly string[]> {
  return Array.fromAsync(brain.export());
}

/** The hash of a fold of the brain's own log, from the start, by a brain that never saw it before. */
async function refolded(brain: Brain, regions?: readonly RegionFactory[]): Promise<string> {
  const fresh = await openBrain(regions === undefined ? {} : { regions });
  await fresh.import(await bundleOf(brain));
  const hash = await fresh.stateHash();
  await fresh.close();
  return hash;
}

/** D4: the brain's state is that of one fold of its whole log. */
export async function isFoldOfItsLog(brain: Brain, regions?: readonly RegionFactory[]): Promise<void> {
  // The export commits the uses that wait: only then is the state that of the log.
  const expected = await refolded(brain, regions);
  assert.equal(await brain.stateHash(), expected);
}

export interface RecorderFaults {
  /** `apply` throws before it changes anything. */
  readonly before?: (event: LogEvent) => boolean;
  /** `apply` throws when it has changed its state already. */
  readonly after?: (event: LogEvent) => boolean;
  readonly restore?: (bytes: Uint8Array | null) => boolean;
  readonly checkpoint?: () => boolean;
  readonly propose?: () => boolean;
  readonly verify?: readonly string[];
}

/** A region of a user's own: keeps the text of every episode, and proposes those that hold the cue. */
export class Recorder implements BrainModule {
  readonly manifest: Manifest;
  readonly #faults: RecorderFaults;
  #held = new Map<number, string>();
  #rows = new Map<number, Ordinal>();

  constructor(name: string, faults: RecorderFaults = {}, version = "1") {
    const consumes: readonly EventType[] = ["observed", "erased", "forgotten", "feedback"];
    this.manifest = {
      name,
      version,
      kind: "region",
      consumes,
      produces: ["length"],
      function: "Keeps every text.",
      anatomy: null,
      citations: [],
      test: "tests/brain/quarantine.test.ts",
    };
    this.#faults = faults;
  }

  get texts(): readonly string[] {
    return [...this.#held.values()];
  }

  apply(event: LogEvent, context: Parameters<BrainModule["apply"]>[1]): Readonly<Record<string, number>> {
    if (this.#faults.before?.(event)) throw new RangeError("secret words of the text");
    if (event.type === "observed" && event.episode !== null) {
      this.#held.set(event.seq, renderText(event.episode));
      this.#rows.set(event.seq, context.ordinalOf(event.seq)!);
    }
    if (event.type === "erased") for (const { seq } of event.episodes) this.#held.delete(seq);
    if (this.#faults.after?.(event)) throw new RangeError("secret words of the text");
    return event.type === "observed" ? { length: this.#held.get(event.seq)?.length ?? 0 } : {};
  }

  *checkpoint(): Generator<Uint8Array> {
    if (this.#faults.checkpoint?.()) throw new RangeError("cannot be written");
    yield new TextEncoder().encode(JSON.stringify([[...this.#held], [...this.#rows]]));
  }

  restore(bytes: Uint8Array | null): void {
    this.#held = new Map();
    if (this.#faults.restore?.(bytes)) {
      this.#held.set(-1, "half restored");
      throw new RangeError("cannot be read");
    }
    if (bytes === null) return;
    const [held, rows] = JSON.parse(new TextDecoder().decode(bytes)) as [
      [number, string][],
      [number, Ordinal][],
    ];
    this.#held = new Map(held);
    this.#rows = new Map(rows);
  }

  witness(): Uint8Array[] {
    return [new TextEncoder().encode(JSON.stringify(this.texts))];
  }

  verify(): readonly string[] {
    return this.#faults.verify ?? [];
  }

  propose(cue: Cue, visibility: Visibility): Candidates {
    if (this.#faults.propose?.()) throw new TypeError("secret words of the text");
    const candidates = [...this.#held]
      .filter(([, text]) => text.includes(cue.text))
      .map(([seq]) => ({ ordinal: this.#rows.get(seq)!, score: 1, coverage: 1 }))
      .filter(({ ordinal }) => visibility.admits(ordinal))
      .reverse();
    return { candidates, explain: () => [{ what: "holds the cue", weight: 1 }] };
  }
}

/** `count` made-up turns from `first` on: each has a word of its own and many in common with others. */
export function* turns(
  count: number,
  first = 0,
): Generator<{ id: string; text: string; speaker: string; session: string; time: number }> {
  const words = "ana moved porto bread eggs marathon dentist friday may lisbon train rain garden".split(" ");
  for (let i = first; i < first + count; i++)
    yield {
      id: `t${i}`,
      text:
        Array.from({ length: 14 }, (_, k) => words[(i * 7 + k * (1 + (i % 11))) % words.length]).join(" ") +
        ` unique${i}`,
      speaker: i % 2 === 0 ? "Ana" : "Ben",
      session: `s${i >> 5}`,
      time: 1_700_000_000_000 + i * 60_000,
    };
}

/** The longest time in ms for which the event loop was not free for others while `work` went on. */
export async function longestGap(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const look = (): void => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 1);
  await work();
  await new Promise((resolve) => setImmediate(resolve));
  look();
  clearInterval(timer);
  return longest;
}
