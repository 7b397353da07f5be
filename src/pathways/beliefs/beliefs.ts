import { LogicError } from "../../logic/logic-error.ts";
import { parseProgram } from "../../logic/parse.ts";
import { type Fact, formatFact, type Rule } from "../../logic/syntax.ts";
import { closedError, EncephalonError } from "../../model/errors.ts";
import type { EpisodeRef } from "../../model/event.ts";
import type { Millis, Ordinal } from "../../model/ids.ts";
import { type Scope, scopeAdmits, scopeKey } from "../../model/scope.ts";
import type { Conclusion } from "../../model/truth.ts";
import { linking } from "../claims/claim-links.ts";
import { everyClaim, keeperOf, type Linked, type View } from "../claims.ts";
import type { Body } from "../fold/body.ts";
import { inSlices, isSliceOver, nextTurn } from "../fold/time-slice.ts";
import { trustAt } from "../trust.ts";
import { BeliefEngine, ownPredicates, shippedPlaces, type World } from "./beliefs-engine.ts";

interface Kept {
  readonly engine: BeliefEngine;
  readonly rules: string;
  /** What was seen last, by the log's positions and brain time: world time moves on without anything new. */
  seen: { readonly stamp: string; readonly world: World } | null;
}

/**
 * Engines that are kept, by scope and trust, the one used last at the end. What claims say is interned in them: they
 * hang on the epoch of the claims, and go with it when something is erased, by whatever process.
 */
const kept = new WeakMap<object, Map<string, Kept>>();
const MOST_KEPT = 4;

/** What is seen, told to no engine yet. */
interface Seen {
  readonly engines: Map<string, Kept>;
  readonly name: string;
  readonly found: Kept | undefined;
  readonly rules: string;
  readonly stamp: string;
  readonly world: World;
}

/**
 * Does `work` with everything that follows from what is seen. The engine is kept and only told what has changed
 * since it was asked last. To be called inside `upToDate` or `exclusive`.
 */
export async function believing<T>(
  body: Body,
  when: View,
  work: (engine: BeliefEngine) => T | Promise<T>,
  given?: Linked,
): Promise<T> {
  return thinking(await seeing(body, when, given), work);
}

/** Who asks waits for those who asked before, and never holds up who observes: only looking takes the brain's turn. */
const asking = new WeakMap<Body, Promise<unknown>>();

/**
 * The same outside the turn. What is erased while it thinks it does not say: it begins again. Closing ends it, and
 * those that wait: `closed`.
 */
export function asked<T>(
  body: Body,
  when: View,
  work: (engine: BeliefEngine, signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { closing } = body.deriver;
  const ends = signal === undefined ? closing : AbortSignal.any([signal, closing]);
  const answer = async (): Promise<T> => {
    for (;;) {
      const seen = await body.deriver.upToDate(() => seeing(body, when));
      const { epoch } = keeperOf(body);
      const found = await thinking(seen, (engine) => work(engine, ends), ends).catch((error: unknown) => {
        throw closing.aborted ? closedError() : error;
      });
      if (closing.aborted) throw closedError();
      if (keeperOf(body).epoch === epoch) return found;
    }
  };
  const result = (asking.get(body) ?? Promise.resolve()).then(answer);
  const over = (): void => undefined;
  asking.set(body, result.then(over, over));
  return result;
}

async function seeing(body: Body, when: View, given?: Linked): Promise<Seen> {
  const { epoch } = keeperOf(body);
  const engines = kept.get(epoch) ?? new Map<string, Kept>();
  kept.set(epoch, engines);
  const name = JSON.stringify([scopeKey(when.scope), when.minTrust]);
  const found = engines.get(name);
  engines.delete(name);
  const stamp = JSON.stringify([when.knownAt, ...body.deriver.positions().values()]);
  const last = found?.seen;
  const world =
    last?.stamp === stamp
      ? { ...last.world, asOf: when.asOf }
      : worldOf(body, when.asOf, given ?? (await everyClaim(body, when)));
  return { engines, name, found, rules: rulesOf(body), stamp, world };
}

async function thinking<T>(
  { engines, name, found, rules, stamp, world }: Seen,
  work: (engine: BeliefEngine) => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    // To take most of it back is more work than to begin anew.
    const isUsable =
      found?.rules === rules && (found.seen?.world.claims.length ?? 0) <= 2 * world.claims.length;
    const one = isUsable ? found : { engine: new BeliefEngine(checkedRules(rules)), rules, seen: null };
    one.seen = { stamp, world };
    await one.engine.moveTo(world, signal);
    const result = await work(one.engine);
    // An engine that failed is not kept: what it holds may be half told.
    engines.set(name, one);
    for (const oldest of engines.keys()) if (engines.size > MOST_KEPT) engines.delete(oldest);
    return result;
  } catch (error) {
    throw error instanceof LogicError ? rulesError(error) : error;
  }
}

/** Conclusions that one moment has and another has not. */
export interface ChangedBeliefs {
  readonly concluded: readonly Conclusion[];
  readonly withdrawn: readonly Conclusion[];
}

/**
 * What is concluded from all that is known by `when.knownAt`, and was not by `since` (brain time), and the reverse;
 * both at `when.asOf`. To be called inside `upToDate` or `exclusive`.
 */
export async function changedBeliefs(
  body: Body,
  when: View,
  { since, seen, seenThen }: { readonly since: Millis; readonly seen: Linked; readonly seenThen: Linked },
): Promise<ChangedBeliefs> {
  const facts = (engine: BeliefEngine): ReadonlyMap<string, Fact> =>
    new Map(engine.conclusions().map((fact) => [formatFact(fact), fact]));
  const lacking = (some: ReadonlyMap<string, Fact>, others: ReadonlyMap<string, Fact>): readonly Fact[] =>
    [...some].flatMap(([key, fact]) => (others.has(key) ? [] : [fact]));
  const then = { ...when, knownAt: since };
  const before = await believing(body, then, facts, seenThen);
  const { now, concluded } = await believing(
    body,
    when,
    async (engine) => {
      const now = facts(engine);
      return { now, concluded: await engine.explained(lacking(now, before)) };
    },
    seen,
  );
  const gone = lacking(before, now);
  // Reasons are those of the moment: the engine goes back only for what is gone.
  if (gone.length === 0) return { concluded, withdrawn: [] };
  return { concluded, withdrawn: await believing(body, then, (engine) => engine.explained(gone), seenThen) };
}

/**
 * What would be concluded no more without these episodes, as each scope sees it that sees one of them and in which
 * something lies: what their erasure withdraws. What has other support there stays. To be called inside `exclusive`,
 * just before they are erased.
 */
export async function withdrawnBy(
  body: Body,
  episodes: readonly EpisodeRef[],
): Promise<readonly Conclusion[]> {
  const rows = new Set(episodes.map(({ seq }) => body.register.ordinalOf(seq)!));
  const lost = new Map<string, Conclusion>();
  for (const scope of await scopesSeeing(body, rows)) {
    const when: View = { scope, asOf: body.clock(), knownAt: null, minTrust: 0 };
    for (const conclusion of await restingOn(body, when, rows)) lost.set(conclusion.fact, conclusion);
  }
  return [...lost.values()];
}

/** The scopes of episodes that are there, as far as they see one of these rows: their own, and those below. */
async function scopesSeeing(body: Body, rows: ReadonlySet<Ordinal>): Promise<readonly Scope[]> {
  const { register } = body;
  const all = new Set<string>();
  for (let row = 0; row < register.rows; row++) {
    if (isSliceOver()) await nextTurn();
    const key = register.isLive(row as Ordinal) ? register.scopeAt(row as Ordinal) : null;
    if (key !== null) all.add(key);
  }
  const keys = new Set([...rows].flatMap((row) => register.scopeAt(row) ?? []));
  const changed = [...keys].map((key) => JSON.parse(key) as Scope);
  const scopes = [...all].map((key) => JSON.parse(key) as Scope);
  return scopes.filter((scope) => changed.some((above) => scopeAdmits(scope, above)));
}

async function restingOn(body: Body, when: View, rows: ReadonlySet<Ordinal>): Promise<readonly Conclusion[]> {
  const seen = await everyClaim(body, when);
  const rest = seen.claims.filter(({ ordinal }) => !rows.has(ordinal));
  if (rest.length === seen.claims.length) return [];
  const world = worldOf(body, when.asOf, seen);
  const links = await inSlices(linking(rest, world.trustOf));
  return believing(
    body,
    when,
    async (engine) => {
      const before = engine.conclusions();
      await engine.moveTo(worldOf(body, when.asOf, { claims: rest, links }));
      const after = new Set(engine.conclusions().map(formatFact));
      await engine.moveTo(world);
      return engine.explained(before.filter((fact) => !after.has(formatFact(fact))));
    },
    seen,
  );
}

/** SPEC BE1: what nobody believes at all is no premise, and takes no other's place. */
function worldOf(body: Body, asOf: Millis, linked: Linked): World {
  const claims = linked.claims.filter(({ ordinal }) => trustAt(body, ordinal) > 0);
  const ids = new Set(claims.map(({ id }) => id));
  const links = linked.links.filter(({ from, to }) => ids.has(from) && ids.has(to));
  // As it is now: what thinks of it may do so later.
  const trusts = new Map(claims.map(({ ordinal }) => [ordinal, trustAt(body, ordinal)]));
  return { claims, links, asOf, trustOf: ({ ordinal }) => trusts.get(ordinal)! };
}

/** The user's; empty where nothing keeps any. */
export function rulesOf(body: Body): string {
  return body.modules.find((module) => module.rules !== undefined)?.rules?.() ?? "";
}

/** A user's program, checked as far as can be without facts. Throws LogicError. */
export function checkedRules(program: string): readonly Rule[] {
  const rules = parseProgram(program);
  for (const { head } of rules) {
    const signature = `${head.predicate}/${head.terms.length}`;
    if (ownPredicates.has(signature))
      throw new LogicError("unsafe-rule", `${signature} is what the brain itself says of claims.`, {
        at: head.at,
        value: signature,
        remedy: "Conclude something of another name.",
      });
  }
  return rules;
}

/** The same as an error of the package. */
export function rulesError(error: LogicError): EncephalonError {
  const whole = error.message.slice(0, error.message.length - error.remedy.length).trimEnd();
  const isOurs = error.at !== undefined && shippedPlaces.has(error.at);
  const message = isOurs ? whole.replace(/^Line \d+, column \d+: /, "Of the rules that ship: ") : whole;
  return new EncephalonError(error.code === "budget" ? "over-budget" : "invalid-rules", message, {
    value: isOurs ? error.value : (error.at ?? error.value),
    remedy: error.remedy,
    cause: error,
  });
}
