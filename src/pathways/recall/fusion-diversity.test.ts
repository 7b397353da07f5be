import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { copiesLast } from "./fusion-diversity.ts";

const by = (speaker: string, ...texts: string[]): { speaker: string; text: string }[] =>
  texts.map((text) => ({ speaker, text }));

test("W5: ten copies do not fill the list: a third copy comes after what is new", () => {
  const copies = by("Ana", ...Array.from({ length: 10 }, (_, i) => `I moved to Porto${"!".repeat(i)}`));
  const found = [...copies, ...by("Ana", "I like Porto."), ...by("Ben", "I moved to Porto.")];
  assert.deepEqual(copiesLast(found).order, [0, 1, 10, 11, 2, 3, 4, 5, 6, 7, 8, 9]);
});

test("W5: case, marks and spaces do not matter; a number, a word, a sign or who says it does", () => {
  const isRepeated = (one: string, other: string): boolean =>
    copiesLast([...by("", one, one, other), ...by("", "apart")]).order[2] === 3;
  assert.ok(isRepeated("I ran 5.5 km, to Porto!", "i ran 5.5 km to porto"));
  assert.ok(isRepeated("Ｐorto Café", "porto  cafe\u0301"));
  assert.ok(!isRepeated("I ran 5 km", "I ran 6 km"));
  assert.ok(!isRepeated("I ran 5.5 km", "I ran 55 km"));
  assert.ok(!isRepeated("It is -3 there", "It is 3 there"));
  assert.ok(!isRepeated("I eat meat", "I do not eat meat"));
  assert.ok(!isRepeated("?", "!"));
});

test("W5: nothing is lost, the first of each stays in its order", () => {
  const said = fc.record({
    text: fc.constantFrom("a", "A", "b", "B.", "c d"),
    speaker: fc.constantFrom("", "x"),
  });
  fc.assert(
    fc.property(fc.array(said), (found) => {
      const { order, kept } = copiesLast(found);
      assert.deepEqual(
        [...order].sort((a, b) => a - b),
        found.map((_, i) => i),
      );
      const counts = new Map<string, number>();
      for (const { text, speaker } of found) {
        const key = `${speaker}/${text[0]!.toLowerCase()}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
      const places = [...counts.values()].reduce((sum, count) => sum + Math.min(2, count), 0);
      assert.equal(kept, places);
      const [first, again] = [order.slice(0, places), order.slice(places)];
      for (const part of [first, again])
        assert.deepEqual(
          part,
          [...part].sort((a, b) => a - b),
        );
      assert.equal(order[0] ?? 0, 0);
    }),
  );
});

const doubted = (text: string, speaker = "page"): { text: string; speaker: string; doubted: true } => ({
  text,
  speaker,
  doubted: true,
});

test("TR7: of what is doubted nearly the same words with the same figures are a copy, of one source alone", () => {
  // Eleven words; of two texts that differ in one of them 10 of 12 are in both.
  const told = (when: string): string => `Ana moved to Rome with her two old cats last ${when}`;
  const { order, kept } = copiesLast([
    doubted(told("year")),
    doubted(told("month")),
    doubted(told("week")),
    doubted("Ana moved to Porto"),
    doubted(told("autumn")),
    doubted(told("spring"), "another page"),
  ]);
  assert.deepEqual([order, kept], [[0, 1, 3, 5, 2, 4], 4]);
});

test("TR10: lines of one log are no copies, but give way to others: two of them, then one after two others", () => {
  const line = (size: number): ReturnType<typeof doubted> => doubted(`Backup done: ${size} GB used`, "cron");
  const other = by("Ana", "I like Porto.", "I live in Rome.", "I have a cat.", "I swim.");
  const found = [...[11, 12, 13, 14, 15].map(line), ...other];
  assert.deepEqual(copiesLast(found), { order: [0, 1, 5, 6, 2, 7, 8, 3, 4], kept: 8, distinct: 9 });
});

test("TR10: the same in other words gives way as well; what speaks of something else does not", () => {
  const page = [
    "Ana moved to Rome last year",
    "Last year Rome is where Ana moved",
    "It was Rome that Ana moved to",
    "The museum of Porto opens at nine",
  ].map((text) => doubted(text));
  assert.deepEqual(copiesLast(page), { order: [0, 1, 3, 2], kept: 3, distinct: 4 });
});

test("TR7: of what somebody vouches for a word other is no copy", () => {
  const said = [1, 2, 3, 4].map((day) => ({ text: `I ran five miles on day ${day}`, speaker: "Ana" }));
  assert.equal(copiesLast(said).kept, 4);
});

test("TR10: a log of thousands of lines costs what it is long", () => {
  const lines = Array.from({ length: 30_000 }, (_, i) =>
    doubted(`Backup ${i} done: ${i % 90} GB used`, "cron"),
  );
  const before = process.cpuUsage();
  assert.equal(copiesLast(lines).kept, 2);
  const { user, system } = process.cpuUsage(before);
  // Each with each other takes ten times as long.
  assert.ok(user + system < 4e6, `${user + system} microseconds`);
});
