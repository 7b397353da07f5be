import { randomAt, streamOf } from "../../src/math/random.ts";
import type { BrainSet } from "../datasets/dataset.ts";
import { claimsOf } from "./claims.ts";
import { unseen } from "./maintenance-unseen.ts";

export const kinds = ["update", "cascade", "absence", "deletion", "conflict", "restoration"] as const;
export type Kind = (typeof kinds)[number];
/** What a case's first statement is about: `taste` and `thing` are claimed in the dialogue itself. */
export const topics = ["home", "work", "thing", "taste"] as const;
export type Topic = (typeof topics)[number];
export const depths = [1, 2, 3, 4] as const;

/** What a statement says, for the twin of a case that reads nothing. */
export interface Formal {
  readonly subject: string;
  readonly relation: string;
  readonly object: string;
  readonly denied?: boolean;
  /** The statement, by its place, whose object this one takes the place of; or that it contradicts. */
  readonly replaces?: number;
  readonly contradicts?: number;
}

/**
 * How the change is said. `loose`: as people may, in words that were written down before anything was tried on them
 * and kept as they are. `unseen`: by somebody who had not seen what reads them; nothing was tried on them since, nor
 * may be. What it rests on is told plainly in all.
 */
export const wordings = ["plain", "loose", "unseen"] as const;
export type Wording = (typeof wordings)[number];

/** A turn that is observed after the dialogue; or the erasure of an earlier one, by its place. */
export type Turn = { readonly text: string; readonly formal: Formal } | { readonly erases: number };

/** What is told, and what holds then at the case's depth: null where nothing is known, "open" where two are said. */
export interface Stage {
  readonly turns: readonly Turn[];
  readonly expected: string | null | "open";
}

export interface Case {
  readonly kind: Kind;
  readonly topic: Topic;
  readonly depth: number;
  readonly wording: Wording;
  /** Who says it all: `subjectKey` of the speaker, and how they are named in the data. */
  readonly key: string;
  readonly speaker: { readonly speaker?: string; readonly role?: string };
  /** What the dialogue claims, that `thing` and `taste` rest on. */
  readonly ground: Formal | null;
  /** Each told, then asked. */
  readonly stages: readonly Stage[];
  readonly cue: string;
  /** The predicate and all of its terms but the last, which is asked for. */
  readonly goal: readonly [predicate: string, ...terms: string[]];
  /** Everything that was ever said at this depth. */
  readonly said: readonly string[];
}

type Phrases = Readonly<Record<Wording, Readonly<Record<Topic, readonly string[]>>>>;

const moving: Phrases = {
  plain: {
    home: ["I moved to {B}.", "I live in {B} now.", "We've relocated to {B}."],
    work: ["I work at {B} now.", "I now work for {B}.", "I left {A} and I work at {B} now."],
    thing: ["My {thing} is in {B} now.", "My {thing} is now in {B}.", "I moved my {thing} to {B}."],
    taste: [],
  },
  loose: {
    home: ["I packed up and moved over to {B}.", "As of this week my home is {B}.", "We traded {A} for {B}."],
    work: ["I switched from {A} to {B}.", "I've started a new job at {B}.", "{B} hired me away from {A}."],
    thing: [
      "I had my {thing} brought to {B}.",
      "You'll find my {thing} in {B} these days.",
      "My {thing} went to {B}.",
    ],
    taste: [],
  },
  unseen: unseen.moving,
};
const ending: Phrases = {
  plain: {
    home: ["I no longer live in {A}.", "I don't live in {A} anymore.", "I moved away from {A}."],
    work: ["I no longer work at {A}.", "I don't work for {A} anymore.", "I quit {A}."],
    thing: ["I no longer have {object}.", "I sold my {thing}.", "I don't have {object} anymore."],
    taste: ["I no longer {verb} {object}.", "I don't {verb} {object} anymore."],
  },
  loose: {
    home: ["I gave up my place in {A}.", "{A} isn't home anymore.", "I've moved out of {A}."],
    work: ["{A} let me go.", "I handed in my notice at {A}.", "I was laid off from {A}."],
    thing: ["My {thing} is gone.", "I got rid of my {thing}.", "Somebody else has my {thing} now."],
    taste: ["I've gone off {object}.", "{object} does nothing for me anymore.", "I'm done with {object}."],
  },
  unseen: unseen.ending,
};
const returning: Phrases = {
  plain: {
    home: ["I live in {A} again.", "I moved back to {A}."],
    work: ["I work at {A} again.", "I went back to {A}."],
    thing: ["I have {object} again.", "I got my {thing} back."],
    taste: ["I {verb} {object} again.", "I {verb} {object} once more."],
  },
  loose: {
    home: ["I'm back in {A} for good.", "I've returned to {A}.", "{A} is home once more."],
    work: ["{A} took me back.", "I'm back at {A}.", "I rejoined {A}."],
    thing: ["My {thing} turned up again.", "I bought {object} once more.", "I'm a {thing} owner again."],
    taste: ["I'm into {object} again.", "I've rediscovered {object}.", "{object} is my thing again."],
  },
  unseen: unseen.returning,
};
/** The firm is elsewhere; the place is part of another. */
const relinking: Readonly<Record<Wording, Readonly<Record<"home" | "work", readonly string[]>>>> = {
  plain: {
    home: ["{A} is now part of {B}.", "{A} is part of {B} now."],
    work: ["{A} is now based in {B}.", "{A} has moved to {B}."],
  },
  loose: {
    home: ["{A} was handed over to {B}.", "{A} joined {B}.", "They redrew the map: {A} belongs to {B} now."],
    work: [
      "{A} packed up its offices for {B}.",
      "{A}'s headquarters are in {B} now.",
      "{A} opened its new seat in {B}.",
    ],
  },
  unseen: unseen.relinking,
};

/** Rules that a user would set for such questions. The others ship. */
export const suiteRules = `
loving(love). loving(like). loving(enjoy). loving(prefer).
likes(P, O) :- loving(R), claim(C, P, R, O), holds(C).
club(P, O, Place) :- likes(P, O), lives_in(P, Place).
keeps(P, O, Place) :- has(P, O), owned(C, P, O), claim(C, S, _, _), located_in(S, Place).
`;

type Chooser = <T>(from: readonly T[]) => T;

/** One case for each kind and depth, its topic in turn; the same for the same brain and seed. */
export function casesOf(brain: BrainSet, seed: number): readonly Case[] {
  const grounds = groundsIn(brain);
  const stream = streamOf(brain.name);
  const chooser = (key: number): Chooser => {
    let draws = 0;
    return (from) => from[Math.floor(randomAt(seed ^ stream, key, draws++) * from.length)]!;
  };
  // Words that came later leave the cases before them as they were.
  const choosers = { plain: chooser(1), unseen: chooser(2) };
  const name = (pick: Chooser): string => {
    const parts = [
      ["Vel", "Dor", "Kas", "Mur", "Tal", "Bren", "Sol", "Har"],
      ["mo", "ni", "ra", "ve", "lo"],
    ];
    return `${pick(parts[0]!)}${pick(parts[1]!)}${pick(["ra", "nia", "dale", "ton", "wick", "stad", "burg"])}`;
  };
  const names = (pick: Chooser): string[] => {
    const found = new Set<string>();
    while (found.size < 10) found.add(name(pick));
    return [...found];
  };
  const cases: Case[] = [];
  for (const [i, kind] of kinds.entries())
    for (const depth of depths) {
      if (depth === 1 && (kind === "cascade" || kind === "absence")) continue;
      // Every topic meets every kind and depth, in another brain.
      const wanted = topics[(i + depth + (stream >>> 0)) % topics.length]!;
      for (const topic of wanted === "thing" || wanted === "taste" ? [wanted, "home" as const] : [wanted]) {
        const ground = topic === "thing" || topic === "taste" ? grounds[topic] : grounds.home;
        if (ground.length === 0) continue;
        // A contradiction is said like what it contradicts.
        for (const wording of kind === "conflict" ? (["plain"] as const) : wordings) {
          const pick = choosers[wording === "unseen" ? "unseen" : "plain"];
          cases.push(caseOf({ kind, topic, depth, wording }, pick(ground), names(pick), pick));
        }
        break;
      }
    }
  return cases;
}

interface Ground {
  readonly key: string;
  readonly speaker: Case["speaker"];
  readonly formal: Formal | null;
  /** The verb and the thing as they were said. */
  readonly verb: string;
  readonly object: string;
}

/** What speakers claim that a case can rest on: something that they have, or like. */
function groundsIn({ items }: BrainSet): Readonly<Record<"home" | "thing" | "taste", readonly Ground[]>> {
  const home = new Map<string, Ground>();
  const thing = new Map<string, Ground>();
  const taste = new Map<string, Ground>();
  const denied = new Set<string>();
  for (const item of items)
    for (const { subject, relation, object, modality, polarity, valid } of claimsOf(item)) {
      if (subject.type !== "speaker") continue;
      const key = subject.name.toLowerCase();
      const speaker = {
        ...(item.speaker !== undefined && { speaker: item.speaker }),
        ...(item.role !== undefined && { role: item.role }),
      };
      home.set(key, { key, speaker, formal: null, verb: "", object: "" });
      const said = object.type === "concept" ? object.key : object.text.toLowerCase();
      const name = `${key} ${said}`;
      if (polarity === "denied") denied.add(name);
      if (modality !== "fact" || polarity === "denied" || valid.to !== null) continue;
      const formal = { subject: key, relation: relation.name, object: said };
      const ground = { key, speaker, formal, verb: relation.name, object: object.text };
      const isThing = object.type === "concept" && /^(?:a|an) [a-z]+(?: [a-z]+)?$/.test(object.text);
      if (/^(?:have|own|use|play|wear|drive|ride)$/.test(relation.name) && isThing) thing.set(name, ground);
      const isShort = object.type !== "quantity" && /^[a-z]+(?: [a-z]+)?$/.test(object.text);
      if (/^(?:love|like|enjoy|prefer)$/.test(relation.name) && isShort) taste.set(name, ground);
    }
  const kept = (grounds: Map<string, Ground>): Ground[] =>
    [...grounds].flatMap(([name, ground]) => (denied.has(name) ? [] : [ground]));
  return { home: kept(home), thing: kept(thing), taste: kept(taste) };
}

function caseOf(
  { kind, topic, depth, wording }: Pick<Case, "kind" | "topic" | "depth" | "wording">,
  ground: Ground,
  names: readonly string[],
  pick: Chooser,
): Case {
  const { key, speaker, formal } = ground;
  const [olds, news] = [names.slice(0, 5), names.slice(5)];
  const thing = ground.object.replace(/^(?:a|an) /, "");
  const say = (text: string, what: Formal): Turn => ({ text, formal: what });
  const subject = topic === "thing" ? `${key}/${thing}` : key;
  const relation = topic === "work" ? "work at" : topic === "thing" ? "be in" : "live in";
  const first = (place: string, extra: Partial<Formal> = {}): Formal => ({
    ...{ subject, relation, object: place.toLowerCase() },
    ...extra,
  });
  const base = (place: string): Turn =>
    say(
      {
        home: pick([`I live in ${place}.`, `I'm living in ${place}.`, `We live in ${place}.`]),
        taste: pick([`I live in ${place}.`, `I'm living in ${place}.`, `We live in ${place}.`]),
        work: pick([`I work at ${place}.`, `I work for ${place}.`, `I'm employed at ${place}.`]),
        thing: pick([`My ${thing} is in ${place}.`, `Our ${thing} is in ${place}.`]),
      }[topic],
      first(place),
    );
  const { verb, object } = ground;
  const phrase = (of: Phrases, old: string, place: string): string =>
    pick(of[wording][topic === "taste" && of === moving ? "home" : topic])
      .replaceAll("{A}", old)
      .replaceAll("{B}", place)
      .replaceAll("{thing}", thing)
      .replaceAll("{object}", object)
      .replaceAll("{verb}", verb);
  const moves = (old: string, place: string): Turn =>
    say(phrase(moving, old, place), first(place, { replaces: 0 }));
  const ends = (old: string): Turn =>
    say(phrase(ending, old, ""), { ...(formal ?? first(old)), denied: true });
  const again = (old: string): Turn => say(phrase(returning, old, ""), formal ?? first(old));
  /** From the second place on: what each is in. */
  const within = (places: readonly string[]): Turn[] =>
    places.slice(1, depth).map((place, i) => {
      const inner = places[i]!;
      const isFirm = topic === "work" && i === 0;
      const text = isFirm
        ? pick([`${inner} is based in ${place}.`, `${inner} is located in ${place}.`])
        : pick([`${inner} is in ${place}.`, `${inner} is part of ${place}.`]);
      const words = / (be|is) (based in|located in|in|part of) /.exec(text)![2]!;
      return say(text, {
        subject: inner.toLowerCase(),
        relation: `be ${words}`,
        object: place.toLowerCase(),
      });
    });
  /** The second link leads elsewhere. */
  const relinks = (place: string): Turn => {
    const inner = olds[0]!;
    const text = pick(relinking[wording][topic === "work" ? "work" : "home"])
      .replaceAll("{A}", inner)
      .replaceAll("{B}", place);
    const relation = topic === "work" ? "be based in" : "be part of";
    return say(text, { subject: inner.toLowerCase(), relation, object: place.toLowerCase(), replaces: 1 });
  };
  const before = [base(olds[0]!), ...within(olds)];
  const [was, other] = [olds[depth - 1]!, news[depth - 1]!];
  const contrary = say((base(news[0]!) as { text: string }).text, first(news[0]!, { contradicts: 0 }));
  const changes: Readonly<Record<Kind, readonly Stage[]>> = {
    update: [{ turns: [moves(olds[0]!, news[0]!), ...within(news)], expected: other }],
    cascade: [{ turns: [relinks(news[1]!), ...within(news).slice(1)], expected: other }],
    absence: [{ turns: [moves(olds[0]!, news[0]!)], expected: null }],
    deletion: [{ turns: [ends(olds[0]!)], expected: null }],
    conflict: [{ turns: [contrary, ...within(news)], expected: "open" }],
    restoration: pick([
      [
        { turns: [ends(olds[0]!)], expected: null },
        { turns: [again(olds[0]!)], expected: was },
      ],
      [
        { turns: [moves(olds[0]!, news[0]!), ...within(news)], expected: other },
        { turns: [{ erases: before.length }], expected: was },
      ],
    ]),
  };
  const stages = [{ turns: before, expected: was }, ...changes[kind]];
  const goal = {
    home: ["lives_in", key] as const,
    taste: ["club", key, formal?.object ?? ""] as const,
    work: depth === 1 ? (["works_for", key] as const) : (["works_in", key] as const),
    thing: ["keeps", key, thing] as const,
  }[topic];
  const cue = {
    home: depth === 1 ? "Where do I live?" : "Which region do I live in?",
    taste: `Where could I find a club for ${ground.object}?`,
    work: depth === 1 ? "Where do I work?" : "In which region do I work?",
    thing: depth === 1 ? `Where is my ${thing}?` : `In which region is my ${thing}?`,
  }[topic];
  const said = kind === "absence" || kind === "deletion" ? [was] : [was, other];
  return { kind, topic, depth, wording, key, speaker, ground: formal, stages, cue, goal, said };
}
