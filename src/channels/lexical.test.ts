import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { episodeArbitrary, logOf, type Step, stepArbitrary } from "../../tests/contracts/arbitrary-log.ts";
import { derivedContract, Folder } from "../../tests/contracts/derived.ts";
import { plainScores } from "../../tests/contracts/plain-lexical.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis } from "../model/ids.ts";
import { type Scope, scopeAdmits } from "../model/scope.ts";
import { perception } from "../perception/perception.ts";
import type { Cue } from "../ports/proposer.ts";
import { LexicalChannel } from "./lexical.ts";
import { lexicalParameters as p } from "./lexical-parameters.ts";

derivedContract("lexical", () => new LexicalChannel("test"));

const cueArbitrary = fc
  .record({
    text: fc
      .array(
        fc.constantFrom(
          ..."when did i move to porto bread eggs marathon dentist friday ana ben zoë 2023 may you cafe 東京 running unknown".split(
            " ",
          ),
        ),
        { minLength: 1, maxLength: 7 },
      )
      .map((words) => words.join(" ")),
    asker: fc.constantFrom(null, "Ana", "assistant"),
  })
  .map(
    ({ text, asker }): Cue => ({
      text,
      asker,
      vector: null,
      features: perception.perceiveCue(text, 1_700_000_000_000 as Millis),
      now: 1_700_000_000_000 as Millis,
      k: 100,
    }),
  );

const scopes = fc.constantFrom<Scope>({}, { user: "u1" }, { user: "u2" }, { user: "u1", agent: "a1" });

/** What the channel says of the same: scores by id, best first. */
function channelScores(events: readonly LogEvent[], cue: Cue, scope: Scope): [string, number][] {
  const { module, register } = new Folder(() => new LexicalChannel("test")).fold(events).reopen();
  const visibility = register.visibility({ scope, from: null, to: null, kinds: null });
  const idAt = new Map(
    events.flatMap((event) =>
      event.type === "observed" ? [[register.ordinalOf(event.seq), event.id] as const] : [],
    ),
  );
  const { candidates } = module.propose!(cue, visibility);
  return candidates.map(({ ordinal, score }) => [idAt.get(ordinal)!, score]);
}

/** A session of several turns is what context needs: mostly observing. */
const talk = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: episodeArbitrary.map((episode): Step => ({ do: "observe", episode })) },
    { weight: 1, arbitrary: stepArbitrary },
  ),
  { minLength: 3, maxLength: 40 },
);

test("C1-C8: scores and ranking are those of the plain implementation", () => {
  fc.assert(
    fc.property(talk, cueArbitrary, scopes, (steps, cue, scope) => {
      const events = logOf(steps);
      const expected = plainScores(events, cue, scope);
      const actual = channelScores(events, cue, scope);
      assert.deepEqual(actual.map(([id]) => id).sort(), [...expected.keys()].sort());
      let before = Number.POSITIVE_INFINITY;
      for (const [id, score] of actual) {
        assert.ok(
          Math.abs(score - expected.get(id)!) <= 1e-9 * score,
          `${id}: ${score} is not ${expected.get(id)}`,
        );
        assert.ok(score <= before);
        before = score;
      }
    }),
    { numRuns: 300 },
  );
});

test("S5: an episode that the query may not see changes no score", () => {
  const observed = fc.array(
    episodeArbitrary.map((episode): Step => ({ do: "observe", episode })),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(observed, cueArbitrary, scopes, (steps, cue, scope) => {
      const visible = steps.filter((step) => step.do === "observe" && scopeAdmits(scope, step.episode.scope));
      const scores = (lived: readonly Step[]): number[] =>
        channelScores(logOf(lived), cue, scope).map(([, score]) => score);
      assert.deepEqual(scores(steps), scores(visible));
    }),
    { numRuns: 200 },
  );
});

const turn = (seq: number, text: string, more: object = {}): LogEvent =>
  ({
    type: "observed",
    seq,
    at: seq,
    id: `e${seq}`,
    episode: {
      id: `e${seq}`,
      kind: "utterance",
      time: 0,
      scope: {},
      content: [{ type: "text", text }],
      ...more,
    },
  }) as unknown as LogEvent;

const cueOf = (text: string, asker: string | null = null, k = 10): Cue => ({
  text,
  asker,
  vector: null,
  k,
  features: perception.perceiveCue(text, 0 as Millis),
  now: 0 as Millis,
});

test("C5: one term in one of three one-word episodes scores idf^power * f / (k1 + f), by hand", () => {
  const events = [turn(1, "marathon"), turn(2, "dentist"), turn(3, "bread")];
  const [[id, score]] = channelScores(events, cueOf("marathon"), {}) as [[string, number]];
  // N = 3, n = 1: ln(1 + 2.5 / 1.5) = 0.980829...; every length is average, so f = 1; one word of one.
  const expected = ((0.9808292530117262 ** p.idfPower * 1) / (p.k1 + 1)) * (1 / (1 + p.shortWords));
  assert.equal(id, "e1");
  assert.ok(Math.abs(score - expected) < 1e-12);
});

test("C8: equal scores rank the later episode first, and k cuts", () => {
  const events = [turn(1, "bread"), turn(2, "bread"), turn(3, "bread"), turn(4, "eggs")];
  assert.deepEqual(
    channelScores(events, cueOf("bread", null, 2), {}).map(([id]) => id),
    ["e3", "e2"],
  );
});

test("C4: a neighbour in the session is found by its neighbour's words, a stranger is not", () => {
  const session = { session: "s" };
  const events = [turn(1, "which marathon", session), turn(2, "the one in Lisbon", session), turn(3, "eggs")];
  assert.deepEqual(
    channelScores(events, cueOf("marathon"), {})
      .map(([id]) => id)
      .sort(),
    ["e1", "e2"],
  );
});

test("C7: who is named, and whom I stands for, is preferred", () => {
  const events = [
    turn(1, "bread for lunch", { speaker: "Ana" }),
    turn(2, "bread for lunch", { speaker: "Ben" }),
  ];
  const first = (cue: Cue): string => channelScores(events, cue, {})[0]![0];
  assert.equal(first(cueOf("what bread did Ana buy")), "e1");
  assert.equal(first(cueOf("what bread did Ben buy")), "e2");
  assert.equal(first(cueOf("what bread did I buy", "Ana")), "e1");
  assert.equal(first(cueOf("what bread did I buy", "Ben")), "e2");
});
