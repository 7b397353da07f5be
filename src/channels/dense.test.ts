import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  episodeArbitrary,
  logOf,
  neverHeld,
  outside as recordedEncoder,
  type Step,
  stepArbitrary,
} from "../../tests/contracts/arbitrary-log.ts";
import { derivedContract, Folder, hashOf } from "../../tests/contracts/derived.ts";
import { createDenseKernel } from "../kernels/dense.ts";
import { ScalarDenseKernel } from "../kernels/dense-scalar.ts";
import { streamOf } from "../math/random.ts";
import { renderText } from "../model/episode.ts";
import type { LogEvent } from "../model/event.ts";
import type { Millis, Ordinal, Seq } from "../model/ids.ts";
import { type Scope, scopeAdmits, scopeKey } from "../model/scope.ts";
import { perception } from "../perception/perception.ts";
import type { Encoder } from "../ports/encoder.ts";
import type { CreateDenseKernel } from "../ports/kernels.ts";
import type { Candidates, Cue } from "../ports/proposer.ts";
import { DenseChannel } from "./dense.ts";
import { encodedText, encodedTexts } from "./encoded-text.ts";

const DIMENSIONS = 20;

/** A sum of one made-up direction a word, at length 1: texts that share words point the same way. */
function vectorOf(text: string): Float32Array {
  const sum = new Float32Array(DIMENSIONS);
  for (const word of text.toLowerCase().match(/\p{L}+|\d+/gu) ?? [])
    for (let i = 0; i < DIMENSIONS; i++) sum[i]! += Math.sin(streamOf(`${word}/${i}`));
  const length = Math.hypot(...sum);
  return length === 0 ? sum : sum.map((x) => x / length);
}

const inside: Encoder = {
  id: "words",
  dimensions: DIMENSIONS,
  encode: async (texts) => texts.map(vectorOf),
  encodeNow: vectorOf,
};
const { encodeNow: _, ...outside } = inside;
/** The one whose vectors the contract's lives record. */
const recorded: Encoder = { ...recordedEncoder, encode: async () => [] };

const scalar: CreateDenseKernel = (dimensions, bits) => new ScalarDenseKernel(dimensions, bits);

const cueOf = (text: string, k = 100): Cue => ({
  text,
  asker: null,
  vector: vectorOf(text),
  features: perception.perceiveCue(text, 0 as Millis),
  now: 0 as Millis,
  k,
});

const cues = fc
  .array(fc.constantFrom(..."ana moved porto bread eggs marathon dentist friday 東京".split(" ")), {
    minLength: 1,
    maxLength: 4,
  })
  .map((words) => cueOf(words.join(" ")));

const scopes = fc.constantFrom<Scope>({}, { user: "u1" }, { user: "u2" }, { user: "u1", agent: "a1" });

/** Of several sentences, some of them questions; of two sessions mostly. */
const talkative = fc
  .tuple(episodeArbitrary, fc.array(fc.constantFrom(". ", "? ", "!\n", " "), { maxLength: 6 }))
  .map(([episode, joints]) => {
    const words = renderText(episode).split(" ");
    const text = words.map((word, i) => word + (i % 3 === 2 ? (joints[i % 7] ?? " ") : " ")).join("");
    return { ...episode, content: [{ type: "text" as const, text: text.trim() }] };
  });

const life = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: talkative.map((episode): Step => ({ do: "observe", episode })) },
    { weight: 1, arbitrary: stepArbitrary },
  ),
  { minLength: 3, maxLength: 40 },
);

interface Asked {
  readonly found: Candidates;
  /** id -> score, best first. */
  readonly scores: readonly (readonly [string, number])[];
  readonly rowOf: (id: string) => Ordinal;
}

function ask(
  events: readonly LogEvent[],
  cue: Cue,
  scope: Scope,
  encoder: Encoder = inside,
  create: CreateDenseKernel = createDenseKernel,
): Asked {
  const { module, register } = new Folder(() => new DenseChannel(encoder, create, "1")).fold(events).reopen();
  const found = module.propose!(cue, register.visibility({ scope, from: null, to: null, kinds: null }));
  const rows = new Map(
    events.flatMap((event) =>
      event.type === "observed" ? [[event.id as string, register.ordinalOf(event.seq)!] as const] : [],
    ),
  );
  const ids = new Map([...rows].map(([id, row]) => [row, id]));
  return {
    found,
    scores: found.candidates.map(({ ordinal, score }) => [ids.get(ordinal)!, score]),
    rowOf: (id) => rows.get(id)!,
  };
}

/**
 * The same by the definition: wholes as they were, statements in four bits, sessions as lists, in the order of the log. What may be
 * seen, and its score.
 */
function plainScores(events: readonly LogEvent[], cue: Cue, scope: Scope): Map<string, number> {
  const kept = neverHeld(events);
  const hidden = new Set<string>();
  for (const event of kept)
    if (event.type === "forgotten")
      for (const { id } of event.episodes) event.forgotten ? hidden.add(id) : hidden.delete(id);
  const turns = kept.flatMap((event) =>
    event.type === "observed" && event.episode !== null ? [event.episode] : [],
  );
  const scores = new Map<string, number>();
  for (const turn of turns) {
    const { whole, statements } = encodedText(turn);
    const vector = vectorOf(whole);
    if (!scopeAdmits(scope, turn.scope) || hidden.has(turn.id) || isZero(vector)) continue;
    const session = turns.filter(
      (other) =>
        turn.session !== undefined &&
        other.session === turn.session &&
        scopeKey(other.scope) === scopeKey(turn.scope),
    );
    const at = session.indexOf(turn);
    const context = [...vector];
    for (const side of at < 0 ? [] : [session.slice(0, at).reverse(), session.slice(at + 1)]) {
      let between = 0;
      for (const other of side.slice(0, 8)) {
        const words = [turn, other].map((one) => encodedText(one).whole.split(/\s+/).length);
        const weight = 0.3 * Math.exp(-(words[0]! / 2 + between + words[1]! / 2) / 75);
        if (weight < 0.05) break;
        between += words[1]!;
        if (hidden.has(other.id)) continue;
        for (const [i, x] of vectorOf(encodedText(other).whole).entries()) context[i]! += weight * x;
      }
    }
    const stated = statements.map(({ text }) => {
      // The whole plays both parts where it is the one statement.
      const read = text === whole ? vector : coarse(vectorOf(text));
      return dot(read, cue.vector!) * (1 - 2 / (2 + text.split(/\s+/).length));
    });
    scores.set(turn.id, (dot(context, cue.vector!) / Math.hypot(...context) + Math.max(0, ...stated)) / 2);
  }
  return scores;
}

const dot = (a: Iterable<number>, b: Float32Array): number => {
  let sum = 0;
  for (const [i, x] of [...a].entries()) sum += x * b[i]!;
  return sum;
};
/** In fifteen steps a number, at length 1 again. */
function coarse(vector: Float32Array): Float32Array {
  const step = Math.max(...vector.map(Math.abs)) / 7;
  const steps = vector.map((x) => (step === 0 ? 0 : Math.round(x / step)));
  const length = Math.hypot(...steps);
  return steps.map((x) => (length === 0 ? 0 : x / length));
}
const isZero = (vector: Float32Array): boolean => vector.every((x) => x === 0);

/** What an outside encoder has the log say: an event for each episode, right after it or at the end. */
function withVectors(events: readonly LogEvent[], late: boolean): readonly LogEvent[] {
  const said = (event: LogEvent): LogEvent[] =>
    event.type !== "observed" || event.episode === null
      ? []
      : [
          {
            type: "encoded",
            encoder: outside.id,
            episode: { id: event.id, seq: event.seq },
            vector: Float32Array.from(encodedTexts(event.episode).flatMap((text) => [...vectorOf(text)])),
            at: event.at,
            seq: (event.seq + 1 + (late ? 1e6 : 0)) as Seq,
          },
        ];
  return late ? [...events, ...events.flatMap(said)] : events.flatMap((event) => [event, ...said(event)]);
}

derivedContract("dense", () => new DenseChannel(inside, createDenseKernel, "1"));
derivedContract("dense, vectors in the log", () => new DenseChannel(recorded, createDenseKernel, "1"));

test("D1-D3: vectors that the log brings, at once or late, leave the state of an encoder that is asked", () => {
  const hash = (events: readonly LogEvent[], encoder: Encoder): string =>
    hashOf(new Folder(() => new DenseChannel(encoder, createDenseKernel, "1")).fold(events).reopen().module);
  fc.assert(
    fc.property(life, fc.boolean(), (steps, late) => {
      const events = logOf(steps);
      assert.equal(hash(withVectors(events, late), outside), hash(events, inside));
      assert.equal(hash(withVectors(neverHeld(events), late), outside), hash(events, inside));
    }),
    { numRuns: 100 },
  );
});

test("G6: the ranking is that of an exact search over wholes as they were and coarse statements, to the codes' precision", () => {
  fc.assert(
    fc.property(life, cues, scopes, (steps, cue, scope) => {
      const events = logOf(steps);
      const expected = plainScores(events, cue, scope);
      const { scores } = ask(events, cue, scope);
      assert.deepEqual(scores.map(([id]) => id).sort(), [...expected.keys()].sort());
      let before = Number.POSITIVE_INFINITY;
      for (const [id, score] of scores) {
        assert.ok(Math.abs(score - expected.get(id)!) < 0.01, `${id}: ${score} is not ${expected.get(id)}`);
        assert.ok(score <= before);
        before = score;
      }
    }),
    { numRuns: 200 },
  );
});

test("G4: with SIMD and without, candidates, checkpoint and hash are the same, bit for bit", () => {
  fc.assert(
    fc.property(life, cues, scopes, (steps, cue, scope) => {
      const events = logOf(steps);
      assert.deepEqual(ask(events, cue, scope).scores, ask(events, cue, scope, inside, scalar).scores);
      const [one, other] = [createDenseKernel, scalar].map(
        (create) => new Folder(() => new DenseChannel(inside, create, "1")).fold(events).module,
      );
      assert.equal(hashOf(one!), hashOf(other!));
      assert.deepEqual(
        Buffer.concat([...one!.checkpoint()]).compare(Buffer.concat([...other!.checkpoint()])),
        0,
      );
    }),
    { numRuns: 50 },
  );
});

test("G12: what is kept of a row's context goes when the row or one beside it changes", () => {
  fc.assert(
    fc.property(life, fc.nat(), cues, scopes, (steps, cut, cue, scope) => {
      const events = logOf(steps);
      const folder = (): Folder => new Folder(() => new DenseChannel(inside, createDenseKernel, "1"));
      const found = ({ module, register }: Folder): Candidates["candidates"] =>
        module.propose!(cue, register.visibility({ scope, from: null, to: null, kinds: null })).candidates;
      const asked = folder().fold(events.slice(0, cut % (events.length + 1)));
      found(asked);
      asked.fold(events.slice(cut % (events.length + 1)));
      assert.deepEqual(found(asked), found(folder().fold(events)));
    }),
    { numRuns: 100 },
  );
});

test("S5: an episode that the query may not see changes nothing", () => {
  fc.assert(
    fc.property(life, cues, scopes, (steps, cue, scope) => {
      const observed = steps.filter((step) => step.do === "observe");
      const visible = observed.filter((step) => scopeAdmits(scope, step.episode.scope));
      const scores = (lived: readonly Step[]): number[] =>
        ask(logOf(lived), { ...cue, k: 3 }, scope).scores.map(([, score]) => score);
      assert.deepEqual(scores(observed), scores(visible));
    }),
    { numRuns: 100 },
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
      time: seq,
      scope: {},
      content: [{ type: "text", text }],
      ...more,
    },
  }) as unknown as LogEvent;

const about = (type: "erased" | "forgotten", seq: number, of: number, forgotten = true): LogEvent =>
  ({ type, seq, at: seq, episodes: [{ id: `e${of}`, seq: of }], forgotten }) as unknown as LogEvent;

test("G7: candidates are the nearest k of those that are seen, later rows first among equals", () => {
  const events = [
    turn(1, "bread"),
    turn(2, "bread"),
    turn(3, "eggs bread"),
    turn(4, "bread"),
    turn(5, "dentist"),
  ];
  const ids = (k: number): string[] => ask(events, cueOf("bread", k), {}).scores.map(([id]) => id);
  assert.deepEqual(ids(2), ["e4", "e2"]);
  assert.deepEqual(ids(4), ["e4", "e2", "e1", "e3"]);
});

test("G8: any row's score can be asked for: a candidate's is its own, of what is not seen it is 0", () => {
  const events = [
    turn(1, "bread"),
    turn(2, "bread eggs"),
    turn(3, "bread", { scope: { user: "other" } }),
    turn(4, "bread"),
    turn(5, "bread"),
    turn(6, "..."),
    about("forgotten", 7, 4),
    about("erased", 8, 5),
  ];
  const { found, scores, rowOf } = ask(events, cueOf("bread", 1), {});
  assert.deepEqual(scores, [["e1", found.scoreOf!(rowOf("e1"))]]);
  // One word states nothing: half of the cosine 1.
  assert.ok(Math.abs(scores[0]![1] - 0.5) < 1e-4);
  const second = found.scoreOf!(rowOf("e2"));
  assert.ok(second > 0.05 && second < 0.49, "no candidate, and scored all the same");
  for (const id of ["e3", "e4", "e5", "e6"]) assert.equal(found.scoreOf!(rowOf(id)), 0, id);
  assert.equal(found.scoreOf!(99 as Ordinal), 0, "a row that no episode has");
  assert.deepEqual(found.explain(rowOf("e2")), [
    { what: "half the cosine with it in its context", weight: second },
    { what: "half the cosine with what it states", weight: 0 },
  ]);
});

test("coverage is the greater cosine where it is positive, else 0", () => {
  const opposite = { ...cueOf("bread"), vector: vectorOf("bread").map((x) => -x) };
  const [candidate] = ask([turn(1, "bread")], opposite, {}).found.candidates;
  assert.ok(Math.abs(candidate!.score + 0.5) < 1e-4);
  assert.equal(candidate!.coverage, 0);
  const [same] = ask([turn(1, "bread")], cueOf("bread"), {}).found.candidates;
  assert.ok(same!.coverage > 0.9999 && same!.coverage <= 1);
});

test("G9: no vector of the cue, no candidates; one that says nothing, none; one of other dimensions throws", () => {
  const events = [turn(1, "bread")];
  for (const vector of [null, new Float32Array(DIMENSIONS)]) {
    const { found, rowOf } = ask(events, { ...cueOf("bread"), vector }, {});
    assert.deepEqual(found.candidates, []);
    assert.equal(found.scoreOf!(rowOf("e1")), 0);
  }
  assert.throws(() => ask(events, { ...cueOf("bread"), vector: new Float32Array(3) }, {}), RangeError);
});

test("G13: visibility is asked only of rows whose wholes are the best 8 k so far", () => {
  const events = Array.from({ length: 200 }, (_, i) => turn(i + 1, i < 8 ? "bread" : `dentist ${i}`));
  const { module, register } = new Folder(() => new DenseChannel(inside, createDenseKernel, "1")).fold(
    events,
  );
  const visibility = register.visibility({ scope: {}, from: null, to: null, kinds: null });
  let asked = 0;
  const admits = (row: Ordinal): boolean => {
    asked++;
    return visibility.admits(row);
  };
  module.propose!(cueOf("bread", 1), { ...visibility, admits });
  assert.equal(asked, 8);
});

test("S5: rows that are not seen or forgotten are not even read, however high they would rank", () => {
  const read: number[] = [];
  const create: CreateDenseKernel = (dimensions, bits) => {
    const kernel = new ScalarDenseKernel(dimensions, bits);
    const dots = kernel.dots.bind(kernel);
    kernel.dots = (query, first, end) => {
      for (let row = first; row < end; row++) read.push(row);
      return dots(query, first, end);
    };
    return kernel;
  };
  const events = [
    turn(1, "bread", { scope: { user: "other" } }),
    turn(2, "eggs"),
    turn(3, "bread"),
    turn(4, "bread"),
    turn(5, "dentist"),
    about("forgotten", 6, 3),
    about("erased", 7, 4),
  ];
  const { module, register } = new Folder(() => new DenseChannel(inside, create, "1")).fold(events);
  const visibility = register.visibility({ scope: {}, from: null, to: null, kinds: null });
  const asked: number[] = [];
  const admits = (row: Ordinal): boolean => asked.push(row) > 0 && visibility.admits(row);
  module.propose!(cueOf("bread"), { ...visibility, admits });
  assert.deepEqual(read, [1, 4]);
  assert.deepEqual(asked, [1, 4]);
});

test("an encoder's vectors are its own: another id re-derives, and another encoder's events are not taken", () => {
  const channel = (id: string): DenseChannel => new DenseChannel({ ...outside, id }, createDenseKernel, "1");
  assert.notEqual(channel("a").manifest.version, channel("b").manifest.version);
  const events = withVectors([turn(1, "bread")], false);
  assert.equal(ask(events, cueOf("bread"), {}, outside).scores.length, 1);
  assert.equal(ask(events, cueOf("bread"), {}, { ...outside, id: "b" }).scores.length, 0);
  const other = [events[0]!, { ...events[1]!, vector: vectorOf("dentist") } as LogEvent];
  const [[, asked]] = ask(other, cueOf("bread"), {}).scores as [[string, number]];
  assert.ok(asked > 0.499, "an encoder that can be asked is, whatever the log has of it");
  const short = [...events.slice(0, 1), { ...events[1]!, vector: new Float32Array(3) } as LogEvent];
  assert.throws(() => ask(short, cueOf("bread"), {}, outside), RangeError);
});

test("D3: a vector that comes after its episode was erased is not taken, and the codes of an erased one are zero", () => {
  const said = turn(1, "Ana moved to Porto. Ben ate all bread.");
  const [observed, encoded] = withVectors([said], false) as [LogEvent, LogEvent];
  const kernels: ScalarDenseKernel[] = [];
  const create: CreateDenseKernel = (dimensions, bits) => {
    kernels.push(new ScalarDenseKernel(dimensions, bits));
    return kernels.at(-1)!;
  };
  const empty = hashOf(new Folder(() => new DenseChannel(outside, create, "1")).module);
  for (const events of [
    [observed, encoded, about("erased", 3, 1)],
    [observed, about("erased", 3, 1), { ...encoded, seq: 4 as Seq }],
  ]) {
    const folded = new Folder(() => new DenseChannel(outside, create, "1")).fold(events.slice(0, 2));
    const written = kernels.slice(-2);
    assert.deepEqual(
      written.map((kernel) => kernel.rows),
      [1, 2],
    );
    const isEmpty = (): boolean =>
      written.every((kernel) => kernel.read(0, kernel.rows).every((code) => code === 0));
    if (events[1] === encoded) assert.equal(isEmpty(), false);
    folded.fold(events.slice(2));
    assert.equal(isEmpty(), true);
    assert.equal(hashOf(folded.module), empty);
  }
});

test("a checkpoint comes in pieces of at most a megabyte, and is a copy of the codes with a small head", () => {
  const wide: Encoder = { ...inside, dimensions: 384, encodeNow: () => new Float32Array(384).fill(0.05) };
  const events = Array.from({ length: 6_000 }, (_, i) => turn(i + 1, "x"));
  const { module } = new Folder(() => new DenseChannel(wide, createDenseKernel, "1")).fold(events);
  const pieces = [...module.checkpoint()].map((piece) => piece.length);
  assert.ok(Math.max(...pieces) <= 1 << 20);
  const total = pieces.reduce((sum, piece) => sum + piece, 0);
  assert.ok(total - 6_000 * 384 < 6_000 * 12, `${total}`);
});

test("a damaged checkpoint is refused", () => {
  const { module } = new Folder(() => new DenseChannel(inside, createDenseKernel, "1")).fold([
    turn(1, "bread"),
  ]);
  const bytes = Buffer.concat([...module.checkpoint()]);
  assert.throws(() => module.restore(bytes.subarray(0, -1)), RangeError);
  assert.throws(() => module.restore(Buffer.concat([bytes, Buffer.of(0)])), RangeError);
});

test("G10: what is encoded of an episode: the whole with title and caption, then what it states; not who says it", () => {
  const content = [
    { type: "text" as const, text: "I ran it. Did you? It took ages!" },
    { type: "structured" as const, data: { km: 42 } },
  ];
  assert.deepEqual(encodedTexts({ content }), [
    "I ran it. Did you? It took ages!\nkm: 42",
    "I ran it.",
    "It took ages!",
  ]);
  assert.deepEqual(encodedTexts({ title: "Lisbon", content, caption: "a medal" }), [
    "Lisbon. I ran it. Did you? It took ages!\nkm: 42 a medal",
    "Lisbon. I ran it.",
    "Lisbon. It took ages!",
    "Lisbon. a medal",
  ]);
  assert.deepEqual(encodedTexts({ title: "Lisbon", content: [] }), ["Lisbon"]);
  assert.deepEqual(encodedText({ content: [{ type: "text", text: "I ran all of it." }] }), {
    whole: "I ran all of it.",
    statements: [{ text: "I ran all of it.", words: 5 }],
  });
});

test("G10: where the whole is the one statement, one text plays both parts", () => {
  const said = (text: string): readonly string[] => encodedTexts({ content: [{ type: "text", text }] });
  assert.deepEqual(said("I ran all of it."), ["I ran all of it."]);
  assert.deepEqual(said("Wow! I ran all of it."), ["Wow! I ran all of it.", "I ran all of it."]);
  assert.deepEqual(said("Did you run all of it?"), ["Did you run all of it?"]);
});

/** Answers from a table: the first axis is the cue's. */
const byTable = (table: Readonly<Record<string, readonly number[]>>): Encoder => ({
  id: "table",
  dimensions: 4,
  encode: async () => [],
  encodeNow: (text) => Float32Array.from(table[text] ?? [0, 0, 0, 1]),
});

const firstAxis: Cue = { ...cueOf("x"), vector: Float32Array.of(1, 0, 0, 0) };

test("G11: the score is half the cosine in context and half the nearest statement's by its words", () => {
  const table = {
    "Yes. I ran all of it. It did not rain there.": [0.6, 0.8, 0, 0],
    "I ran all of it.": [0.8, 0, 0.6, 0],
    "It did not rain there.": [-1, 0, 0, 0],
    "I ran it with Bo.": [0.28, 0.96, 0, 0],
    "Did you run with Bo?": [1, 0, 0, 0],
  };
  const texts = Object.keys(table);
  const events = [turn(1, texts[0]!), turn(2, texts[3]!), turn(3, texts[4]!)];
  const scores = new Map(ask(events, firstAxis, {}, byTable(table)).scores);
  const near = (id: string, expected: number): void =>
    assert.ok(Math.abs(scores.get(id)! - expected) < 0.003, `${id}: ${scores.get(id)}`);
  // In four bits 0.8 and 0.6 are 7 and 5 (5.25), of length √74. Five words of a statement weigh 5 / 7.
  near("e1", (0.6 + ((7 / Math.sqrt(74)) * 5) / 7) / 2);
  near("e2", (0.28 + (0.28 * 5) / 7) / 2);
  near("e3", (1 + 0) / 2);
});

test("G13: statements are looked at of the 8 k whose wholes are nearest", () => {
  const long = "Yes. I ran all of it.";
  const others = (count: number): readonly LogEvent[] =>
    Array.from({ length: count }, (_, i) => turn(i + 2, "Are you?"));
  const table = { [long]: [0.6, 0.8, 0, 0], "I ran all of it.": [1, 0, 0, 0], "Are you?": [0.8, 0.6, 0, 0] };
  const first = (count: number): string =>
    ask([turn(1, long), ...others(count)], { ...firstAxis, k: 1 }, {}, byTable(table)).scores[0]![0];
  // 0.6 + 5 / 7 against 0.8.
  assert.equal(first(7), "e1");
  assert.equal(first(8), "e9");
});

test("G12: neighbours in the session turn a row's vector, by the words between them", () => {
  const table = { "a b": [0, 1, 0, 0], "c d": [1, 0, 0, 0], "e f": [0, 0, 1, 0] };
  const far = Array.from({ length: 134 }, () => "w").join(" ");
  const session = { session: "s" };
  const events = [turn(1, "c d", session), turn(2, "a b", session), turn(3, "e f", session)];
  const scores = (of: readonly LogEvent[]): Map<string, number> =>
    new Map(ask(of, firstAxis, {}, byTable(table)).scores);
  // Two words from middle to middle, four to the one after the next.
  const [one, two] = [0.3 * Math.exp(-2 / 75), 0.3 * Math.exp(-4 / 75)];
  const near = (found: number, expected: number): void =>
    assert.ok(Math.abs(found - expected) < 0.003, `${found} is not ${expected}`);
  const inSession = scores(events);
  near(inSession.get("e2")!, one / Math.hypot(1, one, one) / 2);
  near(inSession.get("e3")!, two / Math.hypot(1, one, two) / 2);
  near(inSession.get("e1")!, 1 / Math.hypot(1, one, two) / 2);
  const apart = [turn(1, "c d", session), turn(2, far, session), turn(3, "a b", session)];
  near(scores(apart).get("e3")!, 0);
  const others = { session: "s", scope: { user: "other" } };
  near(scores([turn(1, "c d", others), turn(2, "a b", session)]).get("e2")!, 0);
  near(scores([...events, about("forgotten", 9, 1)]).get("e2")!, 0);
  near(scores([...events, about("erased", 9, 1)]).get("e2")!, 0);
});

test("G12: at most eight neighbours on each side, however short", () => {
  const table = { a: [0, 1, 0, 0], b: [0, 0, 1, 0], c: [1, 0, 0, 0] };
  const said = (between: number): number => {
    const texts = ["c", ...Array.from({ length: between }, () => "b"), "a"];
    const events = texts.map((text, i) => turn(i + 1, text, { session: "s" }));
    return new Map(ask(events, firstAxis, {}, byTable(table)).scores).get(`e${texts.length}`)!;
  };
  assert.ok(said(7) > 0.03);
  assert.equal(said(8), 0);
});

test("G10: vectors of other statements than the row's count for the whole alone", () => {
  const long = "I ran all of it. It did not rain there.";
  const [observed, encoded] = withVectors([turn(1, long)], false) as [
    LogEvent,
    LogEvent & { vector: Float32Array },
  ];
  const said = (vector: Float32Array): number =>
    ask([observed, { ...encoded, vector } as LogEvent], cueOf("I ran all of it."), {}, outside).scores[0]![1];
  assert.equal(encoded.vector.length, 3 * DIMENSIONS);
  const whole = dot(vectorOf(long), vectorOf("I ran all of it."));
  assert.ok(Math.abs(said(encoded.vector) - (whole + 5 / 7) / 2) < 0.01);
  for (const length of [1, 2, 4]) {
    const other = new Float32Array(length * DIMENSIONS).fill(1);
    other.set(vectorOf(long));
    assert.ok(Math.abs(said(other) - whole / 2) < 0.01);
  }
});
