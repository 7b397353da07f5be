import assert from "node:assert/strict";
import { test } from "node:test";
import { type Looked, type Recalled, signsOf } from "./signs.ts";

const near = (actual: number, expected: number): void =>
  assert.ok(Math.abs(actual - expected) < 1e-9, `${actual}, not ${expected}`);

function memory(voice: string, text: string, more: Partial<Recalled> = {}): Recalled {
  return { voice, text, title: "", caption: "", before: null, meaning: 0, throughOthers: false, ...more };
}

/** Terms worth 1, 2, 3 and 4. */
function looked(recalled: readonly Recalled[], more: Partial<Looked> = {}): Looked {
  return {
    terms: ["ana", "necklac", "grandma", "sweden"],
    weights: [1, 2, 3, 4],
    words: ["ana", "necklac", "grandma", "sweden"],
    asker: null,
    notAsked: null,
    recalled,
    meanings: recalled.map(({ meaning }) => meaning),
    usualMeaning: 0,
    nearest: 1,
    ...more,
  };
}

test("MO1: of whom a cue names, what they tell of themselves counts for, what others do counts against", () => {
  const own = signsOf(looked([memory("Ana", "My grandma gave me a necklace in Sweden.")]));
  const other = signsOf(
    looked([memory("Ben", "My grandma gave me a necklace in Sweden."), memory("Ana", "It is lovely here.")]),
  );
  assert.equal(own.whom, "named");
  // All of it, since the name says who and not what.
  near(own.values.own, 1);
  near(own.values.ownFirmly, Math.tanh(2));
  near(own.values.ownCoverage, 1);
  near(other.values.own, -1);
  near(other.values.ownCoverage, 0);
  near(other.values.coverage, 1);
});

test("MO1: what is told somebody of themselves is no word of who says it", () => {
  const { values } = signsOf(
    looked([memory("Ana", "Your grandma has a necklace."), memory("Ben", "A necklace from Sweden.")]),
  );
  // Ana tells nothing of herself; Ben (2 + 4) / 9.
  near(values.own, 0 - 6 / 9);
});

test("MO1: what one answers is what was asked of one", () => {
  const before = { voice: "Ben", text: "Is that your necklace?" };
  const { values } = signsOf(looked([memory("Ana", "Yes, from my grandma.", { before })]));
  near(values.ownCoverage, 5 / 9);
  const same = { voice: "Ana", text: "Is that your necklace?" };
  near(signsOf(looked([memory("Ana", "Yes, from my grandma.", { before: same })])).values.ownCoverage, 3 / 9);
});

test("MO1: whom a cue is about: by name, the asker, nobody, or nothing was said by anybody", () => {
  const said = memory("Ana", "Something.");
  const none = { terms: ["bread"], weights: [1], words: ["bread"] };
  assert.equal(signsOf(looked([said], none)).whom, "nobody");
  assert.equal(signsOf(looked([said], { ...none, asker: "ana" })).whom, "present");
  assert.equal(signsOf(looked([said], { ...none, notAsked: "ben" })).whom, "present");
  assert.equal(signsOf(looked([memory("", "Bread.")], none)).whom, "documents");
  assert.equal(signsOf(looked([memory("", "Bread.")], { ...none, asker: "user" })).whom, "documents");
});

test("MO2: coverage, the second, the drop to the rest, and what several hold together, by hand", () => {
  const { values } = signsOf(
    looked(
      [
        memory("", "a necklace", { meaning: 0.5 }),
        memory("", "grandma", { meaning: 0.4, throughOthers: true }),
        memory("", "Ana"),
        memory("", "sweden"),
        memory("", "none of it"),
      ],
      { words: [] },
    ),
  );
  // Of 10: 2, 3, 1, 4, 0.
  near(values.coverage, 0.4);
  near(values.second, 0.3);
  near(values.drop, 0.4 - (0.1 + 0) / 2);
  near(values.three, 0.6);
  near(values.all, 1);
  near(values.lacking, 0);
  near(values.meaning, 0.5);
  near(values.paths, 1 / 3);
});

test("MO2: neighbours of the cue that stand together count by their distance", () => {
  const at = (text: string): number => signsOf(looked([memory("", text)])).values.together;
  // (2 + 3) / (1 + 1 / 3) of twice 10; two words further (2 + 3) / (1 + 3 / 3).
  near(at("grandma necklace"), 5 / (4 / 3) / 20);
  near(at("grandma has a necklace"), 5 / 2 / 20);
  near(at("Grandma. Necklace."), 0);
});

test("MO2: the rarest word that no memory holds is lacking", () => {
  near(signsOf(looked([memory("", "necklace")])).values.lacking, 0.4);
});

test("MO2: where no channel tells the meaning it is as usual", () => {
  const { values } = signsOf(looked([memory("", "necklace")], { meanings: [] }));
  assert.deepEqual([values.meaning, values.meaningDrop], [0.53, 0.22]);
});

test("MO2: with nothing recalled every other sign but what is lacking is 0", () => {
  const { whom, values } = signsOf(looked([]));
  assert.equal(whom, "documents");
  assert.deepEqual(
    Object.entries(values).filter(
      ([name, value]) => value !== 0 && !["lacking", "meaning", "meaningDrop"].includes(name),
    ),
    [],
  );
});
