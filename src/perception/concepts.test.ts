import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { Millis } from "../model/ids.ts";
import type { ConceptMention } from "../ports/features.ts";
import { keyOf, keyWords, singular } from "./concept-key.ts";
import { maxConcepts } from "./concept-mentions.ts";
import { conceptsOf, cueConceptsOf, namesOf, topicsOf } from "./concepts.ts";
import { timesOf } from "./time-expressions.ts";

const of = (kind: ConceptMention["kind"], text: string): string[] =>
  conceptsOf(text)
    .filter((one) => one.kind === kind)
    .map(({ key }) => key);
const names = (text: string): string[] => of("name", text);
const terms = (text: string): string[] => of("term", text);
const times = (text: string): string[] => of("time", text);

test("J1: a key is without case, accent, article, possessive and apostrophe; initials are written together", () => {
  for (const written of ["J. R. R. Tolkien", "J.R.R. Tolkien", "JRR Tolkien", "J. R. R. Tolkien's"])
    assert.deepEqual(names(`Books by ${written} sell`), ["jrr tolkien"], written);
  assert.deepEqual(names("She met Søren Kierkegård in Łódź and Wiley-Blackwell in the U.S."), [
    "soren kierkegard",
    "lodz",
    "wiley blackwell",
    "us",
  ]);
  assert.deepEqual(names("It was O'Brien’s idea"), ["obrien"]);
});

test("J2: a name is a run of capitalised words with the small words that belong inside", () => {
  assert.deepEqual(
    names("He taught Ludwig van Beethoven at the University of Graz with Alexander the Great."),
    ["ludwig van beethoven", "university of graz", "alexander the great"],
  );
  assert.deepEqual(names("the Committee on Polar Weather and Climate met Ann Lee and Bo Ek"), [
    "committee on polar weather and climate",
    "ann lee",
    "bo ek",
  ]);
  assert.deepEqual(names("the 2031 Harbour Games at the 3rd Avenue Bridge"), [
    "2031 harbour games",
    "3rd avenue bridge",
  ]);
  assert.deepEqual(names("after the Harbour Act of 1869 and Gull & Sons"), [
    "harbour act of 1869",
    "gull sons",
  ]);
  assert.deepEqual(names("with Graz University and Arlo"), ["graz university", "arlo"]);
  assert.deepEqual(names("an Oslo-based firm of Mr. Bo Lund"), ["oslo", "bo lund"]);
});

test("J2: an office is no part of the name that it is an office of", () => {
  assert.deepEqual(names("she is the Secretary of the Harbour Board"), ["harbour board"]);
  assert.deepEqual(names("as Deputy Mayor of Graz"), ["deputy mayor", "graz"]);
});

test("J2: an acronym and its expansion are two names", () => {
  assert.deepEqual(names("the Polar Weather Office (PWO) said"), ["polar weather office", "pwo"]);
});

test("J3: a word that begins a sentence is a name only where the text uses it as one; question words never", () => {
  assert.deepEqual(names("Lectures were given. Which ones? The best."), []);
  assert.ok(terms("Lectures were given.").includes("lectures"));
  assert.deepEqual(names("Arlo was late. I like Arlo."), ["arlo"]);
  assert.deepEqual(names("In Oslo it rained. Does Oslo have trams?"), ["oslo"]);
  for (const cue of ["Did Arlo sing?", "Which song did Arlo sing?", "Who is Arlo's aunt?", "hi Arlo"])
    assert.deepEqual(names(cue), ["arlo"], cue);
  assert.deepEqual(names("Was Ada Berg or Carl Dahl born first?"), ["ada berg", "carl dahl"]);
  assert.deepEqual(names("in the US, by the WHO, and NOT us. I met Will"), ["us", "who", "will"]);
  assert.deepEqual(names("I think I'm late on Monday"), []);
});

test("J4: a surname alone counts for the one full name that ends in it", () => {
  const found = conceptsOf("We met Ada Berg. Then Berg left, and Berg's dog too.");
  assert.deepEqual(
    found.filter(({ kind }) => kind === "name"),
    [{ key: "ada berg", kind: "name", count: 3 }],
  );
  assert.deepEqual(names("We met Ada Berg and Carl Berg. Then Mr. Berg left."), [
    "ada berg",
    "carl berg",
    "berg",
  ]);
  assert.deepEqual(terms("We met Ada Stone. She threw a stone."), ["stone"]);
  assert.deepEqual(names("We met New Hope people in Hope"), ["new hope", "hope"]);
});

test("J5: what quotation marks or italics hold is a work when it is written like a title", () => {
  const works = (text: string): string[] => of("work", text);
  assert.deepEqual(works('I read "The Glass Harbour" and “Night of Moss (novel)” and *Tin Sky* today'), [
    "glass harbour",
    "night of moss",
    "tin sky",
  ]);
  assert.deepEqual(names('I read "The Glass Harbour" with Arlo'), ["arlo"]);
  assert.deepEqual(works('he said "Wow" and "I will be late, Arlo." to MAX_VALUE_SIZE 2*Pi*r'), []);
});

test("J6: dates have one key, however they are written", () => {
  for (const written of ["May 3, 1994", "3 May 1994", "3rd of May 1994", "May 3rd 1994", "1994-05-03"])
    assert.deepEqual(times(`On ${written} it rained`), ["1994-05-03"], written);
  assert.deepEqual(times("in May 2023, in 1994, in the 1940s, on May 3, in the 19th century"), [
    "may 2023",
    "1994",
    "1940s",
    "may 3",
    "19th century",
  ]);
  assert.deepEqual(times("Ada Berg (1909–1942), from 1950 to 1953, 1960-62"), [
    "1909 to 1942",
    "1950 to 1953",
    "1960 to 1962",
  ]);
  assert.deepEqual(times("in 1991,1995 and 1200, or 1200 boats"), ["1991", "1995"]);
  assert.deepEqual(times("1,994 people, 1200 boats, 12345, may 2 and room 1024"), []);
  assert.deepEqual(names("May and April came in June"), ["april"]);
});

test("J6: relative dates come from the time expressions", () => {
  const text = "I ran yesterday, last month and in 2019";
  const found = conceptsOf(text, timesOf(text, Date.parse("2023-05-08T09:00:00Z") as Millis));
  assert.deepEqual(
    found.filter(({ kind }) => kind === "time").map(({ key }) => key),
    ["2019", "2023-05-07", "april 2023"],
  );
});

test("J7: terms are noun phrases of one to three words, the last in the singular", () => {
  assert.deepEqual(
    terms("I went to some adoption agencies with my dog and slowly painted the old red boats"),
    ["agency", "adoption agency", "dog", "boat", "old red boat"],
  );
  assert.deepEqual(terms("it's my aunt's guitar"), ["aunt", "guitar"]);
});

test("J7: text without capitals, all in capitals or in title case has terms alone", () => {
  assert.deepEqual(terms("hey arlo how is oslo"), ["hey", "arlo", "oslo"].slice(1));
  assert.deepEqual(names("BUY NOW ARLO THE BEST BOATS IN OSLO"), []);
  assert.deepEqual(names("Harbour Board Plans Nine New Boats For Old Oslo Quay"), []);
  assert.ok(terms("BUY BLUE BOATS WITH ARLO IN OSLO").includes("arlo"));
});

test("J10: a cue also has every content word and what a name may belong to", () => {
  const keys = (text: string): string[] => cueConceptsOf(text).map(({ key }) => key);
  assert.ok(keys("Who wrote Jump for Moss?").includes("jump for moss"));
  assert.ok(keys("What do Owner earnings mean?").includes("owner earnings"));
  assert.ok(keys("Who sang in 3 Boats?").includes("3 boats"));
  assert.ok(keys("Who wrote Arlo and the Old, Grey Sea?").includes("arlo and the old grey sea"));
  assert.ok(keys("Will Berg come?").includes("will berg"));
  assert.ok(keys("What did arlo say?").includes("arlo"));
});

test("J11: a title is a topic without its qualifier, and with it a second one", () => {
  const topics = (title: string): string[] => topicsOf(title).map(({ key }) => key);
  assert.deepEqual(topics("Tin Sky (2009 film)"), ["tin sky", "tin sky 2009 film"]);
  assert.deepEqual(topics("Hope, Norland"), ["hope norland", "hope"]);
  assert.deepEqual(topics("The history of tin"), ["history of tin"]);
  assert.deepEqual(topics("(untitled)"), ["untitled"]);
  assert.deepEqual(topics(""), []);
});

test("J7: the singular of a noun", () => {
  for (const [many, one] of [
    ["agencies", "agency"],
    ["classes", "class"],
    ["boxes", "box"],
    ["churches", "church"],
    ["dogs", "dog"],
    ["horses", "horse"],
    ["bus", "bus"],
    ["class", "class"],
    ["news", "news"],
    ["analysis", "analysis"],
    ["is", "is"],
  ])
    assert.equal(singular(many!), one);
});

const letter = fc.constantFrom(
  ..."aA. ,\"'’-_*()1é李\n“”`",
  " the ",
  " of ",
  " May ",
  "1994 ",
  " Ada Berg ",
  "The ",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(letter, { maxLength: 60 }).map((parts) => parts.join("")),
);

test("J12: concepts are a pure function: distinct keys that are their own keys' form, counts of at least 1", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const read of [conceptsOf, cueConceptsOf, topicsOf]) {
        const found = read(text);
        assert.deepEqual(read(text), found);
        assert.equal(new Set(found.map(({ key }) => key)).size, found.length);
        for (const { key, count } of found) {
          assert.ok(key !== "" && key === key.trim() && key === key.toLowerCase(), JSON.stringify(key));
          assert.ok(Number.isInteger(count) && count >= 1);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("J13: names alone are the names and works of all concepts, whatever else is written small", () => {
  const namesAlone = (text: string): string[] =>
    namesOf(text)
      .map(({ key, kind }) => `${kind} ${key}`)
      .sort();
  const ofAll = (text: string): string[] =>
    conceptsOf(text)
      .filter(({ kind }) => kind === "name" || kind === "work")
      .map(({ key, kind }) => `${kind} ${key}`)
      .sort();
  const written = fc
    .array(
      fc.constantFrom(
        ...["Ada Berg", "Berg", "a berg", "the berg", "in Berg", "Tin Sky", "tin sky", "1994", "May", "said"],
        ...[". ", ", ", '"', "\n", "*"],
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(" "));
  fc.assert(
    fc.property(fc.oneof(written, anyText), (text) => {
      assert.deepEqual(namesAlone(text), ofAll(text));
    }),
    { numRuns: 1000 },
  );
  assert.deepEqual(namesAlone("Ada Berg came. We saw Berg."), ["name ada berg"]);
  assert.deepEqual(namesAlone("Ada Berg came. We saw Berg on a berg."), ["name ada berg", "name berg"]);
  // A key that was met as a year stays one, read with terms or without.
  assert.deepEqual(namesAlone('1994 "1994" May '), ofAll('1994 "1994" May '));
});

test("J12: a text has at most 512 concepts, the first", () => {
  const text = Array.from({ length: 600 }, (_, at) => `and Arlo${at}x`).join(" ");
  const found = conceptsOf(text);
  assert.equal(found.length, maxConcepts);
  assert.equal(found[0]?.key, "arlo0x");
});

test("J12: thirty kilobytes of anything take linear time", () => {
  const parts = [
    "A ",
    "a ",
    "A",
    "a",
    "A.",
    "1 ",
    "1,",
    "1994 ",
    "1994-",
    "-",
    '"',
    '"A ',
    "*A",
    "_A",
    "``",
    "(",
    "A of ",
    "A and ",
  ];
  parts.push(
    "May ",
    "A'",
    "'s ",
    "Board on ",
    "President of ",
    "é",
    "李",
    "\u0301",
    "the ",
    "A B. ",
    "Ab Cd Ef, ",
    "\n",
  );
  for (const part of parts) {
    const best = (length: number): number => {
      const text = part.repeat(Math.ceil(length / part.length));
      let least = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 2; round++) {
        const from = performance.now();
        conceptsOf(text);
        cueConceptsOf(text);
        least = Math.min(least, performance.now() - from);
      }
      return least;
    };
    const short = best(4000);
    const long = best(32_000);
    // eight times the text: linear takes 8 times as long, quadratic 64 times
    assert.ok(
      long < 30 * short + 100,
      `${JSON.stringify(part)}: ${short.toFixed(1)} and ${long.toFixed(1)} ms`,
    );
  }
});

test("J1: the words of a text, joined, are the key that the text has as a name", () => {
  assert.deepEqual(
    [...keyWords("Whose was José's O’Neill-Ziębice, U.S. (2)?")],
    ["whose", "was", "jose", "oneill", "ziebice", "us", "2"],
  );
  const word = fc.constantFrom("J.", "R.", "Tolkien", "O’Neill", "José's", "Rock-n-Roll", "of", "2", "東京");
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (words) => {
      const text = words.join(" ");
      assert.equal(keyWords(text).join(" "), keyOf(text));
    }),
  );
});
