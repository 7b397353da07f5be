import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { episodeArbitrary, logOf, type Step, stepArbitrary } from "../../tests/contracts/arbitrary-log.ts";
import { derivedContract, Folder } from "../../tests/contracts/derived.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis } from "../model/ids.ts";
import { type Scope, scopeAdmits, scopeKey } from "../model/scope.ts";
import { perception } from "../perception/perception.ts";
import type { Features } from "../ports/features.ts";
import type { Cue } from "../ports/proposer.ts";
import { LexicalChannel } from "./lexical.ts";
import { lexicalParameters as p } from "./lexical-parameters.ts";
import { fieldMask, fields } from "./postings.ts";

derivedContract("lexical", () => new LexicalChannel("test"));

/** One episode as the plain implementation sees it. */
interface Plain {
  readonly id: string;
  readonly features: Features;
  readonly speaker: string | undefined;
  readonly role: string | undefined;
  readonly chain: string | null;
  readonly scope: Scope;
  readonly hidden: boolean;
}

/** What is left after the log: a list, filtered, in order. */
function plainEpisodes(events: readonly LogEvent[]): readonly Plain[] {
  const left = new Map<number, Plain>();
  for (const event of events) {
    if (event.type === "observed" && event.episode !== null) {
      const { speaker, role, session, scope } = event.episode;
      left.set(event.seq, {
        id: event.id,
        features: perception.perceive(event.episode),
        speaker,
        role,
        chain: session === undefined ? null : `${scopeKey(scope)}/${session}`,
        scope,
        hidden: false,
      });
    } else if (event.type === "erased") for (const { seq } of event.episodes) left.delete(seq);
    else if (event.type === "forgotten")
      for (const { seq } of event.episodes) {
        const episode = left.get(seq);
        if (episode !== undefined) left.set(seq, { ...episode, hidden: event.forgotten });
      }
  }
  return [...left.values()];
}

/**
 * SPEC C1-C8 word for word, with maps and loops: no postings, no columns, no scratch space. Scores by
 * id for every episode that has one.
 */
function plainScores(events: readonly LogEvent[], cue: Cue, scope: Scope): Map<string, number> {
  const all = plainEpisodes(events);
  const seen = all.filter((episode) => !episode.hidden && scopeAdmits(scope, episode.scope));
  const wordsOf = ({ features }: Plain): number =>
    features.text.words + features.caption.words + features.title.words;
  const count = (episode: Plain, field: (typeof fields)[number], term: string): number => {
    const { terms, counts } = episode.features[field];
    const at = terms.indexOf(term);
    return at < 0 ? 0 : Math.min(counts[at]!, fieldMask[field]);
  };
  const average = (field: (typeof fields)[number]): number => {
    const lengths = seen.map(({ features }) => features[field].words).filter((length) => length > 0);
    return lengths.length === 0 ? 0 : lengths.reduce((sum, length) => sum + length) / lengths.length;
  };
  const own = (episode: Plain, term: string): number =>
    fields.reduce((sum, field) => {
      const mean = average(field);
      const norm = mean === 0 ? 1 : 1 - p.b[field] + (p.b[field] * episode.features[field].words) / mean;
      return sum + (p.weight[field] * count(episode, field, term)) / norm;
    }, 0);
  const context = (episode: Plain, term: string): number => {
    if (episode.chain === null) return 0;
    const chain = all.filter(({ chain }) => chain === episode.chain);
    const at = chain.indexOf(episode);
    let sum = 0;
    for (const direction of [-1, 1]) {
      let between = Math.floor(wordsOf(episode) / 2);
      for (let step = 1; step <= p.contextTurns; step++) {
        const neighbour = chain[at + direction * step];
        if (neighbour === undefined) break;
        const distance = between + Math.floor(wordsOf(neighbour) / 2);
        const weight = p.contextWeight * Math.exp(-distance / p.contextWords);
        if (weight < p.leastContext) break;
        between += wordsOf(neighbour);
        if (neighbour.hidden) continue;
        const spoken = count(neighbour, "text", term) + p.weight.caption * count(neighbour, "caption", term);
        sum += weight * spoken * (direction === 1 ? p.contextBackward : 1);
      }
    }
    return sum;
  };
  const scores = new Map<string, number>();
  for (const term of new Set([...cue.features.terms, ...cue.features.dateTerms])) {
    const holders = seen.filter((episode) => fields.some((field) => count(episode, field, term) > 0)).length;
    const idf = Math.log(1 + (seen.length - holders + 0.5) / (holders + 0.5)) ** p.idfPower;
    for (const episode of seen) {
      const f = own(episode, term) + context(episode, term);
      if (f > 0) scores.set(episode.id, (scores.get(episode.id) ?? 0) + (idf * f) / (p.k1 + f));
    }
  }
  const said = new Set([...cue.features.words, ...cue.features.terms]);
  const self = cue.features.self && !cue.features.addressee ? (cue.asker ?? "user") : null;
  for (const episode of seen) {
    const score = scores.get(episode.id);
    if (score === undefined) continue;
    const words = wordsOf(episode);
    const named = episode.features.speaker.terms.some((term) => said.has(term));
    const isSelf = self !== null && (episode.speaker === self || episode.role === self);
    const boost = named || isSelf ? p.speakerBoost : 1;
    scores.set(episode.id, score * boost * (words / (words + p.shortWords)));
  }
  return scores;
}

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
