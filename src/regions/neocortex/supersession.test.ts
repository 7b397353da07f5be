import assert from "node:assert/strict";
import { test } from "node:test";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { askedIn } from "../../perception/asked.ts";
import type { Reading, Told } from "../../ports/value-reader.ts";
import { readValues } from "./reading.ts";

const day = 86_400_000;
const told = (row: number, text: string, more: Partial<Told> = {}): Told => ({
  ordinal: row as Ordinal,
  text,
  said: (row * day) as Millis,
  rank: 1 / (1 + row),
  about: true,
  source: "ana",
  trust: 1,
  ...more,
});
const terms = (...words: string[]) => words.map((term) => ({ term, weight: 1 }));
const read = (cue: string, words: readonly string[], texts: readonly Told[], asOf = 1_000): Reading =>
  readValues(askedIn(cue)!, terms(...words), texts, { asOf: (asOf * day) as Millis, past: null });
const values = ({ current, earlier }: Reading): unknown[] => [
  current?.value,
  ...earlier.map(({ value }) => value),
];

const cats = "How many cats live in my house?";
const catTerms = ["cat", "live", "hous"];

test("CV3: a later statement in words of change takes the place of the one that the cue finds", () => {
  const reading = read(cats, catTerms, [
    told(1, "There are 3 cats that live in my house."),
    told(2, "By the way, the cats in the house are now 5."),
  ]);
  assert.deepEqual(values(reading), ["5", "3"]);
  assert.equal(reading.updated, true);
});

test("CV3: as of a day before, what was said later counts for nothing", () => {
  const texts = [
    told(1, "There are 3 cats that live in my house."),
    told(5, "By the way, the cats in the house are now 5."),
  ];
  assert.deepEqual(values(read(cats, catTerms, texts, 4)), ["3"]);
  assert.deepEqual(values(read(cats, catTerms, texts, 5)), ["5", "3"]);
});

test("CV4: another measure, another thing counted, a goal, a bound or what was takes no place", () => {
  const first = told(1, "There are 3 cats that live in my house.");
  for (const other of [
    "The cats in the house now live on $50.",
    "In the house of the cats now live 7 dogs.",
    "My goal is that the cats in the house are now 9.",
    "For the cats in the house I want to have more than 8.",
    "The cats in the house were initially 2, now I am happy.",
  ])
    assert.equal(read(cats, catTerms, [first, told(2, other)]).current?.value, "3", other);
});

test("CV4: who repeats what held once changes nothing", () => {
  const reading = read(cats, catTerms, [
    told(1, "There are 3 cats that live in my house."),
    told(2, "The cats that live in my house are now 5."),
    told(3, "I told you that 3 cats live in my house."),
  ]);
  assert.equal(reading.current?.value, "5");
});

test("CV4: who is trusted less corrects nobody", () => {
  const first = told(1, "There are 3 cats that live in my house.");
  const news = "The cats in the house are now 5.";
  assert.equal(read(cats, catTerms, [first, told(2, news, { trust: 0.2 })]).current?.value, "3");
  assert.equal(read(cats, catTerms, [first, told(2, news, { about: false })]).current?.value, "3");
});

test("CV5: the statement is the clause that the value stands in, to the letter", () => {
  const text = "Well, it rains. There are 3 cats that live in my house, and I like it.";
  const { current } = read(cats, catTerms, [told(1, text)]);
  assert.equal(text.slice(current!.start, current!.end), "There are 3 cats that live in my house");
});

test("CV5: two as trusted sources that differ are a conflict, unless one says that it changed", () => {
  const first = told(1, "There are 3 cats that live in my house.");
  const other = (text: string): Told => told(2, text, { source: "ben" });
  const { conflicts } = read(cats, catTerms, [first, other("There are 4 cats that live in my house.")]);
  assert.deepEqual(
    conflicts.map(({ sayings }) => sayings.map(({ value }) => value).sort()),
    [["3", "4"]],
  );
  assert.deepEqual(
    read(cats, catTerms, [first, other("The cats that live in my house are now 4.")]).conflicts,
    [],
  );
});

test("CV3: what speaks of something else answers nothing", () => {
  assert.equal(read(cats, catTerms, [told(1, "I have 3 dogs.")]).current, null);
  assert.equal(read(cats, catTerms, []).current, null);
});

const page = { source: "https://page.example", trust: 0.5, about: false } as const;
const housed = "There are 3 cats that live in my house.";

test("CV9: the value of whoever is trusted more is current, the other one conflicts, both with their sources", () => {
  const texts = [
    told(1, housed, { about: false, rank: 0.5 }),
    told(2, "How many cats live in my house: 9 cats live in my house.", { ...page, rank: 1 }),
  ];
  const { current, earlier, conflicts } = read(cats, catTerms, texts);
  assert.deepEqual([current?.value, current?.told.source, earlier], ["3", "ana", []]);
  assert.deepEqual(
    conflicts.map(({ sayings }) => sayings.map(({ value, told: { source } }) => [value, source])),
    [
      [
        ["3", "ana"],
        ["9", "https://page.example"],
      ],
    ],
  );
});

test("CV9: as trusted, the one that the cue finds is current; a page may tell what nobody else told", () => {
  const rival = "How many cats live in my house: 9 cats live in my house.";
  const asTrusted = [told(1, housed, { rank: 0.5 }), told(2, rival, { source: "ben", rank: 1 })];
  assert.equal(read(cats, catTerms, asTrusted).current?.value, "9");
  assert.equal(read(cats, catTerms, [told(2, rival, page)]).current?.value, "9");
  // What the user says of something else is no word against it.
  const other = told(1, "I have 3 dogs in a house.", { about: false });
  assert.equal(read(cats, catTerms, [other, told(2, rival, page)]).current?.value, "9");
});

test("CV9: who is trusted less and says that it changed corrects nobody, and is named", () => {
  const news = told(2, "The cats in the house are now 5.", { ...page, about: true });
  const { current, conflicts } = read(cats, catTerms, [told(1, housed), news]);
  assert.equal(current?.value, "3");
  assert.deepEqual(
    conflicts.map(({ sayings }) => sayings.map(({ value }) => value)),
    [["3", "5"]],
  );
  assert.ok(conflicts[0]!.score <= 0.5);
});

test("CV9: of two who are trusted more than a page the later one's news hold", () => {
  const texts = [
    told(1, housed),
    told(2, "By the way, the cats in the house are now 5."),
    told(3, "How many cats live in my house: 9 cats live in my house.", { ...page, rank: 1 }),
  ];
  assert.deepEqual(values(read(cats, catTerms, texts)), ["5", "3"]);
});

test("CV4: of several dates in a text the one told of what was asked, and none that is denied", () => {
  const invited = told(1, "The wedding is on 9 May 1970.");
  const moved = told(
    2,
    "I did, on the 30th. The wedding isn't on the 9th any more, they're moving it to 16 May.",
  );
  const reading = read("When is the wedding?", ["wed"], [invited, moved]);
  assert.deepEqual(values(reading), ["16 May", "9 May 1970"]);
});

test("CV4: a date that was moved twice is the last one", () => {
  const reading = read(
    "When is the wedding of Femke?",
    ["wed", "femk"],
    [
      told(1, "The wedding of Femke is on 9 May 1970."),
      told(2, "Femke is moving the wedding to 16 May."),
      told(3, "The wedding goes to 30 May."),
    ],
  );
  assert.deepEqual(values(reading), ["30 May", "16 May", "9 May 1970"]);
});

test("CV4: what is said plainly after the news, as fully as at first, holds now", () => {
  const reading = read(
    "How much rent do I pay?",
    ["rent", "pay"],
    [
      told(1, "I pay 950 euros a month in rent."),
      told(2, "My rent went up to 1,020 euros."),
      told(3, "We pay 1,180 euros a month in rent."),
    ],
  );
  assert.deepEqual(values(reading), ["1,180 euros", "1,020 euros", "950 euros"]);
});

test("CV5: that the current value is news takes nothing from what held before", () => {
  const reading = read(
    "How many cats does Ines have?",
    ["cat", "ine"],
    [told(1, "I have two cats, Miso and Tofu."), told(2, "We have three cats now, another moved in.")],
  );
  assert.deepEqual(values(reading), ["three", "two"]);
});

test("CV4: up from a value is none", () => {
  const reading = read(cats, catTerms, [
    told(1, "There are 3 cats that live in my house."),
    told(2, "The cats that live in the house are now 5, up from 4."),
  ]);
  assert.deepEqual(values(reading), ["5", "3"]);
});
