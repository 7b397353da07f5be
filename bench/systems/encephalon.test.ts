import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogEvent } from "../../src/model/event.ts";
import type { Ordinal } from "../../src/model/ids.ts";
import { perception } from "../../src/perception/perception.ts";
import { Hippocampus } from "../../src/regions/hippocampus/hippocampus.ts";
import { sharedBrain } from "./encephalon.ts";
import { extracted, inTriples } from "./extracted.ts";
import { perceiving } from "./perceiving.ts";

const items = [
  { id: "a", title: "Vellmere", text: "Vellmere is a harbour town on the Aun." },
  { id: "b", title: "Aun", text: "It rises in the Tolm hills." },
];
const asked = { text: "Where does the river of Vellmere rise?" };
const idsOf = (found: readonly { readonly id: string }[]): string[] => found.map(({ id }) => id);

test("a shared brain is filled once, asked in each way, and closed after the last", async () => {
  let searches = 0;
  const { plain, counted } = sharedBrain(
    { encoder: null },
    {
      plain: { effort: "thorough" },
      counted: {
        effort: "thorough",
        search: () => () => {
          searches++;
          const candidates = [{ ordinal: 1 as Ordinal, score: 1, coverage: 1 }];
          return { candidates, pathOf: () => [], explain: () => [] };
        },
      },
    },
  );
  for (const round of [1, 2]) {
    const first = await plain!(null);
    assert.deepEqual(await first.recall(asked, 5), [], "each round begins with an empty brain");
    await first.observeMany(items);
    assert.deepEqual(idsOf(await first.recall(asked, 5)), ["a", "b"]);
    assert.ok(first.stages!().total! > 0);
    await first.close();
    const second = await counted!(null);
    await second.observeMany(items);
    assert.deepEqual(idsOf(await second.recall(asked, 5)), ["b"]);
    assert.ok(searches >= round);
    await second.close();
  }
});

test("a region perceives what it is given", () => {
  const region = perceiving(new Hippocampus(perception.version), (features) => ({
    ...features,
    concepts: [{ key: "tolm hills", kind: "name", count: 1 }],
    topics: [],
  }));
  const episode = { id: "a", scope: {}, content: [{ type: "text", text: "Nothing." }], time: 0 };
  region.apply({ type: "observed", seq: 1, at: 0, id: "a", episode } as unknown as LogEvent, {
    ordinalOf: () => 0 as Ordinal,
    perceive: perception.perceive,
    random: () => 0,
  });
  assert.deepEqual(region.describe(0 as Ordinal).mentions, ["tolm hills"]);
});

test("extracted names bind in the place of recognised ones", async () => {
  // A link is worth something where it is no coincidence: among many others.
  const fillers = Array.from({ length: 60 }, (_, i) => ({ id: `f${i}`, title: `Page ${i}`, text: "Blank." }));
  const all = [...items, ...fillers];
  const passages = all.map(({ title, text }, i) => ({
    title,
    text,
    entities: i === 0 ? ["The Slate-Road"] : [],
    triples: i === 1 ? [["it", "crosses", "Slate Road"]] : [],
  }));
  const cue = { text: "harbour" };
  for (const [namesOf, found] of [
    [({ entities }: { entities: readonly string[] }) => entities, ["a"]],
    [inTriples, ["a", "b"]],
  ] as const) {
    const system = await extracted(null, passages, namesOf, { effort: "thorough" })(null);
    await system.observeMany(all);
    assert.deepEqual(idsOf(await system.recall(cue, 5)), found);
    await system.close();
  }
  const other = await extracted(null, [], inTriples)(null);
  await assert.rejects(other.observeMany(items).then(() => other.recall(cue, 5)));
  await other.close();
});
