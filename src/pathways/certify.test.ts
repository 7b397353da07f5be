import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeEncoder } from "../../tests/brain/fake-encoder.ts";
import { Recorder, refused } from "../../tests/brain/support.ts";
import { type Brain, openBrain } from "../index.ts";
import { randomAt, streamOf } from "../math/random.ts";
import type { Candidates, Cue, Visibility } from "../ports/proposer.ts";
import type { Certified } from "./certify.ts";

/** A region that scores each text by what the others are: what carries what is known by construction. */
class Ruled extends Recorder {
  readonly #score: (text: string, others: ReadonlySet<string>) => number;

  constructor(score: (text: string, others: ReadonlySet<string>) => number) {
    super("ruled");
    this.#score = score;
  }

  override propose(cue: Cue, visibility: Visibility): Candidates {
    const { candidates } = super.propose({ ...cue, text: "" }, visibility);
    const texts = this.texts;
    const scored = [...candidates]
      .reverse()
      .map((candidate, i) => ({ ...candidate, score: this.#score(texts[i]!, new Set(texts)) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || b.ordinal - a.ordinal);
    return { candidates: scored, explain: () => [] };
  }
}

async function ruled(
  texts: string,
  score: (text: string, others: ReadonlySet<string>) => number,
): Promise<Brain> {
  const brain = await openBrain({ encoder: null, regions: [() => new Ruled(score)] });
  await brain.observe(texts.split(" ").map((text) => ({ id: text, text })));
  return brain;
}

/** Checks what it says against brains without the evidence, and without all of it but one. */
async function certified(brain: Brain, options: { readonly id?: string } = {}): Promise<Certified> {
  const certificate = await brain.certify("anything", { ...options, resamples: 0 });
  assert.ok(certificate !== null);
  const { memory, evidence, place, without } = certificate;
  const placeWithout = async (ids: readonly string[]): Promise<number | null> => {
    if (ids.length === 0) return place;
    await using fork = await brain.without({ ids });
    const { memories } = await fork.recall("anything");
    return memories.findIndex(({ episode }) => episode.id === memory) + 1 || null;
  };
  assert.equal(await placeWithout(evidence), without);
  assert.ok(without === null || without > place!, "the evidence is gone, and so is the place");
  for (const left of evidence)
    assert.equal(await placeWithout(evidence.filter((id) => id !== left)), place, `${left} is needed`);
  return certificate;
}

const rank = "abcdefghijklmnop";
/** a before b before c … */
const inOrder = (text: string): number => 50 - rank.indexOf(text);

test("WO8: the evidence of a memory that another one carries is that one", async () => {
  const brain = await ruled("a b c d", (text, there) =>
    text === "a" && !there.has("c") ? 1 : inOrder(text),
  );
  assert.deepEqual(await certified(brain), {
    rests: "others",
    memory: "a",
    value: null,
    instead: null,
    evidence: ["c"],
    place: 1,
    without: 3,
    smallest: true,
    stability: null,
    // With all, without b, without b and c, without c.
    folds: 4,
  });
  assert.deepEqual((await brain.stats()).events, 4, "nothing of it is in the log");
  await brain.close();
});

test("WO8: what either of two carries loses its place without both", async () => {
  const brain = await ruled("a b c d e", (text, there) =>
    text === "a" && !there.has("c") && !there.has("e") ? 1 : inOrder(text),
  );
  const { evidence, smallest } = await certified(brain);
  assert.deepEqual([...evidence].sort(), ["c", "e"]);
  assert.equal(smallest, true);
  await brain.close();
});

test("WO9: of two sets, of which one was met first, the smaller one is found", async () => {
  // Either b, c and d together carry it, or f alone: without f, or without those three, it falls.
  const falls = (there: ReadonlySet<string>): boolean =>
    !there.has("f") || (!there.has("b") && !there.has("c") && !there.has("d"));
  const brain = await ruled("a b c d e f", (text, there) =>
    text === "a" && falls(there) ? 1 : inOrder(text),
  );
  const { evidence, smallest } = await certified(brain);
  assert.deepEqual(evidence, ["f"]);
  assert.equal(smallest, true);
  await brain.close();
});

test("WO9: where not every smaller set can be tried, it does not say that there is none", async () => {
  const brain = await ruled("a b c d e f", (text, there) =>
    text === "a" && !"bcdef".split("").some((other) => there.has(other)) ? 0.5 : inOrder(text),
  );
  const { evidence, smallest, without } = (await brain.certify("anything", { resamples: 0, k: 6 }))!;
  // Nobody is left who could take its place.
  assert.deepEqual([evidence, smallest, without], [["a"], true, null]);
  await brain.close();
  // b is met first, and has no part in it.
  const kept = await ruled("a b c d e f g h", (text, there) =>
    text === "a" && !"cdefg".split("").some((other) => there.has(other)) ? 0.5 : inOrder(text),
  );
  const five = await certified(kept);
  assert.deepEqual([...five.evidence].sort(), ["c", "d", "e", "f", "g"]);
  assert.equal(five.smallest, false);
  await kept.close();
});

test("WO8: what nothing else carries rests on itself", async () => {
  const brain = await ruled("a b c", inOrder);
  const { rests, evidence, place, without, smallest } = await certified(brain, { id: "b" });
  assert.deepEqual(
    { rests, evidence, place, without, smallest },
    {
      rests: "itself",
      evidence: ["b"],
      place: 2,
      without: null,
      smallest: true,
    },
  );
  await brain.close();
});

test("WO10: stability is the share of resamples in which it holds", async () => {
  // Far behind all that is shown, z carries the first: each time that it is left out, that falls.
  const many = Array.from({ length: 40 }, (_, i) => `m${i}`);
  const brain = await ruled(`a ${many.join(" ")} z`, (text, there) =>
    text === "z" ? 0 : text === "a" ? (there.has("z") ? 90 : 1) : 80 - many.indexOf(text),
  );
  const { rests, stability, folds } = (await brain.certify("anything", { resamples: 100 }))!;
  const stream = streamOf("certify") ^ 1;
  const kept = Array.from({ length: 100 }, (_, i) => randomAt(stream, i, 42) >= 0.1).filter(Boolean).length;
  assert.ok(kept > 80 && kept < 98, `${kept}`);
  assert.deepEqual([rests, stability], ["itself", kept / 100]);
  assert.equal((await brain.certify("anything", { resamples: 100 }))!.stability, stability, "the same again");
  assert.ok(folds > 100);
  await brain.close();
});

const bikes = [
  { id: "old", speaker: "Ana", text: "I own three bikes.", time: "2024-01-01" },
  { id: "weather", speaker: "Ben", text: "The weather is nice in Ghent.", time: "2024-01-02" },
  { id: "update", speaker: "Ana", text: "I now own four bikes.", time: "2024-03-01" },
  { id: "again", speaker: "Ana", text: "As I said, I own four bikes.", time: "2024-04-01" },
];

test("WO8: a value rests on all who tell it", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe(bikes);
  const certificate = (await brain.certify("How many bikes does Ana own?", { now: "2024-06-01" }))!;
  const { rests, value, instead, evidence, smallest } = certificate;
  assert.deepEqual(
    { rests, value, instead, evidence: [...evidence].sort(), smallest },
    { rests: "value", value: "four", instead: "three", evidence: ["again", "update"], smallest: true },
  );
  await brain.close();
});

test("WO8: of a chain of passages the second rests on the first", async () => {
  const brain = await openBrain({ encoder: null });
  await brain.observe([
    { id: "film", title: "The Salt Road", text: "The Salt Road is a film directed by Ilse Marent." },
    { id: "maker", title: "Ilse Marent", text: "Ilse Marent was born in the town of Oudewater." },
    ...Array.from({ length: 12 }, (_, i) => ({
      id: `other${i}`,
      title: `Person ${i}`,
      text: `Person ${i} was born in the town of Place ${i} and saw a film.`,
    })),
  ]);
  const options = { effort: "thorough", resamples: 0, id: "maker" } as const;
  const certificate = (await brain.certify(
    "Where was the director of the film The Salt Road born?",
    options,
  ))!;
  assert.deepEqual([certificate.rests, certificate.evidence], ["others", ["film"]]);
  await brain.close();
});

test("WO11: nothing recalled has no certificate; what was not recalled cannot be certified", async () => {
  const brain = await ruled("a b", inOrder);
  await refused(brain.certify("anything", { id: "nobody" }), "invalid-options", "nobody");
  await refused(brain.certify("anything", { resamples: -1 }), "invalid-options", -1);
  await refused(brain.certify("anything", { k: 0 }), "invalid-options", 0);
  await brain.close();
  await refused(brain.certify("anything"), "closed");
  const empty = await openBrain({ encoder: null });
  assert.equal(await empty.certify("anything"), null);
  await empty.close();
});

test("WO11: what is outside is asked once for all folds", async () => {
  const encoder = new FakeEncoder();
  let cues = 0;
  const { encode } = encoder;
  encoder.encode = (texts, purpose) => {
    if (purpose === "cue") cues++;
    return encode.call(encoder, texts, purpose);
  };
  const model = { id: "model", complete: () => assert.fail("a language model is no part of a fold") };
  const brain = await openBrain({ encoder, languageModel: model });
  await brain.observe(bikes);
  await brain.ready();
  const { asked } = encoder;
  const certificate = await brain.certify("Ghent weather", { effort: "thorough" });
  assert.equal(certificate?.memory, "weather");
  assert.ok(certificate.folds > 20);
  assert.equal(cues, 1);
  assert.equal(encoder.asked, asked);
  await brain.close();
});

test("WO11: a part that fails between two folds is an error, not evidence", async () => {
  let calls = 0;
  const failing = new (class extends Recorder {
    override propose(cue: Cue, visibility: Visibility): Candidates {
      if (++calls === 3) throw new TypeError("no");
      return super.propose({ ...cue, text: "" }, visibility);
    }
  })("failing");
  const brain = await openBrain({ encoder: null, regions: [() => failing, () => new Ruled(() => 1)] });
  await brain.observe([{ text: "a" }, { text: "b" }, { text: "c" }, { text: "d" }]);
  await refused(brain.certify("anything"), "recall-failed");
  await brain.close();
});

test("WO11: what is erased between two folds is an error, not evidence", async () => {
  let calls = 0;
  const erasing: Promise<unknown>[] = [];
  const brain: Brain = await ruled("a b c d", (text) => {
    if (++calls === 12) erasing.push(brain.erase("b"));
    return inOrder(text);
  });
  await refused(brain.certify("anything"), "recall-failed");
  assert.equal(erasing.length, 1);
  await Promise.all(erasing);
  assert.equal((await brain.certify("anything"))?.memory, "a");
  await brain.close();
});
