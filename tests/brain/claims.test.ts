import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { type Brain, type KnownClaim, openBrain, type Percept } from "../../src/index.ts";
import type { Millis } from "../../src/model/ids.ts";
import { refused } from "./support.ts";

const NOW = Date.parse("2026-06-01") as Millis;

/** A brain whose time is told, so that what it knew when can be asked. */
async function open(): Promise<{ readonly brain: Brain; learnAt(time: number): void }> {
  let now = NOW;
  const brain = await openBrain({ encoder: null, clock: () => now });
  return { brain, learnAt: (time) => (now = time as Millis) };
}

async function tell(brain: Brain, ...percepts: readonly Percept[]): Promise<void> {
  for (const percept of percepts) await brain.observe({ speaker: "Ana", ...percept });
}

/** What is said of each, without numbers that follow from the order of learning. */
function told(claims: readonly KnownClaim[]): readonly string[] {
  return claims.map(
    ({ episode, relation, object, status }) => `${episode} ${relation.name} ${object.text}: ${status}`,
  );
}

const life: readonly Percept[] = [
  { id: "porto", text: "I live in Porto.", time: "2025-01-10" },
  { id: "sister", text: "My sister Rita moved to Ghent in May 2024.", time: "2025-02-10" },
  { id: "budget", text: "My budget is $500.", time: "2025-03-10" },
  { id: "rome", text: "I visited Rome in May 2024.", time: "2025-04-10" },
  { id: "lisbon", text: "I've moved to Lisbon.", time: "2025-05-10" },
  { id: "raise", text: "I've raised my budget to $800.", time: "2025-06-10" },
  { id: "never", text: "I've never visited Rome.", time: "2025-07-10" },
];

suite("CL10: claims", () => {
  test("the latest first, with status, links, source and trust", async () => {
    const { brain } = await open();
    await tell(brain, ...life);
    assert.deepEqual(told(await brain.claims({ about: "ANA" })), [
      "never visit Rome: conflicting",
      "raise be $800: current",
      "lisbon move to Lisbon: current",
      "rome visit Rome: conflicting",
      "budget be $500: earlier",
      "sister be Rita: current",
      "porto live in Porto: earlier",
    ]);
    const [lisbon] = await brain.claims({ relation: "move to", object: "lisbon" });
    assert.deepEqual([lisbon?.source, lisbon?.trust, lisbon?.said], ["Ana", 1, Date.parse("2025-05-10")]);
    assert.deepEqual(
      lisbon?.links.map(({ kind, from, to }) => [kind, from, to]),
      [["supersedes", "5:0-20:move to", "1:0-15:live in"]],
    );
    assert.deepEqual(told(await brain.claims({ about: "ana", current: true, limit: 2 })), [
      "never visit Rome: conflicting",
      "raise be $800: current",
    ]);
    assert.deepEqual(told(await brain.claims({ polarity: "denied" })), ["never visit Rome: conflicting"]);
    assert.deepEqual(told(await brain.claims({ source: "Ben" })), []);
    await brain.close();
  });

  test("asOf: what held then, of what was said or held by then", async () => {
    const { brain } = await open();
    await tell(brain, ...life);
    assert.deepEqual(told(await brain.claims({ about: "Ana", asOf: "2025-04-20", current: true })), [
      "rome visit Rome: current",
      "budget be $500: current",
      "sister be Rita: current",
      "porto live in Porto: current",
    ]);
    await brain.close();
  });

  test("a name stands for whom it was given to", async () => {
    const { brain } = await open();
    await tell(brain, ...life);
    assert.deepEqual(told(await brain.claims({ about: "Rita" })), [
      "sister move to Ghent: current",
      "sister be Rita: current",
    ]);
    assert.deepEqual(await brain.claims({ about: "ana/sister" }), await brain.claims({ about: "rita" }));
    await brain.close();
  });

  test("what is forgotten is not there, and what it replaced holds again; so is what is erased", async () => {
    const { brain } = await open();
    await tell(brain, ...life);
    const homes = async (): Promise<readonly string[]> =>
      told(await brain.claims({ about: "ana", current: true })).filter((one) => /Porto|Lisbon/.test(one));
    await brain.forget("lisbon");
    assert.deepEqual(await homes(), ["porto live in Porto: current"]);
    await brain.remember("lisbon");
    assert.deepEqual(await homes(), ["lisbon move to Lisbon: current"]);
    await brain.erase("lisbon");
    assert.deepEqual(await homes(), ["porto live in Porto: current"]);
    await brain.close();
  });

  test("what cannot be asked is refused with what was wrong", async () => {
    const { brain } = await open();
    await refused(brain.claims({ asOf: "soon" }), "invalid-time");
    await refused(brain.claims({ knownAt: "2026-13-01" }), "invalid-time");
    await refused(brain.claims({ limit: 0 }), "invalid-options");
    await refused(brain.claims({ subject: "ana" } as never), "invalid-options");
    await refused(brain.timeline(""), "invalid-options");
    await refused(brain.timeline("ana", { modality: "dream" as never }), "invalid-options");
    await refused(brain.changes("yesterday"), "invalid-time");
    await refused(brain.changes(0, { since: 1 } as never), "invalid-options");
    await brain.close();
    const bare = await openBrain({ regions: [] });
    await refused(bare.claims(), "invalid-options");
    await bare.close();
  });
});

test("CL11: a timeline is in the order of what it tells of, and takes in what others say of it", async () => {
  const { brain } = await open();
  await tell(brain, ...life);
  assert.deepEqual(told(await brain.timeline("ana")), [
    "rome visit Rome: conflicting",
    "porto live in Porto: earlier",
    "sister be Rita: current",
    "budget be $500: earlier",
    "lisbon move to Lisbon: current",
    "raise be $800: current",
    "never visit Rome: conflicting",
  ]);
  assert.deepEqual(told(await brain.timeline("Rome")), [
    "rome visit Rome: conflicting",
    "never visit Rome: conflicting",
  ]);
  await brain.close();
});

test("S1-S5: claims, timelines and changes of another scope are not there, and link nothing", async () => {
  const { brain } = await open();
  await tell(
    brain,
    { id: "mine", text: "I live in Porto.", time: "2025-01-10", scope: { user: "u1" } },
    { id: "theirs", text: "I've moved to Rome.", time: "2025-02-10", scope: { user: "u2" } },
    { id: "named", text: "I'm Rita.", time: "2025-02-11", scope: { user: "u2" } },
  );
  const scope = { user: "u1" };
  assert.deepEqual(told(await brain.claims({ scope })), ["mine live in Porto: current"]);
  assert.deepEqual((await brain.claims({ scope }))[0]?.links, []);
  assert.deepEqual(await brain.claims({ scope, about: "rita" }), []);
  assert.deepEqual(told(await brain.timeline("ana", { scope })), ["mine live in Porto: current"]);
  assert.deepEqual(told((await brain.changes(0, { scope })).learned), ["mine live in Porto: current"]);
  assert.deepEqual(await brain.claims(), []);
  await brain.close();
});

test("CL13: changes since a time of the brain: what was learned, and what that replaced", async () => {
  const { brain, learnAt } = await open();
  learnAt(1_000);
  await tell(brain, ...life.slice(0, 4));
  learnAt(2_000);
  await tell(brain, ...life.slice(4));
  learnAt(NOW);
  const { since, learned, superseded } = await brain.changes(1_500);
  assert.equal(since, 1_500);
  assert.deepEqual(told(learned), [
    "lisbon move to Lisbon: current",
    "raise be $800: current",
    "never visit Rome: conflicting",
  ]);
  assert.deepEqual(
    superseded.map(({ before, now }) => [before.episode, before.status, now.episode]),
    [
      ["porto", "earlier", "lisbon"],
      ["budget", "earlier", "raise"],
    ],
  );
  assert.deepEqual((await brain.changes(2_000)).learned, []);
  assert.deepEqual((await brain.changes(2_000)).superseded, []);
  assert.equal((await brain.changes(0)).learned.length, 8);
  await brain.close();
});

test("CL12: the time between claims, episodes and dates", async () => {
  const { brain } = await open();
  await tell(brain, ...life, { id: "2025-01-01", text: "Hello.", time: "2024-06-01" });
  const between = async (from: string, to: string): Promise<string> => (await brain.elapsed(from, to)).text;
  assert.equal(await between("porto", "lisbon"), "4 months");
  assert.equal(await between("2025-01", "2025-03-05"), "1 month and 5 days to 2 months and 4 days");
  assert.equal(await between("2024-05-31", "2025-01-01"), "1 day", "the id of an episode comes first");
  const [rome] = await brain.claims({ about: "ana", object: "rome", polarity: "affirmed" });
  // From 1 May 2024 to 10 January 2025: 8 months and 9 days; from the 31st: 7 months and 10 days.
  assert.equal(await between(rome!.id, "porto"), "7 months and 10 days to 8 months and 9 days");
  assert.equal(await between("lisbon", "porto"), "4 months before");
  const [lives] = await brain.claims({ relation: "live in" });
  await refused(brain.elapsed(lives!.id, "porto"), "invalid-options");
  await refused(brain.elapsed("nobody", "porto"), "unknown-episode");
  await refused(brain.elapsed("2025-13-01", "porto"), "invalid-time");
  await refused(brain.elapsed("99:0-4:be", "porto"), "unknown-episode");
  await refused(brain.elapsed("", "porto"), "invalid-options");
  await brain.erase("rome");
  await refused(brain.elapsed(rome!.id, "porto"), "unknown-episode");
  await brain.close();
});

const sayings = fc.constantFrom(
  ...["I live in Porto.", "I live in Lisbon now.", "I've moved to Rome.", "I no longer live in Porto."],
  ...[
    "My budget is $500.",
    "I've raised my budget to $900.",
    "I have 3 cats.",
    "My sister Rita moved to Ghent.",
  ],
  ...["I love coffee.", "I don't love coffee.", "I've never visited Rome.", "I visited Rome in May 2024."],
  ...["Rita moved to Faro.", "I'm planning to visit Rome in May.", "hello"],
);
/** Each at a time of its own: what is said at one moment is told apart by the order of learning alone. */
const lives = fc
  .array(fc.record({ text: sayings, speaker: fc.constantFrom("Ana", "Ben") }), { maxLength: 10 })
  .map((all) =>
    all.map((one, i) => ({ ...one, id: `e${i}`, time: Date.parse("2025-01-10") + i * 86_400_000 })),
  );

/** Everything that is known of them, by episode, without positions in the log. */
async function known(brain: Brain, filter: Parameters<Brain["claims"]>[0] = {}): Promise<unknown> {
  const claims = await brain.claims(filter);
  const place = new Map(claims.map(({ id, episode }) => [id, id.replace(/^\d+/, episode)]));
  return claims.map(({ learned: _, ...claim }) => ({
    ...claim,
    id: place.get(claim.id),
    links: claim.links
      .map((link) => ({ ...link, from: place.get(link.from), to: place.get(link.to) }))
      .sort((a, b) => `${a.from} ${a.to}`.localeCompare(`${b.from} ${b.to}`)),
  }));
}

test("CL10: claims do not depend on the order in which they were learned", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.infiniteStream(fc.nat(1_000)), async (said, keys) => {
      const shuffled = said
        .map((one) => [keys.next().value, one] as const)
        .sort(([a], [b]) => (a as number) - (b as number))
        .map(([, one]) => one);
      const [one, other] = [await open(), await open()];
      await tell(one.brain, ...said);
      await tell(other.brain, ...shuffled);
      assert.deepEqual(await known(other.brain), await known(one.brain));
      await Promise.all([one.brain.close(), other.brain.close()]);
    }),
    { numRuns: 15 },
  );
});

test("CL10: after an erasure claims are those of a brain that never observed the episode", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(9), async (said, which) => {
      const gone = said[which];
      fc.pre(gone !== undefined);
      const [one, never] = [await open(), await open()];
      await tell(one.brain, ...said);
      await one.brain.erase(gone.id);
      await tell(never.brain, ...said.filter(({ id }) => id !== gone.id));
      assert.deepEqual(await known(one.brain), await known(never.brain));
      await Promise.all([one.brain.close(), never.brain.close()]);
    }),
    { numRuns: 15 },
  );
});

test("CL2, CL3: knownAt and asOf: what a brain says that had got the events until then", async () => {
  await fc.assert(
    fc.asyncProperty(lives, fc.nat(10), fc.nat(12), async (said, cut, days) => {
      const [whole, part] = [await open(), await open()];
      for (const [i, one] of said.entries()) {
        for (const { brain, learnAt } of i < cut ? [whole, part] : [whole]) {
          learnAt(1_000 * (i + 1));
          await tell(brain, one);
        }
      }
      for (const { learnAt } of [whole, part]) learnAt(NOW);
      const asOf = Date.parse("2025-01-10") + days * 86_400_000;
      const knownAt = 1_000 * cut;
      for (const filter of [{}, { asOf }, { about: "ana" }, { about: "rita", asOf }])
        assert.deepEqual(await whole.brain.claims({ ...filter, knownAt }), await part.brain.claims(filter));
      await Promise.all([whole.brain.close(), part.brain.close()]);
    }),
    { numRuns: 15 },
  );
});
