import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { needleOf } from "../../src/math/byte-search.ts";
import { EncephalonError, type ErrorCode } from "../../src/model/errors.ts";
import type { EventBody, LogEvent } from "../../src/model/event.ts";
import type { EpisodeId, Millis, Seq } from "../../src/model/ids.ts";
import type { ErasureCertificate } from "../../src/model/reports.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { LogStore } from "../../src/ports/log-store.ts";
import { anyEpisode, anyText, encoded, episode, extracted, observed, ref, someTime } from "./log-samples.ts";

export type OpenLog = (options?: { readonly clock?: Clock }) => Promise<LogStore>;

const at = someTime;
const start = 0 as Seq;
const key = Uint8Array.of(7);

export function refuses(code: ErrorCode): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof EncephalonError, `not an EncephalonError: ${error}`);
    assert.equal(error.code, code, error.message);
    return true;
  };
}

function certificate(status: "pending" | "final"): ErasureCertificate {
  return {
    status,
    reasons: [],
    erased: ["a" as EpisodeId],
    at,
    modules: ["m"],
    touched: {
      episodes: 1,
      vectors: 0,
      extractions: 0,
      trust: 0,
      uses: 0,
      pinned: 0,
      feedback: 0,
      modules: { m: { x: 1 } },
    },
    stateHash: null,
    proof: null,
    scan: null,
    withdrawn: [],
    notes: [],
    outOfReach: [],
  };
}

async function all(log: LogStore): Promise<readonly LogEvent[]> {
  return log.read(start, 1_000_000);
}

/** What every log store does. `open` gives an empty log; the suite closes it. */
export function logStoreContract(name: string, open: OpenLog): void {
  const withLog = async (use: (log: LogStore) => Promise<void>, clock?: Clock): Promise<void> => {
    const log = await open(clock === undefined ? {} : { clock });
    try {
      await use(log);
    } finally {
      await log.close();
    }
  };
  const rule = (title: string, use: (log: LogStore) => Promise<void>): void => {
    it(title, () => withLog(use));
  };

  describe(`${name} keeps the contract of a log store`, () => {
    rule("L1: an empty log has head 0 and nothing to read", async (log) => {
      assert.equal(await log.head(), 0);
      assert.deepEqual(await all(log), []);
      assert.equal(await log.find("a" as EpisodeId), null);
      assert.deepEqual(await log.episodes([1 as Seq]), [null]);
      assert.deepEqual(await log.append([], at), []);
      assert.equal((await log.size()).events, 0);
    });

    rule("L1: events come back in order, with position and time, whatever their type", async (log) => {
      const events: EventBody[] = [
        observed("a", "one", { scope: { user: "u" }, metadata: { deep: [1, { x: null }] } }),
        { type: "used", episodes: [ref("a", 1)] },
        { type: "feedback", episode: ref("a", 1), value: -0.5 },
        { type: "pinned", episode: ref("a", 1), pinned: true },
        { type: "forgotten", episodes: [ref("a", 1)], forgotten: true },
        { type: "slept", seed: 7, steps: 3 },
        { type: "policy", name: "half-life", value: "30 days" },
        { type: "observed", id: "b" as EpisodeId, episode: null },
        encoded("a", 1, [0.6, 0, -0.8]),
        extracted("a", 1, "here\u2028\ud800\0"),
        extracted("a", 1, "", "finds nothing"),
        { type: "trusted", source: "a\u2028\ud800\0", trust: 0.25 },
        { type: "trusted", source: "b", trust: null },
        { type: "trusted", source: null, trust: null },
      ];
      const appended = await log.append(events, at);
      assert.deepEqual(
        appended,
        events.map((_, i) => ({ seq: i + 1, outcome: "new" })),
      );
      assert.deepEqual(
        await all(log),
        events.map((event, i) => ({ ...event, seq: i + 1, at })),
      );
      assert.equal(await log.head(), 14);
      assert.deepEqual(await log.ids([8, 1, 2, 99].map((seq) => seq as Seq)), ["b", "a", null, null]);
    });

    rule("L1: read gives at most `limit` events after a position", async (log) => {
      await log.append([observed("a", "1"), observed("b", "2"), observed("c", "3")], at);
      assert.deepEqual(
        (await log.read(1 as Seq, 1)).map((event) => event.seq),
        [2],
      );
      assert.deepEqual(
        (await log.read(2 as Seq, 9)).map((event) => event.seq),
        [3],
      );
      assert.deepEqual(await log.read(3 as Seq, 9), []);
    });

    rule("L1: writes that nobody waited for keep their order", async (log) => {
      const writes = Array.from({ length: 50 }, (_, i) => log.append([observed(`e${i}`, `${i}`)], at));
      const seqs = (await Promise.all(writes)).map(([appended]) => appended!.seq);
      assert.deepEqual(
        seqs,
        Array.from({ length: 50 }, (_, i) => i + 1),
      );
    });

    rule("L2: content is lossless: NUL, lone surrogates, emoji, line separators, long text", async (log) => {
      const texts = [
        "a\0b",
        "\ud800",
        "\udc00x\ud83d",
        "🧠👩‍👩‍👧",
        "\u2028\u2029\r\n",
        "",
        "ß".repeat(300_000),
        "\ufeff",
      ];
      await log.append(
        texts.map((text, i) => observed(`t${i}`, text, { speaker: text, metadata: { [text]: text } })),
        at,
      );
      const seqs = texts.map((_, i) => (i + 1) as Seq);
      assert.deepEqual(
        await log.episodes(seqs),
        texts.map((text, i) => episode(`t${i}`, text, { speaker: text, metadata: { [text]: text } })),
      );
    });

    rule("L2: any episode reads back as it was written", async (log) => {
      const samples = fc.sample(anyEpisode(fc.constant("x")), { numRuns: 300, seed: 1 });
      const values = samples.map((value, i) => ({ ...value, id: `e${i}` as EpisodeId }));
      await log.append(
        values.map((value) => ({ type: "observed", id: value.id, episode: value })),
        at,
      );
      for (const [i, value] of values.entries()) {
        const plain = JSON.parse(JSON.stringify(value));
        assert.deepEqual(await log.episodes([(i + 1) as Seq]), [plain]);
        assert.deepEqual((await log.find(value.id))?.episode, plain);
      }
    });

    rule("L2: what was read or written is nobody else's object", async (log) => {
      const mine = { ...episode("a", "before"), metadata: { list: [1] } };
      await log.append([{ type: "observed", id: mine.id, episode: mine }], at);
      mine.metadata.list.push(2);
      const [read] = await log.episodes([1 as Seq]);
      (read!.metadata!.list as number[]).push(3);
      assert.deepEqual((await log.find(mine.id))?.episode?.metadata, { list: [1] });
    });

    rule("L3: the same id with the same content is a duplicate and writes nothing", async (log) => {
      const first = episode("a", "x", {
        metadata: { one: 1, two: [{ p: 1, q: 2 }] },
        scope: { user: "u", agent: "g" },
      });
      const again = {
        scope: { agent: "g", user: "u" },
        metadata: { two: [{ q: 2, p: 1 }], one: 1 },
        time: first.time,
        content: first.content,
        kind: first.kind,
        id: first.id,
      };
      await log.append([{ type: "observed", id: first.id, episode: first }], at);
      const appended = await log.append(
        [observed("b", "y"), { type: "observed", id: first.id, episode: again }, observed("b", "y")],
        at,
      );
      assert.deepEqual(appended, [
        { seq: 2, outcome: "new" },
        { seq: 1, outcome: "duplicate" },
        { seq: 2, outcome: "duplicate" },
      ]);
      assert.equal(await log.head(), 2);
    });

    rule(
      "L3: the same id with another content is refused, and nothing of the batch is written",
      async (log) => {
        await log.append([observed("a", "x")], at);
        for (const batch of [
          [observed("b", "y"), observed("a", "other")],
          [observed("b", "y"), observed("c", "z"), observed("b", "Y")],
          [observed("b", "y"), observed("a", "x", { title: "more" })],
          [observed("b", "y", { title: "more" }), observed("b", "y")],
          [{ type: "erased" as const, episodes: [ref("a", 1)] }, observed("b", "y"), observed("b", "n")],
        ])
          await assert.rejects(log.append(batch, at), refuses("id-conflict"));
        assert.equal(await log.head(), 1);
        assert.equal(await log.find("b" as EpisodeId), null);
        assert.deepEqual(await log.episodes([1 as Seq]), [episode("a", "x")]);
        assert.equal(await log.erasurePending(), false);
        assert.deepEqual(await log.append([observed("b", "y")], at), [{ seq: 2, outcome: "new" }]);
      },
    );

    rule("L4: erasing destroys the content and keeps id, position and time", async (log) => {
      await log.append([observed("a", "x"), observed("b", "y")], at);
      assert.equal(await log.erasurePending(), false);
      assert.equal(await log.erase([ref("a", 1)], (at + 5) as Millis), 3);
      assert.equal(await log.erasurePending(), true);
      assert.deepEqual(await all(log), [
        { seq: 1, at, type: "observed", id: "a", episode: null },
        { seq: 2, at, ...observed("b", "y") },
        { seq: 3, at: at + 5, type: "erased", episodes: [ref("a", 1)] },
      ]);
      assert.deepEqual(await log.episodes([2 as Seq, 1 as Seq, 3 as Seq]), [episode("b", "y"), null, null]);
      assert.equal((await log.find("a" as EpisodeId))?.episode, null);
      assert.equal(await log.seqOf("a" as EpisodeId), 1);
      assert.equal(await log.seqOf("nobody" as EpisodeId), null);
      assert.deepEqual({ ...(await log.size()), bytes: 0 }, { events: 3, episodes: 1, bytes: 0 });
      assert.equal(await log.scrub(), true);
      assert.equal(await log.erasurePending(), false);
      assert.equal(await log.scrub(), true);
    });

    rule("L4: an erased id is not learned again, whatever its content", async (log) => {
      await log.append([observed("a", "x")], at);
      await log.erase([ref("a", 1)], at);
      assert.deepEqual(await log.append([observed("a", "x"), observed("a", "z"), observed("b", "y")], at), [
        { seq: 1, outcome: "erased" },
        { seq: 1, outcome: "erased" },
        { seq: 3, outcome: "new" },
      ]);
    });

    rule("L4: erasing again destroys nothing and is recorded", async (log) => {
      await log.append([observed("a", "x")], at);
      await log.erase([ref("a", 1)], at);
      await log.scrub();
      assert.equal(await log.erase([ref("a", 1)], at), 3);
      assert.equal(await log.erasurePending(), false);
    });

    rule("L4: an erasure of what is not there is refused and erases nothing", async (log) => {
      await log.append([observed("a", "x"), { type: "slept", seed: 1, steps: 1 }], at);
      for (const wrong of [ref("a", 2), ref("a", 9), ref("b", 1)])
        await assert.rejects(log.erase([ref("a", 1), wrong], at), refuses("unknown-episode"));
      assert.deepEqual(await log.episodes([1 as Seq]), [episode("a", "x")]);
      assert.equal(await log.head(), 2);
      assert.equal(await log.erasurePending(), false);
    });

    rule("N20: a vector reads back bit for bit, and is nobody else's object", async (log) => {
      const floats = fc.float({ noNaN: true, noDefaultInfinity: true });
      const samples = fc.sample(fc.array(floats, { minLength: 1, maxLength: 40 }), { numRuns: 50, seed: 2 });
      await log.append([observed("a", "x")], at);
      const events = samples.map((values, i) => encoded("a", 1, values, `encoder ${i}`));
      await log.append(events, at);
      const [one] = events;
      const mine = samples.map((values) => Float32Array.from(values));
      assert.ok(one?.type === "encoded");
      one.vector!.fill(7);
      for (let again = 0; again < 2; again++) {
        const read = (await all(log)).slice(1);
        assert.equal(read.length, samples.length);
        for (const [i, event] of read.entries()) {
          assert.ok(event.type === "encoded");
          assert.equal(event.encoder, `encoder ${i}`);
          assert.deepEqual(event.episode, ref("a", 1));
          assert.deepEqual(Buffer.from(event.vector!.buffer), Buffer.from(mine[i]!.buffer));
          event.vector!.fill(9);
        }
      }
    });

    rule("N20: an episode has one vector of an encoder: the first; others' are beside it", async (log) => {
      await log.append([observed("a", "x"), observed("b", "y"), encoded("a", 1, [1, 0])], at);
      assert.deepEqual(
        await log.append(
          [
            encoded("a", 1, [0, 1]),
            encoded("b", 2, [0, 1]),
            encoded("b", 2, [1, 0]),
            encoded("a", 1, [0, 1], "y"),
          ],
          at,
        ),
        [
          { seq: 3, outcome: "duplicate" },
          { seq: 4, outcome: "new" },
          { seq: 4, outcome: "duplicate" },
          { seq: 5, outcome: "new" },
        ],
      );
      assert.deepEqual((await all(log)).slice(2), [
        { seq: 3, at, ...encoded("a", 1, [1, 0]) },
        { seq: 4, at, ...encoded("b", 2, [0, 1]) },
        { seq: 5, at, ...encoded("a", 1, [0, 1], "y") },
      ]);
      assert.deepEqual({ ...(await log.size()), bytes: 0 }, { events: 5, episodes: 2, bytes: 0 });
    });

    rule("N20: a vector of what was not observed there is refused, and so is an empty one", async (log) => {
      await log.append([observed("a", "x"), observed("b", "y")], at);
      for (const wrong of [
        encoded("a", 2, [1]),
        encoded("a", 9, [1]),
        encoded("c", 1, [1]),
        encoded("c", 1, null),
      ])
        await assert.rejects(log.append([encoded("b", 2, [1]), wrong], at), refuses("unknown-episode"));
      for (const values of [[], [1, Number.NaN], [Number.POSITIVE_INFINITY]])
        await assert.rejects(log.append([encoded("b", 2, [1]), encoded("a", 1, values)], at), RangeError);
      assert.equal(await log.head(), 2);
      // Nothing of what was undone is taken for what is there.
      assert.deepEqual(await log.append([encoded("b", 2, [1])], at), [{ seq: 3, outcome: "new" }]);
    });

    rule(
      "N25: erasing destroys an episode's vectors of every encoder, and of no other episode",
      async (log) => {
        await log.append([observed("a", "x"), observed("b", "y")], at);
        const vectors = [encoded("a", 1, [1, 0]), encoded("b", 2, [0, 1]), encoded("a", 1, [1], "y")];
        await log.append(vectors, at);
        await log.erase([ref("a", 1)], at);
        assert.deepEqual((await all(log)).slice(2), [
          { seq: 3, at, ...encoded("a", 1, null) },
          { seq: 4, at, ...encoded("b", 2, [0, 1]) },
          { seq: 5, at, ...encoded("a", 1, null, "y") },
          { seq: 6, at, type: "erased", episodes: [ref("a", 1)] },
        ]);
        assert.deepEqual(await log.append(vectors, at), [
          { seq: 1, outcome: "erased" },
          { seq: 4, outcome: "duplicate" },
          { seq: 1, outcome: "erased" },
        ]);
        assert.deepEqual(await log.append([encoded("a", 1, [1], "z")], at), [{ seq: 1, outcome: "erased" }]);
        assert.equal((await log.verify()).ok, true);
      },
    );

    rule("N25: an erasure that is undone leaves the vectors as they were", async (log) => {
      await log.append([observed("a", "x"), encoded("a", 1, [1, 0])], at);
      const before = await all(log);
      await assert.rejects(log.erase([ref("a", 1), ref("a", 9)], at), refuses("unknown-episode"));
      assert.deepEqual(await all(log), before);
      assert.deepEqual(await log.append([encoded("a", 1, [0, 1])], at), [{ seq: 2, outcome: "duplicate" }]);
    });

    rule("L9: a merge takes the vectors that are not here, of episodes that are", async (log) => {
      await log.append(
        [observed("mine", "m"), observed("a", "x"), encoded("a", 2, [1, 0]), observed("gone", "g")],
        at,
      );
      await log.erase([ref("gone", 4)], at);
      const events = [
        { seq: 1, at: 11, ...observed("a", "x") },
        { seq: 2, at: 11, ...observed("gone", "g") },
        { seq: 3, at: 11, ...observed("b", "y") },
        { seq: 4, at: 12, ...encoded("a", 1, [0, 1]) },
        { seq: 5, at: 12, ...encoded("gone", 2, [0, 1]) },
        { seq: 6, at: 12, ...encoded("b", 3, [0.5, 0.5]) },
        { seq: 7, at: 12, ...encoded("a", 1, [1], "y") },
      ] as LogEvent[];
      assert.deepEqual(await log.merge(events), { added: 3, skipped: 4 });
      const merged = [
        { seq: 6, at: 11, ...observed("b", "y") },
        { seq: 7, at: 12, ...encoded("b", 6, [0.5, 0.5]) },
        { seq: 8, at: 12, ...encoded("a", 2, [1], "y") },
      ];
      assert.deepEqual((await all(log)).slice(5), merged);
      assert.deepEqual(await log.merge(events), { added: 0, skipped: 7 });
      const stranger = { seq: 8, at, ...encoded("nobody", 8, [1]) } as LogEvent;
      await assert.rejects(log.merge([stranger]), refuses("unknown-episode"));
      assert.deepEqual((await all(log)).slice(5), merged);
    });

    rule("L5: a checkpoint comes back as it was saved, and the next one replaces it", async (log) => {
      const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => (i * 31) % 256);
      const first = { module: "m", version: "1", seq: 4 as Seq, bytes };
      const other = { module: "empty", version: "9", seq: 0 as Seq, bytes: new Uint8Array(0) };
      assert.equal(await log.loadCheckpoint("m"), null);
      await log.saveCheckpoint(first);
      await log.saveCheckpoint(other);
      assert.deepEqual(await log.loadCheckpoint("m"), first);
      assert.deepEqual(await log.loadCheckpoint("empty"), other);
      const second = { module: "m", version: "2", seq: 5 as Seq, bytes: bytes.slice(0, 9) };
      await log.saveCheckpoint(second);
      assert.deepEqual(await log.loadCheckpoint("m"), second);
      bytes.fill(0);
      assert.deepEqual(await log.loadCheckpoint("m"), { ...second });
    });

    rule("L5: a checkpoint from before the last erasure is neither stored nor kept by scrub", async (log) => {
      const checkpoint = (module: string, seq: number) => ({
        module,
        version: "1",
        seq: seq as Seq,
        bytes: Uint8Array.of(1, 2),
      });
      await log.append([observed("a", "x")], at);
      await log.saveCheckpoint(checkpoint("old", 1));
      await log.saveCheckpoint(checkpoint("saved-again", 1));
      await log.erase([ref("a", 1)], at);
      await log.saveCheckpoint(checkpoint("late", 1));
      await log.saveCheckpoint(checkpoint("saved-again", 2));
      assert.equal(await log.loadCheckpoint("late"), null);
      await log.scrub();
      assert.equal(await log.loadCheckpoint("old"), null);
      assert.deepEqual(await log.loadCheckpoint("saved-again"), checkpoint("saved-again", 2));
    });

    it("L6: a lease is held by one until it is released or expires", async () => {
      let now = 1000;
      await withLog(
        async (log) => {
          const first = await log.acquireLease("sleep", 100);
          assert.ok(first);
          assert.equal(await log.acquireLease("sleep", 100), null);
          assert.ok(await log.acquireLease("derive", 100));
          await first.release();
          const second = await log.acquireLease("sleep", 100);
          assert.ok(second);
          await first.release();
          assert.equal(await log.acquireLease("sleep", 100), null);
          now = 1099;
          assert.equal(await log.acquireLease("sleep", 100), null);
          now = 1100;
          const third = await log.acquireLease("sleep", 100);
          assert.ok(third);
          await second.release();
          assert.equal(await second.renew(), false, "somebody else has it");
          assert.equal(await log.acquireLease("sleep", 100), null);
          now = 1199;
          assert.equal(await third.renew(), true);
          now = 1298;
          assert.equal(await log.acquireLease("sleep", 100), null);
          now = 1299;
          assert.ok(await log.acquireLease("sleep", 100));
        },
        () => now as Millis,
      );
    });

    rule("L7: a whole log verifies, and compacting ends", async (log) => {
      await log.append([observed("a", "x".repeat(50_000)), observed("b", "y")], at);
      await log.saveCheckpoint({ module: "m", version: "1", seq: 2 as Seq, bytes: new Uint8Array(100_000) });
      await log.erase([ref("a", 1)], at);
      await log.scrub();
      assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 3 });
      while (await log.compact());
      assert.deepEqual(await log.verify(), { ok: true, problems: [], events: 3 });
    });

    it("L8: a closed log refuses every method, and closing again is nothing", async () => {
      const log = await open();
      await log.append([observed("a", "x")], at);
      await log.close();
      await log.close();
      const calls: (() => Promise<unknown>)[] = [
        () => log.append([observed("b", "y")], at),
        () => log.merge([]),
        () => log.head(),
        () => log.read(start, 1),
        () => log.episodes([1 as Seq]),
        () => log.find("a" as EpisodeId),
        () => log.seqOf("a" as EpisodeId),
        () => log.erase([ref("a", 1)], at),
        () => log.scrub(),
        () => log.erasurePending(),
        () => log.saveCheckpoint({ module: "m", version: "1", seq: 3 as Seq, bytes: new Uint8Array(0) }),
        () => log.loadCheckpoint("m"),
        () => log.compact(),
        () => log.acquireLease("l", 1),
        () => log.verify(),
        () => log.size(),
        () => log.backup("nowhere"),
      ];
      for (const call of calls) await assert.rejects(call, refuses("closed"));
    });

    rule("ER1: an episode has one extraction of an extractor, beside vectors of that name", async (log) => {
      await log.append([observed("a", "x"), encoded("a", 1, [1, 0], "x")], at);
      assert.deepEqual(
        await log.append(
          [extracted("a", 1, "one"), extracted("a", 1, "two"), extracted("a", 1, "two", "y")],
          at,
        ),
        [
          { seq: 3, outcome: "new" },
          { seq: 3, outcome: "duplicate" },
          { seq: 4, outcome: "new" },
        ],
      );
      await assert.rejects(log.append([extracted("b", 2, "x")], at), refuses("unknown-episode"));
    });

    rule("ER1: erasing destroys what was extracted of an episode, and of no other", async (log) => {
      await log.append([observed("a", "x"), observed("b", "y")], at);
      await log.append([extracted("a", 1, "one"), extracted("a", 1, "", "y"), extracted("b", 2, "two")], at);
      await log.erase([ref("a", 1)], at);
      assert.deepEqual((await log.read(2 as Seq, 9)).slice(0, 3), [
        { seq: 3, at, ...extracted("a", 1, null) },
        { seq: 4, at, ...extracted("a", 1, null, "y") },
        { seq: 5, at, ...extracted("b", 2, "two") },
      ]);
      assert.deepEqual(await log.append([extracted("a", 1, "again", "z")], at), [
        { seq: 1, outcome: "erased" },
      ]);
      assert.equal((await log.verify()).ok, true);
    });

    const trusted = (source: string | null, trust: number | null): EventBody => ({
      type: "trusted",
      source,
      trust,
    });

    rule("ER2: the last episode of a source takes the name that was trusted with it", async (log) => {
      await log.append(
        [
          observed("a", "1", { speaker: "Ana" }),
          observed("b", "2", { speaker: "Ana", source: "web" }),
          observed("c", "3", { speaker: "Ben", source: "Ana" }),
          observed("d", "Ana said so", { speaker: "Ben" }),
          observed("e", "nobody's"),
        ],
        at,
      );
      await log.append([trusted("Ana", 0.5), trusted("web", 0), trusted("Ben", 1), trusted("Ana", null)], at);
      await log.append([trusted("unknown", 0.1), trusted("nobody", 0)], at);
      const names = async (): Promise<readonly (string | null)[]> =>
        (await all(log)).flatMap((event) => (event.type === "trusted" ? [event.source] : []));
      await log.erase([ref("a", 1)], at);
      assert.deepEqual(await names(), ["Ana", "web", "Ben", "Ana", "unknown", "nobody"]);
      await log.erase([ref("b", 2), ref("c", 3), ref("e", 5)], at);
      assert.deepEqual(await names(), [null, null, "Ben", null, null, "nobody"]);
      const erased = (await all(log)).filter(({ type }) => type === "erased");
      assert.deepEqual(
        erased.map((event) => "trusted" in event && event.trusted),
        [false, [6, 7, 9, 10]],
      );
      // Said afterwards, it stands.
      await log.append([trusted("Ana", 0.9)], at);
      await log.erase([ref("d", 4)], at);
      assert.deepEqual(await names(), [null, null, null, null, null, "nobody", "Ana"]);
      assert.equal((await log.verify()).ok, true);
    });

    rule(
      "ER2: of many episodes the last event takes the name, and one that is left keeps it",
      async (log) => {
        const ids = Array.from({ length: 200 }, (_, i) => `e${i}`);
        const sources = ["gone", "kept"];
        await log.append(
          ids.map((id, i) => observed(id, "x", { source: sources[i % 2]! })),
          at,
        );
        await log.append(
          sources.map((source) => trusted(source, 0.5)),
          at,
        );
        await log.erase(
          ids.map((id, i) => ref(id, i + 1)).filter(({ id }) => id !== "e101"),
          at,
        );
        assert.deepEqual(
          (await log.read(202 as Seq, 9)).map((event) => "trusted" in event && event.trusted),
          [false, false, false, [201]],
        );
      },
    );

    rule("ER2: a merge says itself which names an erasure takes, and brings none back", async (log) => {
      const other = await open();
      const events: EventBody[] = [observed("a", "1", { source: "s" }), trusted("s", 0.5)];
      await other.append(events, at);
      const before = await all(other);
      await other.erase([ref("a", 1)], (at + 1) as Millis);
      await log.append([observed("mine", "2", { source: "s" }), ...events.slice(0, 1)], at);
      await log.append([trusted("s", 0.5)], at);
      // Here something else still comes from it.
      assert.deepEqual(await log.merge(await all(other)), { added: 2, skipped: 1 });
      assert.deepEqual(
        (await all(log)).filter(({ type }) => type === "trusted" || type === "erased"),
        [
          { seq: 3, at, ...trusted("s", 0.5) },
          { seq: 4, at, ...trusted(null, null) },
          { seq: 5, at: at + 1, type: "erased", episodes: [ref("a", 2)] },
        ],
      );
      await log.erase([ref("mine", 1)], at);
      assert.deepEqual(await log.merge(await all(other)), { added: 0, skipped: 3 });
      assert.deepEqual(await log.merge(before), { added: 0, skipped: 2 });
      // What is said of it afterwards is said anew, here or there.
      await other.append([trusted("s", 0.9)], (at + 2) as Millis);
      assert.deepEqual(await log.merge(await all(other)), { added: 1, skipped: 3 });
      assert.deepEqual((await all(log)).at(-1), { seq: 7, at: at + 2, ...trusted("s", 0.9) });
      await other.close();
    });

    rule(
      "ER2: of names said at one time the erased one stays away, whatever the order they come in",
      async (log) => {
        const said = [trusted("gone", 0), trusted("here", 0), trusted("here", 0)];
        await log.append(
          [observed("a", "1", { source: "gone" }), observed("b", "2", { source: "here" }), ...said],
          at,
        );
        const before = await all(log);
        await log.erase([ref("a", 1)], (at + 1) as Millis);
        const after = await all(log);
        for (const events of [before, [before[0]!, before[1]!, ...before.slice(2).reverse()]])
          assert.deepEqual(await log.merge(events), { added: 0, skipped: 5 });
        assert.deepEqual(await all(log), after);
      },
    );

    rule("ER2: an erasure that is undone leaves the names as they were", async (log) => {
      await log.append([observed("a", "x", { source: "s" }), trusted("s", 0)], at);
      const before = await all(log);
      await assert.rejects(
        log.append([{ type: "erased", episodes: [ref("a", 1)] }, extracted("z", 9, "x")], at),
        refuses("unknown-episode"),
      );
      assert.deepEqual(await all(log), before);
    });

    rule("ER7: a scan tells what is there, what only the living have, and what is gone", async (log) => {
      const utf8 = new TextEncoder();
      const needles = ["of the first one", "of the second one", "of both of them", "never anywhere"].map(
        (text) => needleOf(utf8.encode(text), key),
      );
      await log.append(
        [
          observed("a", "of the first one, of both of them"),
          observed("b", "of the second one, of both of them"),
          extracted("a", 1, "of the first one"),
        ],
        at,
      );
      const found = async (): Promise<readonly number[]> => {
        const { places } = await log.scan(needles, new Set([1 as Seq]));
        assert.ok(places.length > 0 && places.every(({ bytes }) => bytes >= 0));
        return [...new Set(places.flatMap((place) => [...place.found]))].sort();
      };
      assert.deepEqual(await found(), [0, 1, 2]);
      assert.deepEqual((await log.scan(needles, new Set([1 as Seq]))).living, new Set([1, 2]));
      await log.erase([ref("a", 1)], at);
      await log.scrub();
      assert.deepEqual(await found(), [1, 2]);
    });

    rule("ER7: what episodes hold is counted, and sampled from within", async (log) => {
      const text = "long enough to take something out of its middle ".repeat(3);
      await log.append([observed("a", text), observed("b", "y"), encoded("a", 1, Array(64).fill(0.1))], at);
      await log.append([extracted("a", 1, "x"), extracted("b", 2, "z")], at);
      const { vectors, extractions, pieces } = await log.holdings([ref("a", 1)]);
      assert.deepEqual([vectors, extractions], [1, 1]);
      const needles = pieces.map((piece) => needleOf(piece, key));
      const { places } = await log.scan(needles, new Set());
      assert.equal(new Set(places.flatMap(({ found }) => [...found])).size, pieces.length);
      assert.ok(pieces.length >= 4);
      await log.erase([ref("a", 1)], at);
      assert.deepEqual(await log.holdings([ref("a", 1)]), { vectors: 0, extractions: 0, pieces: [] });
      await assert.rejects(log.holdings([ref("z", 9)]), refuses("unknown-episode"));
    });

    rule("ER7: an erasure that is not proved is scrubbed again", async (log) => {
      assert.equal(await log.erasurePending(), false);
      await log.scrubAgain();
      assert.equal(await log.erasurePending(), true);
      await log.scrub();
      assert.equal(await log.erasurePending(), false);
    });

    rule(
      "ER12: what stays of an erasure is replaced until it is final, and comes with it or not at all",
      async (log) => {
        assert.deepEqual(await log.erasures(), []);
        const pending = certificate("pending");
        const canaries = Uint8Array.of(1, 2, 3);
        await log.append([observed("a", "x"), observed("b", "y"), observed("c", "z")], at);
        await assert.rejects(
          log.erase([ref("a", 9)], at, { certificate: pending, canaries }),
          refuses("unknown-episode"),
        );
        assert.deepEqual(await log.erasures(), []);
        assert.equal(await log.erase([ref("a", 1)], at, { certificate: pending, canaries }), 4);
        await log.erase([ref("b", 2)], at);
        assert.equal(await log.erase([ref("c", 3)], at, { certificate: pending, canaries }), 6);
        const final = certificate("final");
        await log.keepErasure({ seq: 4 as Seq, certificate: final, canaries: null });
        await log.keepErasure({ seq: 4 as Seq, certificate: pending, canaries });
        await log.keepErasure({ seq: 5 as Seq, certificate: pending, canaries });
        assert.deepEqual(
          (await log.erasures()).map((kept) => ({ ...kept, canaries: kept.canaries && [...kept.canaries] })),
          [
            { seq: 4, certificate: final, canaries: null },
            { seq: 6, certificate: pending, canaries: [1, 2, 3] },
          ],
        );
      },
    );

    rule("ER12: of many episodes each event erases a few, all of them or none", async (log) => {
      const ids = Array.from({ length: 150 }, (_, i) => `e${i}`);
      await log.append(
        ids.map((id) => observed(id, "x")),
        at,
      );
      const refs = ids.map((id, i) => ref(id, i + 1));
      await assert.rejects(log.erase([...refs, ref("z", 999)], at), refuses("unknown-episode"));
      assert.equal(await log.head(), 150);
      assert.equal((await log.size()).episodes, 150);
      assert.equal(await log.erase(refs, at), 153);
      assert.equal(await log.head(), 153);
      const erased = (await log.read(150 as Seq, 9)).flatMap((event) =>
        event.type === "erased" ? [event] : [],
      );
      assert.deepEqual(
        erased.map(({ episodes }) => episodes.length),
        [64, 64, 22],
      );
      assert.deepEqual(
        erased.flatMap(({ episodes }) => episodes),
        refs,
      );
      assert.equal((await log.size()).episodes, 0);
    });

    rule("L9: merging another log keeps its times and gives its references new positions", async (log) => {
      await log.append([observed("mine", "m")], at);
      const events: LogEvent[] = [
        { seq: 1 as Seq, at: 11 as Millis, ...observed("a", "x") },
        { seq: 2 as Seq, at: 12 as Millis, ...observed("mine", "m") },
        { seq: 7 as Seq, at: 13 as Millis, type: "used", episodes: [ref("a", 1), ref("mine", 2)] },
        { seq: 8 as Seq, at: 13 as Millis, type: "used", episodes: [ref("a", 1), ref("mine", 2)] },
      ] as LogEvent[];
      assert.deepEqual(await log.merge(events), { added: 3, skipped: 1 });
      const merged = [
        { seq: 1, at, ...observed("mine", "m") },
        { seq: 2, at: 11, ...observed("a", "x") },
        { seq: 3, at: 13, type: "used", episodes: [ref("a", 2), ref("mine", 1)] },
        { seq: 4, at: 13, type: "used", episodes: [ref("a", 2), ref("mine", 1)] },
      ];
      assert.deepEqual(await all(log), merged);
      assert.equal(await log.head(), 4);
      assert.deepEqual(await log.merge(events), { added: 0, skipped: 4 });
      assert.deepEqual(await all(log), merged);
      const third = { ...events[3]!, seq: 9 as Seq };
      assert.deepEqual(
        await log.merge([...events, third]),
        { added: 1, skipped: 4 },
        "one more than is here",
      );
    });

    rule("L9: what another log has erased is erased here too", async (log) => {
      await log.append([observed("a", "x")], at);
      const events = [
        { seq: 1, at, type: "observed", id: "a", episode: null },
        { seq: 2, at, type: "erased", episodes: [ref("a", 1)] },
      ] as LogEvent[];
      assert.deepEqual(await log.merge(events), { added: 1, skipped: 1 });
      assert.equal((await log.find("a" as EpisodeId))?.episode, null);
      assert.equal(await log.erasurePending(), true);
    });

    rule("L9: a merge that fails leaves nothing behind", async (log) => {
      await log.append([observed("a", "x")], at);
      const good = { seq: 1 as Seq, at, ...observed("b", "y") } as LogEvent;
      const stranger = { seq: 2 as Seq, at, type: "used", episodes: [ref("nobody", 1)] } as LogEvent;
      const other = { seq: 2 as Seq, at, ...observed("a", "other") } as LogEvent;
      const erased = { seq: 2 as Seq, at, type: "erased", episodes: [ref("a", 1)] } as LogEvent;
      await assert.rejects(log.merge([good, erased, stranger]), refuses("unknown-episode"));
      await assert.rejects(log.merge([good, other]), refuses("id-conflict"));
      async function* breaks(): AsyncGenerator<LogEvent> {
        yield good;
        yield erased;
        throw new RangeError("the stream broke");
      }
      await assert.rejects(log.merge(breaks()), RangeError);
      assert.deepEqual(await all(log), [{ seq: 1, at, ...observed("a", "x") }]);
      assert.equal(await log.erasurePending(), false);
      assert.equal(await log.head(), 1);
    });

    it("L2: any string that JSON can hold survives in a policy", async () => {
      await withLog(async (log) => {
        const values = fc.sample(anyText, { numRuns: 200, seed: 3 });
        await log.append(
          values.map((value) => ({ type: "policy", name: value, value })),
          at,
        );
        assert.deepEqual(
          (await all(log)).map((event) => event.type === "policy" && event.value),
          values,
        );
      });
    });
  });
}
