import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseProgram } from "../../logic/parse.ts";
import { formatFact } from "../../logic/syntax.ts";
import type { Cardinality, ClaimObject } from "../../model/claim.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import type { ClaimLink, Conclusion } from "../../model/truth.ts";
import { claimsIn } from "../../perception/claims/claims.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import { linksAmong } from "../claims/claim-links.ts";
import { BeliefEngine, certainLink, ownPredicates } from "./beliefs-engine.ts";
import { factsOf, givenPredicates, lieOf } from "./beliefs-facts.ts";

const day = 86_400_000;
const start = Date.UTC(2024, 0, 1, 12);
const later = (start + 1000 * day) as Millis;
const believed = (): number => 1;

/** What is said, a day after the other: `Ana: I live in Porto.` */
function said(...lines: readonly string[]): KeptClaim[] {
  return lines.flatMap((line, i) => {
    const [, speaker, text] = /^(\w+): (.*)$/.exec(line)!;
    const time = (start + i * day) as Millis;
    return claimsIn(text!, { speaker: speaker!, role: "user", time }).map((draft, j): KeptClaim => {
      const signs = /\bnow\b|no longer|anymore/.test(text!) ? (["update"] as const) : [];
      const common = { ordinal: i as Ordinal, learned: time, said: time, source: speaker!, signs };
      return { ...draft, ...common, id: `${i}:${j}` };
    });
  });
}

async function engineOn(
  claims: readonly KeptClaim[],
  { rules = "", asOf = later, links = linksAmong(claims, believed) as readonly ClaimLink[] } = {},
): Promise<BeliefEngine> {
  const engine = new BeliefEngine(parseProgram(rules));
  await engine.moveTo({ claims, links, asOf, trustOf: believed });
  return engine;
}

async function concluded(lines: readonly string[], options = {}): Promise<readonly Conclusion[]> {
  const engine = await engineOn(said(...lines), options);
  return engine.explained(engine.conclusions());
}

/** Facts of one name; doubtful ones with a `?`. */
async function follows(name: string, ...lines: readonly string[]): Promise<string> {
  const found = (await concluded(lines)).filter(({ fact }) => fact.startsWith(`${name}(`));
  return found
    .map(({ fact, doubtful }) => fact.slice(name.length + 1, -1) + (doubtful ? " ?" : ""))
    .join("; ");
}

/** Worked out by hand from what the rules say in words. */
const cases: Readonly<
  Record<string, readonly (readonly [name: string, lines: readonly string[], expected: string])[]>
> = {
  "BE3: where somebody lives": [
    ["lives_in", ["Ana: I live in Porto."], "ana, porto"],
    ["lives_in", ["Ana: I live in Porto.", "Ana: Porto is in Portugal."], "ana, porto; ana, portugal"],
    ["lives_in", ["Ana: I live in Porto.", "Ana: I moved to Rome."], "ana, rome"],
    ["lives_in", ["Ana: I moved to Rome.", "Ana: I live in Porto."], "ana, porto"],
    [
      "lives_in",
      ["Ana: I moved to Rome.", "Ana: I moved to Porto.", "Ana: I moved back to Rome."],
      "ana, rome",
    ],
    ["lives_in", ["Ana: I live in Porto.", "Ana: I no longer live in Porto."], ""],
    [
      "lives_in",
      ["Ana: I live in Porto.", "Ana: I don't live in Porto anymore.", "Ana: I live in Porto."],
      "ana, porto",
    ],
    ["lives_in", ["Ana: I moved to Rome.", "Ana: I moved away from Rome."], ""],
    ["lives_in", ["Ana: I live in Porto.", "Ben: I moved to Rome."], "ana, porto; ben, rome"],
    ["lives_in", ["Ana: I used to live in Porto."], ""],
    ["lives_in", ["Ana: I want to live in Porto."], ""],
    ["lives_in", ["Ana: I moved to the couch."], ""],
    ["lives_in", ["Ana: Acme has moved to Rome.", "Ana: I work at Acme."], ""],
  ],
  "BE3: where something is": [
    [
      "located_in",
      ["Ana: Acme is based in Porto.", "Ana: Porto is in Portugal."],
      "acme, porto; acme, portugal; porto, portugal",
    ],
    [
      "located_in",
      ["Ana: I work at Acme.", "Ana: Acme is based in Porto.", "Ana: Acme has moved to Rome."],
      "acme, rome",
    ],
    [
      "located_in",
      ["Ana: Porto is part of Spain.", "Ana: Porto is now part of Portugal."],
      "porto, portugal",
    ],
    ["located_in", ["Ana: My gym is in Porto.", "Ana: My gym is now in Rome."], '"ana/gym", rome'],
    [
      "located_in",
      ["Ana: My gym is in Porto.", "Ana: My gym is in Rome."],
      '"ana/gym", porto ?; "ana/gym", rome ?',
    ],
    ["located_in", ["Ana: I am in Rome."], ""],
  ],
  "BE3: work": [
    ["works_for", ["Ana: I work at Acme."], "ana, acme"],
    ["works_for", ["Ana: I work at Acme.", "Ana: I quit Acme."], ""],
    ["works_for", ["Ana: I work at Acme.", "Ana: I don't work for Acme anymore."], ""],
    ["works_for", ["Ana: I work at Acme.", "Ben: I quit Acme."], "ana, acme"],
    ["works_in", ["Ana: I work at Acme.", "Ana: Acme is based in Porto."], "ana, porto"],
    ["works_for", ["Ana: I work at Acme.", "Ana: I quit Acme and joined Globex."], "ana, globex"],
    ["works_for", ["Ana: I work at Acme.", "Ana: I joined Globex."], "ana, acme"],
    ["works_for", ["Ana: I work at Acme.", "Ana: I quit Acme and moved to Rome."], ""],
  ],
  "BE16: who has a name is one with who is called by it": [
    ["lives_in", ["Ben: My sister Ana lives in Porto."], 'ana, porto; "ben/sister", porto'],
    [
      "lives_in",
      ["Ben: My sister lives in Porto.", "Ben: My sister is Ana."],
      'ana, porto; "ben/sister", porto',
    ],
    [
      "lives_in",
      ["Ben: My sister lives in Porto.", "Ben: My sister is Ana.", "Ben: Ana moved to Rome."],
      'ana, rome; "ben/sister", rome',
    ],
    [
      "lives_in",
      ["Ben: My sister Ana lives in Porto.", "Ben: My sister moved to Rome.", "Ben: Rome is in Italy."],
      'ana, italy; ana, rome; "ben/sister", italy; "ben/sister", rome',
    ],
    // Two sisters: what is said of one is said of neither of the others.
    [
      "lives_in",
      ["Ben: My sister Ana lives in Porto.", "Ben: My sister Rita lives in Rome."],
      "ana, porto; rita, rome",
    ],
    ["works_for", ["Ben: My sister Ana works at Acme."], 'ana, acme; "ben/sister", acme'],
    [
      "lives_in",
      ["Ben: My sister Ana lives in Porto.", "Cy: My sister lives in Rome."],
      'ana, porto; "ben/sister", porto; "cy/sister", rome',
    ],
  ],
  "BE3: what somebody has": [
    ["has", ["Ana: I have a dog."], "ana, dog"],
    ["has", ["Ana: I have a dog.", "Ana: I no longer have a dog."], ""],
    ["has", ["Ana: I have a car.", "Ana: I sold my car."], ""],
    ["has", ["Ana: My car is red."], "ana, car"],
    ["has", ["Ana: My car is red.", "Ana: I sold my car."], ""],
    ["has", ["Ana: I sold my car.", "Ana: I have a car."], "ana, car"],
  ],
  "BE3: relatives and age": [
    ["sibling_of", ["Ana: My sister is Rita."], "ana, rita; rita, ana"],
    ["grandparent_of", ["Ana: My mother is Rita.", "Rita: My father is Joe."], "joe, ana"],
    ["married_to", ["Ana: I'm married to Tom."], "ana, tom; tom, ana"],
    ["married_to", ["Ana: My husband is Tom."], "ana, tom; tom, ana"],
    // It is 27 September 2026.
    ["age", ["Ana: I was born on 27 September 1990."], "ana, 36"],
    ["age", ["Ana: I was born on 28 September 1990."], "ana, 35"],
  ],
  "BE4: what others deny, and what is not sure to be replaced, is doubtful and not gone": [
    ["disputed", ["Ana: I live in Porto."], ""],
    ["lives_in", ["Ana: I moved to Rome.", "Ben: Ana lives in Paris."], "ana, paris ?; ana, rome ?"],
    ["lives_in", ["Ben: Ana lives in Paris.", "Ana: I moved to Rome."], "ana, paris ?; ana, rome"],
    ["lives_in", ["Ben: Ana lives in Paris.", "Cy: Ana lives in Paris."], "ana, paris"],
    [
      "lives_in",
      ["Ana: I live in Porto.", "Ana: Porto is in Portugal.", "Ben: Ana lives in Portugal."],
      "ana, porto; ana, portugal",
    ],
    ["works_for", ["Ana: I work at Acme.", "Ben: Ana works at Globex."], "ana, acme ?; ana, globex ?"],
    ["has", ["Ana: My budget is $300.", "Ana: My budget is $400."], "ana, budget"],
    ["lives_in", ["Ana: I live in Porto.", "Ana: I live in Porto."], "ana, porto"],
  ],
};

for (const [title, list] of Object.entries(cases))
  test(title, async () => {
    for (const [name, lines, expected] of list)
      assert.equal(await follows(name, ...lines), expected, lines.join(" "));
  });

function made(
  id: string,
  subject: string,
  relation: string,
  object: string,
  more: Partial<KeptClaim> = {},
): KeptClaim {
  const ordinal = Number(id.split(":")[0]) as Ordinal;
  const time = (start + ordinal * day) as Millis;
  return {
    id,
    ordinal,
    learned: time,
    said: time,
    source: subject,
    signs: [],
    subject: { type: "speaker", name: subject },
    relation: { name: relation, cardinality: "multiple" },
    object: { type: "concept", key: object.toLowerCase(), text: object },
    modality: "fact",
    polarity: "affirmed",
    valid: { from: time, to: null, precision: "said" },
    confidence: 0.9,
    span: { start: 0, end: 1 },
    ...more,
  };
}

test("BE2: a certain link takes a claim's place and what rested on it; a lesser one leaves it doubtful", async () => {
  const claims = [made("0:0", "ana", "live in", "Porto"), made("1:0", "ana", "live in", "Rome")];
  const linked = async (kind: ClaimLink["kind"], score: number): Promise<string> => {
    const links: readonly ClaimLink[] = [{ kind, from: "1:0", to: "0:0", score, reasons: [] }];
    const engine = await engineOn(claims, { links });
    const found = await engine.explained(engine.conclusions());
    return found.map(({ fact, doubtful }) => fact + (doubtful ? " ?" : "")).join("; ");
  };
  assert.equal(await linked("supersedes", certainLink), "lives_in(ana, rome)");
  assert.equal(await linked("supersedes", 0.79), "lives_in(ana, porto) ?; lives_in(ana, rome)");
  assert.equal(await linked("conflicts", 0.99), "lives_in(ana, porto) ?; lives_in(ana, rome) ?");
});

test("BE2: what was replaced does not come back when what replaced it ends, but does when that was never said", async () => {
  const porto = made("0:0", "ana", "live in", "Porto");
  const rome = made("1:0", "ana", "live in", "Rome");
  const denied = made("2:0", "ana", "live in", "Rome", { polarity: "denied" });
  const links: readonly ClaimLink[] = [{ kind: "supersedes", from: "1:0", to: "0:0", score: 1, reasons: [] }];
  const facts = async (...claims: readonly KeptClaim[]): Promise<string> =>
    (await engineOn(claims, { links })).conclusions().map(formatFact).join();
  assert.equal(await facts(porto, rome), "lives_in(ana, rome)");
  assert.equal(await facts(porto, rome, denied), "");
  assert.equal(await facts(porto), "lives_in(ana, porto)");
});

test("BE4: another's denial leaves a claim doubtful, whenever it was said; the own one, later, ends it", async () => {
  const has = made("1:0", "ana", "have", "dog");
  const denied = (id: string, source: string): KeptClaim =>
    made(id, "ana", "have", "dog", { polarity: "denied", source });
  const shown = async (...claims: readonly KeptClaim[]): Promise<string> => {
    const engine = await engineOn(claims, { links: [] });
    const all = await engine.explained(engine.conclusions());
    const found = all.filter(({ fact }) => fact.startsWith("has("));
    return found.map(({ fact, doubtful }) => fact + (doubtful ? " ?" : "")).join();
  };
  assert.equal(await shown(has, denied("0:0", "ben")), "has(ana, dog) ?");
  assert.equal(await shown(has, denied("2:0", "ben")), "has(ana, dog) ?");
  assert.equal(await shown(has, denied("2:0", "ana")), "");
  assert.equal(await shown(has, denied("0:0", "ana")), "has(ana, dog)");
});

test("BE1: a claim counts from when it begins to hold until it ends; what is planned, wished or supposed never", async () => {
  const at = (from: number | null, to: number | null) =>
    ({ from, to, precision: "span" }) as KeptClaim["valid"];
  const claim = made("0:0", "ana", "live in", "Porto", { valid: at(start + day, start + 3 * day) });
  const lies = [0, 1, 2, 3].map((days) => lieOf(claim, (start + days * day) as Millis));
  assert.deepEqual(lies, ["ahead", "on", "on", "over"]);
  // Told as past, it was before it was said; so much is known of it, and no more.
  const past = made("5:0", "ana", "live in", "Porto", { valid: at(null, start + 5 * day) });
  assert.equal(lieOf(past, (start + 4 * day) as Millis), "ahead");
  assert.equal(lieOf(past, (start + 5 * day) as Millis), "over");
  for (const modality of ["plan", "wish", "hypothetical", "reported"] as const)
    assert.deepEqual(
      (await engineOn([made("0:0", "ana", "live in", "Porto", { modality })])).conclusions(),
      [],
    );
});

test("BE1: what a claim says, as facts", () => {
  const object: ClaimObject = { type: "quantity", value: 300, unit: "USD", of: "rent", text: "$300 Rent" };
  const claim = made("7:0-9:be", "Ana", "be", "x", {
    subject: { type: "concept", key: "rent", owner: "Ana" },
    relation: { name: "be", cardinality: "single" },
    object,
    polarity: "denied",
    signs: ["update"],
  });
  assert.deepEqual(factsOf(claim).map(formatFact), [
    'claim("7:0-9:be", "ana/rent", be, "$300 rent")',
    'modality("7:0-9:be", fact)',
    'cardinality("7:0-9:be", single)',
    'said_by("7:0-9:be", "Ana")',
    'said_in("7:0-9:be", 7)',
    'moment("7:0-9:be", "2024-01-08T12:00:00.000Z 0000000007 0000000")',
    'sign("7:0-9:be", update)',
    'denied("7:0-9:be")',
    'owned("7:0-9:be", ana, rent)',
    'quantity("7:0-9:be", 300, "USD", rent)',
    'begins("7:0-9:be", 19730.5)',
  ]);
  for (const { predicate, values } of factsOf(claim))
    assert.ok(givenPredicates.has(`${predicate}/${values.length}`), predicate);
  assert.ok([...givenPredicates].every((name) => ownPredicates.has(name)));
});

test("BE5: a conclusion is as sure and as trusted as its weakest claim, by the best of its supports", async () => {
  const engine = new BeliefEngine(parseProgram("0.5 :: guess(P) :- lives_in(P, portugal)."));
  const place = { type: "concept", key: "porto" } as const;
  const claims = [
    made("0:0", "ana", "live in", "Porto", { confidence: 0.8 }),
    made("1:0", "ana", "be in", "Portugal", { subject: place, confidence: 0.7 }),
    made("2:0", "ana", "be in", "Portugal", { subject: place, confidence: 0.9 }),
  ];
  const trust: Record<string, number> = { "0:0": 0.9, "1:0": 1, "2:0": 0.4 };
  await engine.moveTo({ claims, links: [], asOf: later, trustOf: ({ id }) => trust[id]! });
  const all = await engine.explained(engine.conclusions());
  const of = (fact: string): Conclusion => {
    const found = all.find((one) => one.fact === fact);
    assert.ok(found, fact);
    return found;
  };
  assert.deepEqual(of("lives_in(ana, portugal)"), {
    fact: "lives_in(ana, portugal)",
    rule: "lives_in(P, Region) :- stays(P, Place, _), not seated(P), located_in(Place, Region).",
    premises: ["0:0", "2:0"],
    confidence: 0.8,
    trust: 0.4,
    doubtful: false,
  });
  assert.equal(of("guess(ana)").confidence, 0.5);
  assert.equal(of("located_in(porto, portugal)").confidence, 0.9);
});

const places = ["Porto", "Rome", "Paris"];
const claimArbitrary = fc.record({
  subject: fc.constantFrom("ana", "ben"),
  relation: fc.constantFrom("live in", "move to", "have", "work at", "quit", "sell"),
  object: fc.constantFrom(...places, "dog"),
  polarity: fc.constantFrom("affirmed" as const, "affirmed" as const, "denied" as const),
  cardinality: fc.constantFrom<Cardinality>("single", "multiple", "event"),
  source: fc.constantFrom("ana", "ben"),
  days: fc.integer({ min: 0, max: 6 }),
});

const linkArbitrary = fc.record({
  kind: fc.constantFrom("supersedes" as const, "conflicts" as const),
  from: fc.nat(7),
  to: fc.nat(7),
  score: fc.constantFrom(0.3, 1),
});
/** Which of the claims are seen, which links there are, and when it is. */
const momentArbitrary = fc.record({
  seen: fc.subarray([0, 1, 2, 3, 4, 5, 6, 7], { minLength: 3 }),
  links: fc.array(linkArbitrary, { maxLength: 4 }),
  asOf: fc.integer({ min: -1, max: 8 }),
});

test("BE6: after any changes an engine concludes what a new one does, with the same reasons", async () => {
  const rules =
    "near(P, Q) :- lives_in(P, X), lives_in(Q, X), P != Q. alone(P) :- lives_in(P, _), not near(P, _).";
  const drawn = fc.array(claimArbitrary, { minLength: 8, maxLength: 8 });
  const moments = fc.array(momentArbitrary, { minLength: 2, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(drawn, moments, async (all, worlds) => {
      const claims = all.map(({ subject, relation, object, polarity, cardinality, source, days }, i) =>
        made(`${i}:0`, subject, relation, object, {
          ...{ polarity, source, relation: { name: relation, cardinality } },
          valid: { from: (start + days * day) as Millis, to: null, precision: "day" },
        }),
      );
      const moved = new BeliefEngine(parseProgram(rules));
      for (const { seen, links, asOf } of worlds) {
        const world = {
          claims: seen.map((i) => claims[i]!),
          links: links.map(
            ({ kind, from, to, score }): ClaimLink => ({
              kind,
              from: `${from}:0`,
              to: `${to}:0`,
              score,
              reasons: [],
            }),
          ),
          asOf: (start + asOf * day) as Millis,
          trustOf: believed,
        };
        await moved.moveTo(world);
        const fresh = new BeliefEngine(parseProgram(rules));
        await fresh.moveTo(world);
        assert.deepEqual(
          await moved.explained(moved.conclusions()),
          await fresh.explained(fresh.conclusions()),
        );
      }
    }),
    { numRuns: 25 },
  );
});

test("BE6: a text that was read anew says what it says now", async () => {
  const engine = new BeliefEngine([]);
  const first = made("0:0", "ana", "live in", "Porto");
  const valid = { from: (start + day) as Millis, to: null, precision: "day" } as const;
  const seen: string[] = [];
  for (const claim of [first, { ...first, ...made("0:0", "ana", "live in", "Rome") }, { ...first, valid }]) {
    await engine.moveTo({ claims: [claim], links: [], asOf: start as Millis, trustOf: believed });
    seen.push(engine.conclusions().map(formatFact).join());
  }
  assert.deepEqual(seen, ["lives_in(ana, porto)", "lives_in(ana, rome)", ""]);
});

test("BE18: what one more statement takes does not grow with what is there", async () => {
  const towns = Array.from({ length: 40 }, (_, i) => `Town${i}`);
  const life = (people: number): readonly KeptClaim[] =>
    Array.from({ length: people }, (_, i) => {
      const town = towns[i % towns.length]!;
      const region = { subject: { type: "concept", key: town.toLowerCase() } } as const;
      return [
        made(`${3 * i}:0`, `person${i}`, "live in", town),
        made(`${3 * i + 1}:0`, `person${i}`, "have", "dog"),
        made(`${3 * i + 2}:0`, "geographer", "be in", `Region${i % 7}`, region),
      ];
    }).flat();
  const stepsFor = async (people: number): Promise<{ all: number; one: number; again: number }> => {
    const engine = new BeliefEngine([]);
    const world = { claims: life(people), links: [], asOf: later, trustOf: believed };
    await engine.moveTo(world);
    const all = engine.effort.steps;
    const more = made(`${3 * people}:0`, "person1", "move to", "Rome");
    await engine.moveTo({ ...world, claims: [...world.claims, more] });
    const one = engine.effort.steps - all;
    const before = engine.effort.steps;
    await engine.moveTo({ ...world, claims: [...world.claims, more] });
    return { all, one, again: engine.effort.steps - before };
  };
  const [few, many] = [await stepsFor(50), await stepsFor(400)];
  assert.ok(many.all > 6 * few.all, JSON.stringify([few, many]));
  assert.ok(many.one < 2 * few.one, JSON.stringify([few, many]));
  assert.ok(many.one < many.all / 100, JSON.stringify([few, many]));
  assert.equal(many.again, 0);
});

test("BE18: what many say of one place or thing takes as much as what they say of many", async () => {
  const event = { relation: { name: "move to", cardinality: "event" } } as const;
  const stepsFor = async (people: number, at: (person: number) => string): Promise<number> => {
    const engine = new BeliefEngine([]);
    const claims = Array.from({ length: people }, (_, i) => {
      const where = at(i);
      return [
        made(`${6 * i}:0`, `person${i}`, "live in", where),
        made(`${6 * i + 1}:0`, `person${i}`, "work at", where),
        made(`${6 * i + 2}:0`, `other${i}`, "move to", where, event),
        made(`${6 * i + 3}:0`, `other${i}`, "have", where),
        made(`${6 * i + 4}:0`, `other${i}`, "sell", where, { relation: { ...event.relation, name: "sell" } }),
        made(`${6 * i + 5}:0`, `person${i}`, "quit", where, {
          relation: { ...event.relation, name: "quit" },
        }),
      ];
    }).flat();
    await engine.moveTo({ claims, links: [], asOf: later, trustOf: believed });
    const all = engine.conclusions();
    assert.ok(all.length > people, `${all.length}`);
    await engine.explained(all);
    return engine.effort.steps;
  };
  const [one, many] = [await stepsFor(300, () => "Porto"), await stepsFor(300, (i) => `Town${i}`)];
  assert.ok(one < 1.5 * many, `${one} ${many}`);
});
