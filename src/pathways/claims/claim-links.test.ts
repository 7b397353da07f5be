import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import type { Millis, Ordinal } from "../../model/ids.ts";
import type { KnownClaim } from "../../model/truth.ts";
import { claimsIn } from "../../perception/claims/claims.ts";
import type { ClaimSign, KeptClaim } from "../../ports/claim-keeper.ts";
import { signsIn, wordsOfClaim } from "../../regions/neocortex/claim-signs.ts";
import { linksAmong, strongLink } from "./claim-links.ts";
import { plainName, whoIsWho } from "./claim-names.ts";
import { countsAt, statusesAt } from "./claim-status.ts";

const day = (date: string): Millis => Date.parse(date) as Millis;

/** What a speaker says on a day, as it is kept. */
function told(ordinal: number, date: string, text: string, speaker = "Ana", source = speaker): KeptClaim[] {
  return claimsIn(text, { speaker, role: "user", time: day(date) }).map((draft) => ({
    ...draft,
    id: `${ordinal + 1}:${draft.span.start}-${draft.span.end}:${draft.relation.name}`,
    ordinal: ordinal as Ordinal,
    learned: ordinal as Millis,
    said: day(date),
    source,
    signs: signsIn(wordsOfClaim(text, draft), draft),
  }));
}

const trusted = (): number => 1;

/** One speaker, a sentence a month from January 2025 on. */
function conversation(...texts: readonly string[]): KeptClaim[] {
  return texts.flatMap((text, i) => told(i, `2025-${String(i + 1).padStart(2, "0")}-10`, text));
}

type Row = readonly [first: string, second: string, link: string | null];

/** `+` strong, `?` doubtful. */
function linkOf(first: string, second: string): string | null {
  const claims = conversation(first, second);
  assert.equal(claims.length, 2, `${first} | ${second}: each makes one claim`);
  const [link, ...others] = linksAmong(claims, trusted);
  assert.deepEqual(others, []);
  if (link === undefined) return null;
  assert.deepEqual([link.from, link.to], [claims[1]!.id, claims[0]!.id]);
  assert.ok(link.score > 0.25 && link.score <= 1);
  return `${link.kind} ${link.score >= strongLink ? "+" : "?"}`;
}

suite("CL5: another value of what has one at a time takes its place", () => {
  const rows: readonly Row[] = [
    ["I live in Porto.", "I live in Lisbon.", "supersedes +"],
    ["I live in Porto.", "I live in Porto.", null],
    ["I live in Porto.", "I've moved to Lisbon.", "supersedes +"],
    ["I moved to Porto in January 2024.", "I moved to Lisbon in March 2024.", "supersedes +"],
    ["I live in Porto.", "I used to live in Lisbon.", null],
    ["I live in Porto.", "I work at Siemens.", null],
    ["I live on Elm Street.", "I live at 5 Oak Road.", "supersedes +"],
    ["I live on Elm Street.", "I live at 5 Elm Street.", null],
    ["I live at 5 Oak Road.", "I live in Porto.", null],
    ["I live on Elm Street.", "I live on noodles.", null],
    ["I work at Siemens.", "I now work for Bosch.", "supersedes +"],
    ["My budget is $500.", "My budget is $800.", "supersedes +"],
    ["My budget is $500.", "I've increased my budget to $800.", "supersedes +"],
    ["My budget is $500.", "My salary is $800.", null],
    ["I'm 34.", "I'm 35.", "supersedes +"],
    ["My goal is to learn French.", "My goal is to run a marathon.", "supersedes ?"],
    ["I've improved by 5%.", "I've improved by 20%.", null],
    ["I like coffee.", "I like tea.", null],
    ["I fixed a car.", "I fixed a boat.", null],
    ["I have 3 cats.", "I have 4 cats.", "supersedes +"],
    ["I have 3 cats.", "I have 4 dogs.", null],
    ["I have 3 cats.", "I want 4 cats.", null],
    ["I have 3 cats.", "I keep 4 cats.", "supersedes ?"],
    ["I have 3 cats.", "I have 3 cats.", null],
    ["I've completed 40% of the draft.", "I've completed 75% of the draft.", "supersedes +"],
    ["I've completed 12 problems.", "I've completed 25 problems.", null],
  ];
  for (const [first, second, link] of rows)
    test(`${first} ${second}: ${link ?? "nothing"}`, () => assert.equal(linkOf(first, second), link));
});

suite("CL6: what only looks like an update is none", () => {
  const rows: readonly Row[] = [
    ["I've completed 50% of the draft.", "I want to complete 90% of the draft.", null],
    ["I have 3 cats.", "I have 2 of 4 cats.", null],
    ["I live in Porto.", "I want to live in Lisbon.", null],
    ["I live in Porto.", "I'm planning to live in Lisbon.", null],
    ["I live in Porto.", "I might live in Lisbon.", null],
  ];
  for (const [first, second, link] of rows)
    test(`${first} ${second}`, () => {
      const claims = conversation(first, second);
      assert.equal(linksAmong(claims, trusted)[0]?.kind ?? null, link);
    });
});

suite("CL7: a denial of the same ends what lasts, and contradicts what happened", () => {
  const rows: readonly Row[] = [
    ["I love coffee.", "I don't love coffee anymore.", "supersedes +"],
    ["I don't love coffee.", "I love coffee.", "supersedes +"],
    ["I love coffee.", "I don't love tea.", null],
    ["I live in Porto.", "I no longer live in Porto.", "supersedes +"],
    ["I visited Rome in May 2024.", "I've never visited Rome.", "conflicts +"],
    ["I've never visited Rome.", "I visited Rome in May 2024.", "conflicts +"],
    ["I've never visited Rome.", "I visited Rome.", "conflicts ?"],
    ["I've never visited Rome.", "I visited Rome on 1 February 2025.", "supersedes +"],
    ["I've never visited Rome.", "I visited Paris in May 2024.", null],
  ];
  for (const [first, second, link] of rows)
    test(`${first} ${second}: ${link ?? "nothing"}`, () => assert.equal(linkOf(first, second), link));
});

suite("CL8: a plan comes about, is made anew or is given up, and takes the place of no fact", () => {
  const rows: readonly Row[] = [
    ["I'm planning to visit Japan.", "I visited Japan.", "supersedes +"],
    ["I'm planning to visit Japan.", "I visited Peru.", null],
    ["I'm planning to visit Japan in May.", "I'm planning to visit Japan in June.", "supersedes +"],
    ["I visited Japan.", "I'm planning to visit Japan.", null],
    ["I'm planning to visit Japan.", "I've never visited Japan.", null],
    ["I'm going to visit Japan.", "I'm not going to visit Japan.", "supersedes +"],
    ["I'm planning to build a garden shed.", "I built a shed.", "supersedes +"],
    ["I'm planning to lose 10 pounds.", "I lost 3 pounds.", null],
    ["I'm planning to build a garden shed with solar panels.", "I built panels.", null],
  ];
  for (const [first, second, link] of rows)
    test(`${first} ${second}: ${link ?? "nothing"}`, () => assert.equal(linkOf(first, second), link));
});

test("CL5: a score, by hand: 0.95 for one at a time, both read right with 0.92, an update cue halves what lacks", () => {
  const [plain] = linksAmong(conversation("I live in Porto.", "I live in Lisbon."), trusted);
  assert.ok(Math.abs(plain!.score - 0.95 * 0.92 ** 2) < 1e-12);
  assert.deepEqual(plain!.reasons, ["one at a time", "recency"]);
  const [cued] = linksAmong(conversation("I live in Porto.", "I live in Lisbon now."), trusted);
  assert.ok(Math.abs(cued!.score - (1 + 0.95 * 0.92 ** 2) / 2) < 1e-12);
  assert.deepEqual(cued!.reasons, ["one at a time", "recency", "update cue"]);
});

test("CL5: another source's word of somebody counts 0.6 of their own, and a less trusted one contradicts", () => {
  const claims = [
    ...told(0, "2025-01-10", "Rita moved to Porto in May 2024.", "Ana"),
    ...told(1, "2025-02-10", "Rita moved to Faro in June 2024.", "Ben"),
  ];
  const [link] = linksAmong(claims, trusted);
  assert.equal(link?.kind, "supersedes");
  const alone = (1 + 0.95 * 0.87 ** 2) / 2;
  assert.ok(Math.abs(link.score - 0.6 * alone) < 1e-12);
  const [doubted] = linksAmong(claims, ({ source }) => (source === "Ben" ? 0.75 : 1));
  assert.equal(doubted?.kind, "conflicts");
  assert.ok(Math.abs(doubted.score - 0.75 * 0.6 * alone) < 1e-12);
  assert.deepEqual(doubted.reasons, [
    "one at a time",
    "recency",
    "update cue",
    "another source",
    "less trusted",
  ]);
});

test("CL5: two values in one breath contradict one another", () => {
  const claims = told(0, "2025-01-10", "My budget is $500. My budget is $800.");
  assert.deepEqual(
    linksAmong(claims, trusted).map(({ kind }) => kind),
    ["conflicts"],
  );
});

test("CL9: names that stand for one subject are one", () => {
  const claims = [
    ...told(0, "2025-01-10", "My sister Rita lives in Porto."),
    ...told(1, "2025-02-10", "Rita moved to Faro."),
    ...told(2, "2025-03-10", "I'm Ben Lee. My favorite character is Aragorn.", "user"),
  ];
  const who = whoIsWho(claims);
  assert.deepEqual(who("rita"), ["ana/sister", "rita"]);
  assert.deepEqual(who("ana/sister"), ["ana/sister", "rita"]);
  assert.deepEqual(who("user"), ["ben lee", "user"]);
  assert.deepEqual(who("aragorn"), ["aragorn"]);
  assert.equal(plainName("The O’Neill-Zoë"), "oneill zoe");
  assert.equal(linksAmong(claims, trusted).length, 1);
});

test("CL9: who has friends of two names has two friends, and neither is the other", () => {
  const claims = [
    ...told(0, "2025-01-10", "My friend Rita lives in Porto."),
    ...told(1, "2025-02-10", "My friend Bob lives in Rome."),
  ];
  const who = whoIsWho(claims);
  for (const name of ["rita", "bob", "ana/friend"]) assert.deepEqual(who(name), [name]);
  assert.deepEqual(linksAmong(claims, trusted), []);
});

test("CL3: a claim counts at a moment when it was said by then, or holds from a time by then", () => {
  const [lives] = told(0, "2025-06-10", "I live in Porto.");
  const [since] = told(0, "2025-06-10", "I've lived in Porto since January 2024.");
  const [visited] = told(0, "2025-06-10", "I visited Rome in May 2024.");
  const [went] = told(0, "2025-06-10", "I visited Rome.");
  const at = (claim: KeptClaim | undefined, date: string): boolean => countsAt(claim!, day(date));
  assert.deepEqual([at(lives, "2025-06-10"), at(lives, "2025-06-09")], [true, false]);
  assert.deepEqual([at(since, "2024-02-01"), at(since, "2023-12-31")], [true, false]);
  assert.deepEqual([at(visited, "2024-05-01"), at(visited, "2024-04-30")], [true, false]);
  assert.deepEqual([at(went, "2025-06-10"), at(went, "2025-06-09")], [true, false]);
});

/** The status of what was said, in its order. */
function statuses(claims: readonly KeptClaim[], asOf: string): readonly (KnownClaim["status"] | null)[] {
  const counting = claims.filter((claim) => countsAt(claim, day(asOf)));
  const found = statusesAt(counting, linksAmong(counting, trusted), day(asOf));
  return claims.map(({ id }) => found.get(id) ?? null);
}

test("CL4: status at a moment of world time", () => {
  const homes = conversation("I live in Porto.", "I've moved to Lisbon.", "I've moved to Rome.");
  assert.deepEqual(statuses(homes, "2025-01-20"), ["current", null, null]);
  assert.deepEqual(statuses(homes, "2025-02-20"), ["earlier", "current", null]);
  assert.deepEqual(statuses(homes, "2025-03-20"), ["earlier", "earlier", "current"]);
  const used = conversation("I used to live in Rome.", "I visited Rome in May 2024.");
  assert.deepEqual(statuses(used, "2025-12-01"), ["earlier", "current"]);
  const never = conversation("I've never visited Rome.", "I visited Rome in May 2024.");
  assert.deepEqual(statuses(never, "2025-12-01"), ["conflicting", "conflicting"]);
  const maybe = conversation("I've never visited Rome.", "I visited Rome.");
  assert.deepEqual(statuses(maybe, "2025-12-01"), ["doubtful", "doubtful"]);
  const plan = conversation("I'm planning to visit Japan in March 2026.");
  assert.deepEqual(statuses(plan, "2025-12-01"), ["current"]);
  assert.deepEqual(statuses(plan, "2026-04-01"), ["earlier"]);
  const back = conversation("I love coffee.", "I don't love coffee anymore.", "I love coffee again.");
  assert.deepEqual(statuses(back, "2025-12-01"), ["earlier", "earlier", "current"]);
});

const sayings = fc.constantFrom(
  ...["I live in Porto.", "I live in Lisbon now.", "I've moved to Rome.", "I no longer live in Porto."],
  ...["My budget is $500.", "I've raised my budget to $900.", "I have 3 cats.", "I have 4 cats."],
  ...["I love coffee.", "I don't love coffee.", "I've never visited Rome.", "I visited Rome in May 2024."],
  ...[
    "I'm planning to visit Rome in May.",
    "I'm planning to visit Rome in June.",
    "I'm Rita.",
    "Rita lives in Faro.",
  ],
);
const lines = fc.array(
  fc.record({ text: sayings, speaker: fc.constantFrom("Ana", "Ben"), day: fc.nat(20) }),
  {
    maxLength: 14,
  },
);

test("CL5: links are antisymmetric, from what was said later, in [0, 1], and independent of the order they come in", () => {
  fc.assert(
    fc.property(lines, (said) => {
      const claims = said.flatMap(({ text, speaker, day: on }, i) =>
        told(i, `2025-01-${String(on + 1).padStart(2, "0")}`, text, speaker),
      );
      const byId = new Map(claims.map((claim) => [claim.id, claim]));
      const links = linksAmong(claims, ({ source }) => (source === "Ana" ? 1 : 0.8));
      const pairs = new Set(links.map(({ from, to }) => `${from} ${to}`));
      assert.equal(pairs.size, links.length);
      for (const { from, to, score } of links) {
        assert.equal(pairs.has(`${to} ${from}`), false);
        assert.ok(byId.get(from)!.said >= byId.get(to)!.said);
        assert.ok(score >= 0.25 && score <= 1);
      }
      assert.deepEqual(
        linksAmong([...claims].reverse(), ({ source }) => (source === "Ana" ? 1 : 0.8)),
        links,
      );
    }),
  );
});

test("CL5: thousands of claims of one subject are linked in time that grows with their number", () => {
  const many = Array.from({ length: 3_000 }, (_, i) =>
    told(
      i,
      `2025-01-01T00:${String(i % 60).padStart(2, "0")}`,
      i % 50 === 0 ? "I don't like tea." : "I like tea.",
    ),
  ).flat();
  let asked = 0;
  linksAmong(many, () => ++asked && 1);
  // At most 32 before each are looked at, and each look asks twice.
  assert.ok(asked <= 2 * 32 * many.length, String(asked));
});

test("CL6: signs, by hand", () => {
  const signs = (text: string): readonly ClaimSign[] => told(0, "2025-01-10", text)[0]!.signs;
  assert.deepEqual(signs("I live in Porto now."), ["update"]);
  assert.deepEqual(signs("I've never been to Paris."), ["never"]);
  assert.deepEqual(signs("I completed 3 of 6 modules."), ["part"]);
  assert.deepEqual(signs("My goal is to run a marathon."), ["goal"]);
  assert.deepEqual(signs("I visit Rome every summer."), ["regular"]);
  assert.deepEqual(signs("I live in Porto."), []);
});
