import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { stem } from "./stem.ts";

/** From the sample vocabulary of https://snowballstem.org/algorithms/english/stemmer.html and `snowball-data`. */
const published = `
  abandoned abandon, abasement abas, abbey abbey, abbreviation abbrevi, aberration aberr, abilities abil,
  abjectly abject, abominably abomin, aborigines aborigin, absence absenc, absolutely absolut, absorption absorpt,
  academy academi, accommodations accommod, accompanied accompani, accuracy accuraci, accusation accus,
  acquittal acquitt, actuality actual, adoption adopt, adorations ador,
  consign consign, consigned consign, consignment consign, consist consist, consisted consist,
  consistency consist, consistent consist, consistently consist, consolation consol, consolatory consolatori,
  consoled consol, consolidate consolid, consolingly consol, consonant conson, conspicuous conspicu,
  conspiracy conspiraci, constable constabl, constancy constanc, knack knack, knackeries knackeri,
  knaves knave, knavish knavish, kneaded knead, kneeling kneel, knell knell, knelt knelt, knew knew,
  knightly knight, knots knot, knotted knot, knowledge knowledg, knuckled knuckl
`;

/** From the definition's own examples of each step. */
const defined = `
  ties tie, cries cri, gas gas, this this, gaps gap, kiwis kiwi, luxuriating luxuri, hopping hop, hoping hope,
  hoped hope, hopped hop, by by, say say, cry cri, skies sky, skis ski, dying die, lying lie, tying tie,
  news news, succeed succeed, proceed proceed, exceed exceed, inning inning, evening evening, generate generat,
  general general, generic generic, communication communic, community communiti, arsenal arsenal, arsenic arsenic
`;

const pairs = (list: string): string[][] =>
  list
    .trim()
    .split(/,\s*/)
    .map((pair) => pair.split(" "));

test("P4: stems are Snowball's for its published vocabulary", () => {
  for (const [word = "", expected] of [...pairs(published), ...pairs(defined)])
    assert.equal(stem(word), expected, word);
});

test("P4: a stem is never longer than its word and is made of the same letters", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => {
      const stemmed = stem(word);
      assert.ok(stemmed.length >= 1 && stemmed.length <= word.length + 1);
      assert.match(stemmed, /^[a-z]+$/);
    }),
  );
});
