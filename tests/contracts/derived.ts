import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import type { BrainModule } from "../../src/index.ts";
import { randomAt, streamOf } from "../../src/math/random.ts";
import type { LogEvent } from "../../src/model/event.ts";
import type { Ordinal } from "../../src/model/ids.ts";
import { perception } from "../../src/perception/perception.ts";
import type { FoldContext } from "../../src/ports/derived.ts";
import { EpisodeRegister } from "../../src/register/episode-register.ts";
import { asStored, lifeArbitrary, logOf, neverHeld } from "./arbitrary-log.ts";

function checkpointOf(module: BrainModule): Uint8Array {
  return Buffer.concat([...module.checkpoint()]);
}

/** What the module's state says, digested. */
export function hashOf(module: BrainModule): string {
  const hash = createHash("sha256");
  for (const piece of module.witness()) hash.update(piece);
  return hash.digest("hex");
}

/** Folds events into a module with a register of its own beside it, as a brain does. */
export class Folder {
  readonly register: EpisodeRegister = new EpisodeRegister();
  readonly module: BrainModule;

  constructor(create: (register: EpisodeRegister) => BrainModule) {
    this.register.restore(null);
    this.module = create(this.register);
    this.module.restore(null);
  }

  fold(events: readonly LogEvent[]): this {
    for (const event of events) {
      let draws = 0;
      const context = {
        ordinalOf: (seq: number) => this.register.ordinalOf(seq),
        perceive: perception.perceive,
        random: () => randomAt(7 ^ streamOf(this.module.manifest.name), event.seq, draws++),
      };
      this.register.apply(event, context);
      if (this.module !== this.register && this.module.manifest.consumes.includes(event.type))
        this.module.apply(event, context);
    }
    return this;
  }

  /** As closing and opening does. */
  reopen(): this {
    this.register.restore(checkpointOf(this.register));
    if (this.module !== this.register) this.module.restore(checkpointOf(this.module));
    return this;
  }
}

/** Folds events one by one, of rows that have their event's number less one, where nothing is perceived or drawn. */
export const plainContext: FoldContext = {
  ordinalOf: (seq) => (seq - 1) as Ordinal,
  perceive: () => assert.fail("nothing is to be perceived"),
  random: () => 0,
};

/** An episode, by its position, is erased. */
export function erasedEvent(about: number): LogEvent {
  const episodes = [{ id: `e${about}`, seq: about }];
  return { type: "erased", seq: 9999, at: 9999, episodes } as unknown as LogEvent;
}

/** The laws of `Derived` (src/ports/derived.ts). `create` makes a module with no state yet. */
export function derivedContract(name: string, create: (register: EpisodeRegister) => BrainModule): void {
  const folder = (): Folder => new Folder(create);
  const hash = (events: readonly LogEvent[]): string => hashOf(folder().fold(events).module);

  test(`D1: ${name}: the same events give the same state and witness`, () => {
    fc.assert(
      fc.property(lifeArbitrary, (life) => {
        assert.equal(hash(logOf(life)), hash(logOf(life)));
      }),
      { numRuns: 50 },
    );
  });

  test(`D2: ${name}: checkpoint and restore at any point change nothing`, () => {
    fc.assert(
      fc.property(lifeArbitrary, fc.nat(40), (life, cut) => {
        const events = logOf(life);
        const module = folder().fold(events.slice(0, cut)).reopen().fold(events.slice(cut)).reopen().module;
        assert.equal(hashOf(module), hash(events));
        assert.deepEqual(module.verify?.() ?? [], []);
      }),
      { numRuns: 100 },
    );
  });

  test(`D3: ${name}: after erasing, the witness is that of a log that never held the episodes`, () => {
    fc.assert(
      fc.property(lifeArbitrary, (life) => {
        const events = logOf(life);
        assert.equal(hash(events), hash(neverHeld(events)));
        assert.equal(hash(asStored(events)), hash(neverHeld(events)), "folded anew");
      }),
      { numRuns: 100 },
    );
  });

  test(`D3: ${name}: a checkpoint after erasing holds none of the erased words`, () => {
    const canary = "zzqcanaryzzq";
    const [observed, erased] = [
      {
        type: "observed",
        seq: 1,
        at: 1,
        id: "gone",
        episode: {
          id: "gone",
          kind: "utterance",
          time: 1,
          scope: { user: canary },
          speaker: canary,
          session: canary,
          title: canary,
          caption: canary,
          source: canary,
          content: [{ type: "text", text: `the ${canary} text` }],
        },
      },
      { type: "erased", seq: 2, at: 2, episodes: [{ id: "gone", seq: 1 }] },
    ] as unknown as LogEvent[];
    const module = folder().fold([observed!, erased!]).module;
    assert.equal(Buffer.from(checkpointOf(module)).includes(canary), false);
  });
}
