import { LogicError } from "../logic/logic-error.ts";
import { parseProgram } from "../logic/parse.ts";
import { formatFact, type Rule } from "../logic/syntax.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef } from "../model/event.ts";
import type { Millis, Ordinal } from "../model/ids.ts";
import { type Scope, scopeKey } from "../model/scope.ts";
import type { Conclusion } from "../model/truth.ts";
import type { KeptClaim } from "../ports/claim-keeper.ts";
import { BeliefEngine, ownPredicates, shippedPlaces, type World } from "./beliefs-engine.ts";
import type { Body } from "./body.ts";
import { linksAmong } from "./claim-links.ts";
import { trustedOnly } from "./trust.ts";

/** Whose beliefs, when. */
export interface Believing {
  readonly scope: Scope;
  /** World time. */
  readonly asOf: Millis;
  /** Brain time; null: everything. */
  readonly knownAt: Millis | null;
  readonly minTrust: number;
}

interface Kept {
  readonly engine: BeliefEngine;
  readonly rules: string;
  /** What was seen last, by the log's positions and brain time: world time moves on without anything new. */
  seen: { readonly stamp: string; readonly world: World } | null;
}

/** Engines that are kept for each brain: by scope and trust, the one used last at the end. */
const kept = new WeakMap<Body, Map<string, Kept>>();
const MOST_KEPT = 4;
/** Episodes that are read in one go. */
const EPISODES_AT_ONCE = 256;

/**
 * Does `work` with everything that follows from what is seen. The engine is kept and only told what has changed
 * since it was asked last. To be called inside `upToDate` or `exclusive`.
 */
export async function believing<T>(
  body: Body,
  when: Believing,
  work: (engine: BeliefEngine) => T | Promise<T>,
): Promise<T> {
  const engines = kept.get(body) ?? new Map<string, Kept>();
  kept.set(body, engines);
  const name = JSON.stringify([scopeKey(when.scope), when.minTrust]);
  const rules = rulesOf(body);
  const found = engines.get(name);
  engines.delete(name);
  try {
    const isUsable = found !== undefined && found.rules === rules && !hasErased(body, found.engine);
    const one = isUsable ? found : { engine: new BeliefEngine(checkedRules(rules)), rules, seen: null };
    const stamp = JSON.stringify([when.knownAt, ...body.deriver.positions().values()]);
    const world = one.seen?.stamp === stamp ? { ...one.seen.world, asOf: when.asOf } : worldOf(body, when);
    one.seen = { stamp, world };
    await one.engine.moveTo(world);
    const result = await work(one.engine);
    // An engine that failed is not kept: what it holds may be half told.
    engines.set(name, one);
    for (const oldest of engines.keys()) if (engines.size > MOST_KEPT) engines.delete(oldest);
    return result;
  } catch (error) {
    throw error instanceof LogicError ? rulesError(error) : error;
  }
}

/** Drops what is kept, interned texts and all: when something was erased. */
export function dropBeliefs(body: Body): void {
  kept.delete(body);
}

/** Everything concluded. To be called inside `upToDate` or `exclusive`. */
export function conclusionsAt(body: Body, when: Believing): Promise<readonly Conclusion[]> {
  return believing(body, when, (engine) => engine.explained(engine.conclusions()));
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
export async function changedBeliefs(body: Body, when: Believing, since: Millis): Promise<ChangedBeliefs> {
  const facts = (engine: BeliefEngine) =>
    new Map(engine.conclusions().map((fact) => [formatFact(fact), fact] as const));
  const now = await believing(body, when, facts);
  const { before, withdrawn } = await believing(body, { ...when, knownAt: since }, (engine) => {
    const before = facts(engine);
    const gone = [...before].flatMap(([key, fact]) => (now.has(key) ? [] : [fact]));
    return { before, withdrawn: engine.explained(gone) };
  });
  const concluded = await believing(body, when, (engine) =>
    engine.explained([...now].flatMap(([key, fact]) => (before.has(key) ? [] : [fact]))),
  );
  return { concluded, withdrawn };
}

/**
 * What would be concluded no more without these episodes, as the scopes that they lie in see it: what their erasure
 * withdraws. What has other support stays. To be called inside `exclusive`, just before they are erased: nothing of
 * them is kept.
 */
export async function withdrawnBy(
  body: Body,
  episodes: readonly EpisodeRef[],
): Promise<readonly Conclusion[]> {
  const rows = new Set(episodes.map(({ seq }) => body.register.ordinalOf(seq)!));
  const scopes = new Map<string, Scope>();
  for (let from = 0; from < episodes.length; from += EPISODES_AT_ONCE) {
    const seqs = episodes.slice(from, from + EPISODES_AT_ONCE).map(({ seq }) => seq);
    for (const episode of await body.log.episodes(seqs))
      if (episode !== null) scopes.set(scopeKey(episode.scope), episode.scope);
  }
  const lost = new Map<string, Conclusion>();
  for (const scope of scopes.values()) {
    const when: Believing = { scope, asOf: body.clock(), knownAt: null, minTrust: 0 };
    for (const conclusion of await restingOn(body, when, rows)) lost.set(conclusion.fact, conclusion);
  }
  dropBeliefs(body);
  return [...lost.values()];
}

async function restingOn(
  body: Body,
  when: Believing,
  rows: ReadonlySet<Ordinal>,
): Promise<readonly Conclusion[]> {
  const world = worldOf(body, when);
  const rest = world.claims.filter(({ ordinal }) => !rows.has(ordinal));
  if (rest.length === world.claims.length) return [];
  return believing(body, when, async (engine) => {
    const before = engine.conclusions();
    await engine.moveTo({ ...world, claims: rest, links: linksAmong(rest, world.trustOf) });
    const after = new Set(engine.conclusions().map(formatFact));
    await engine.moveTo(world);
    return engine.explained(before.filter((fact) => !after.has(formatFact(fact))));
  });
}

function worldOf(body: Body, { scope, asOf, knownAt, minTrust }: Believing): World {
  const keeper = body.modules.find((module) => module.claims !== undefined);
  if (keeper === undefined)
    throw new EncephalonError("invalid-options", "No region of this brain keeps claims.", {
      remedy: "Open it with the default regions, or with one that has a method `claims`.",
    });
  const seen = body.register.visibility({ scope, from: null, to: null, kinds: null, knownAt });
  const claims = keeper.claims!({ ...(knownAt !== null && { knownAt }) }, trustedOnly(body, seen, minTrust));
  const trusting = body.modules.find((module) => module.trustAt !== undefined);
  const trustOf = ({ ordinal }: KeptClaim): number => trusting?.trustAt?.(ordinal) ?? 1;
  return { claims, links: linksAmong(claims, trustOf), asOf, trustOf };
}

/** It holds claims of a row that was erased, by another process perhaps: their texts are interned in it. */
function hasErased(body: Body, engine: BeliefEngine): boolean {
  for (const { ordinal } of engine.claims) if (!body.register.isLive(ordinal)) return true;
  return false;
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
