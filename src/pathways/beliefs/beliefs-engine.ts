import { type Assertion, Datalog, type Effort, type Update } from "../../logic/datalog.ts";
import { parseProgram } from "../../logic/parse.ts";
import { compareFacts, type Fact, type Literal, type Rule, signatureOf } from "../../logic/syntax.ts";
import { subjectKey } from "../../model/claim.ts";
import type { Millis } from "../../model/ids.ts";
import type { ClaimId, ClaimLink, Conclusion } from "../../model/truth.ts";
import type { KeptClaim } from "../../ports/claim-keeper.ts";
import { isSliceOver, nextTurn } from "../fold/time-slice.ts";
import { factsOf, givenPredicates, lieOf, millisPerDay, turnsOf, yearAndDay } from "./beliefs-facts.ts";
import { conclusionRules, standingRules } from "./beliefs-rules.ts";
import { slowly } from "./beliefs-slices.ts";
import { conclusionsOf, type Standing } from "./beliefs-worth.ts";

/** What is to be reasoned about: claims, how they bear on one another, and the moment of world time. */
export interface World {
  readonly claims: readonly KeptClaim[];
  readonly links: readonly ClaimLink[];
  readonly asOf: Millis;
  trustOf(claim: KeptClaim): number;
}

/** From this score on a link takes the older claim's place; below, the claim stays and is doubtful. */
export const certainLink = 0.8;
/** Claims that are taken in or taken back in one go. */
const CLAIMS_A_STEP = 64;
/**
 * The claims of 100,000 episodes come to about 600,000 facts. `steps` are those of one go, which takes some thousands,
 * or of one answer with all of its reasons, which looks at each fact some times.
 */
const budget = { facts: 2_000_000, steps: 4_000_000 };

const shippedStanding = parseProgram(standingRules);
const shippedConclusions = parseProgram(conclusionRules);
/** Where rules that ship stand: of no use to one who wrote others. */
export const shippedPlaces: ReadonlySet<unknown> = new Set(
  [...shippedStanding, ...shippedConclusions].map(({ at }) => at),
);
const headOf = ({ head }: Rule): string => signatureOf(head.predicate, head.terms.length);
/** What only the brain itself says: facts about claims, and how these stand. */
export const ownPredicates: ReadonlySet<string> = new Set([
  ...givenPredicates,
  ...shippedStanding.map(headOf),
]);

interface Held {
  readonly claim: KeptClaim;
  readonly lie: ReturnType<typeof lieOf>;
  readonly trust: number;
}

/**
 * Truth maintenance: everything that follows from a world by the shipped rules and the user's, kept up to date as it
 * changes.
 *
 * Claim: what is new is added, what is gone is taken back with all that rested on it alone; what is concluded, and why,
 *   is that of an engine that was told the same world at once.
 * Formula: SPEC BE1-BE6 over Q6; the worth of a conclusion is `weakestLink`.
 * Citation: Doyle 1979, doi:10.1016/0004-3702(79)90008-0 (what lost its support goes out, what has other support stays);
 *   deletion by delete and rederive: Gupta, Mumick and Subrahmanian 1993, doi:10.1145/170035.170066.
 * Deviations: no labels are kept and no assumption is revised: reasons are read from the derivations when asked for, and
 *   of premises that contradict each other both stand as doubtful.
 * Test: src/pathways/beliefs/beliefs-engine.test.ts; cases from dialogue: bench/truth/maintenance.ts.
 */
export class BeliefEngine {
  readonly #engine: Datalog;
  readonly #concluded: ReadonlySet<string>;
  #held = new Map<ClaimId, Held>();
  /** Facts of links and of the day, by what tells them apart. */
  #others = new Map<string, Assertion>();
  #doubtful: ReadonlySet<ClaimId> = new Set();
  #world: World | null = null;
  /** The moments of world time that are alike, half-open. */
  #steady = { from: 0, to: 0 };

  /** Throws LogicError where the rules are not safe. */
  constructor(rules: readonly Rule[]) {
    const conclusions = [...shippedConclusions, ...rules];
    this.#engine = new Datalog([...shippedStanding, ...conclusions], { budget });
    this.#concluded = new Set(conclusions.map(headOf));
  }

  /** Throws LogicError `budget`, also where the signal ends it; then this engine is of no use any more. */
  async moveTo(world: World, signal?: AbortSignal): Promise<void> {
    if (
      this.#world?.claims === world.claims &&
      this.#world.links === world.links &&
      this.#isSteady(world.asOf)
    )
      return;
    this.#world = null;
    const held = new Map<ClaimId, Held>();
    const updates: Update[] = [];
    let [from, to] = dayAround(world.asOf);
    for (const claim of world.claims) {
      if (isSliceOver()) await nextTurn();
      const now: Held = { claim, lie: lieOf(claim, world.asOf), trust: world.trustOf(claim) };
      for (const turn of turnsOf(claim))
        if (turn !== null && turn > world.asOf) to = Math.min(to, turn);
        else if (turn !== null) from = Math.max(from, turn);
      const before = this.#held.get(claim.id);
      held.set(claim.id, now);
      if (before === undefined) updates.push({ assert: [...factsOf(claim), ...lieFacts(now)] });
      else if (!isSame(before.claim, claim))
        updates.push({
          retract: [...factsOf(before.claim), ...lieFacts(before)],
          assert: [...factsOf(claim), ...lieFacts(now)],
        });
      else if (before.lie !== now.lie) updates.push({ retract: lieFacts(before), assert: lieFacts(now) });
    }
    for (const before of this.#held.values()) {
      if (isSliceOver()) await nextTurn();
      if (!held.has(before.claim.id))
        updates.push({ retract: [...factsOf(before.claim), ...lieFacts(before)] });
    }
    // Links first: what a claim replaces would else be concluded and taken back.
    const others = new Map<string, Assertion>();
    const linked: Update[] = [];
    for (const [key, fact] of otherFacts(world, held)) {
      if (isSliceOver()) await nextTurn();
      if (others.has(key)) continue;
      others.set(key, fact);
      if (!this.#others.delete(key)) linked.push({ assert: [fact] });
    }
    for (const fact of this.#others.values()) linked.push({ retract: [fact] });
    for (const all of [linked, updates])
      for (let first = 0; first < all.length; first += CLAIMS_A_STEP) {
        const step = all.slice(first, first + CLAIMS_A_STEP);
        const retract = step.flatMap((update) => update.retract ?? []);
        const assert = step.flatMap((update) => update.assert ?? []);
        await slowly(this.#engine.loading({ retract, assert }), signal);
      }
    this.#held = held;
    this.#others = others;
    this.#world = world;
    this.#steady = { from, to };
    this.#doubtful = new Set(this.#engine.facts("doubtful").map(({ values }) => String(values[0])));
  }

  /** No claim begins or ends between the moment that is told and this one. */
  #isSteady(asOf: Millis): boolean {
    return this.#steady.from <= asOf && asOf < this.#steady.to;
  }

  /** Everything concluded that holds. Sorted. */
  conclusions(): readonly Fact[] {
    return [
      ...new Set([...this.#concluded].map((signature) => signature.slice(0, signature.lastIndexOf("/")))),
    ]
      .flatMap((predicate) => this.#engine.facts(predicate))
      .filter(({ predicate, values }) => this.#concluded.has(signatureOf(predicate, values.length)))
      .sort(compareFacts);
  }

  /** The facts that a goal matches. Leaves no trace. Throws LogicError `budget`. */
  async matching(goal: Extract<Literal, { kind: "atom" }>, signal?: AbortSignal): Promise<readonly Fact[]> {
    const { predicate, terms } = goal.atom;
    const bindings = await slowly(this.#engine.querying([namedThroughout(goal)]), signal);
    return bindings.map((binding) => ({
      predicate,
      values: terms.map((term, i) =>
        term.kind === "constant" ? term.value : (binding[nameAt(term.name, i)] as string | number),
      ),
    }));
  }

  /** Facts that hold, with what each rests on. Throws LogicError `budget`. */
  explained(facts: readonly Fact[], signal?: AbortSignal): Promise<readonly Conclusion[]> {
    const standingOf = (id: ClaimId): Standing | undefined => {
      const held = this.#held.get(id);
      if (held === undefined) return undefined;
      const { claim, trust } = held;
      return { confidence: claim.confidence, trust, doubtful: this.#doubtful.has(id) };
    };
    return slowly(conclusionsOf(this.#engine, facts, standingOf), signal);
  }

  /** What all of it has taken. */
  get effort(): Effort {
    return this.#engine.effort;
  }
}

/** `_` binds nothing: in a goal each gets a name. */
const nameAt = (name: string, place: number): string => (name === "_" ? `_${place}` : name);

function namedThroughout({ kind, atom }: Extract<Literal, { kind: "atom" }>): Literal {
  const terms = atom.terms.map((term, i) =>
    term.kind === "variable" ? { ...term, name: nameAt(term.name, i) } : term,
  );
  return { kind, atom: { ...atom, terms } };
}

/** Of one id: what a text says may have been read anew. */
function isSame(left: KeptClaim, right: KeptClaim): boolean {
  return (
    left === right ||
    (left.learned === right.learned &&
      left.polarity === right.polarity &&
      left.modality === right.modality &&
      left.confidence === right.confidence &&
      left.valid.from === right.valid.from &&
      left.valid.to === right.valid.to &&
      left.object.type === right.object.type &&
      left.object.text === right.object.text &&
      left.relation.name === right.relation.name &&
      left.relation.cardinality === right.relation.cardinality &&
      left.source === right.source &&
      subjectKey(left.subject) === subjectKey(right.subject))
  );
}

function lieFacts({ claim, lie }: Held): readonly Assertion[] {
  return lie === "on" ? [] : [{ predicate: lie, values: [claim.id] }];
}

/** Facts that no one claim says alone, with what tells them apart. A link is one where both its claims are there. */
function* otherFacts(
  { links, asOf }: World,
  held: ReadonlyMap<ClaimId, Held>,
): Generator<readonly [key: string, fact: Assertion]> {
  const fact = (predicate: string, ...values: (string | number)[]): readonly [string, Assertion] => [
    `${predicate} ${values.join(" ")}`,
    { predicate, values },
  ];
  yield fact("today", ...yearAndDay(asOf));
  for (const { kind, from, to, score } of links) {
    if (!held.has(from) || !held.has(to)) continue;
    const isCertain = kind === "supersedes" && score >= certainLink;
    yield fact(isCertain ? "superseded" : "doubted", to, from);
    if (kind === "conflicts") yield fact("doubted", from, to);
  }
}

function dayAround(time: Millis): [from: number, to: number] {
  const from = Math.floor(time / millisPerDay) * millisPerDay;
  return [from, from + millisPerDay];
}
