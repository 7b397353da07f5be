import * as z from "zod";
import type { EpisodeRef } from "../model/event.ts";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import { nothingResolved, type Statement } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { evidence, memoriesFor, overIn, placesOf, stated } from "./context/context-evidence.ts";
import { type Context, Sheet } from "./context/context-sheet.ts";
import { standingEntries } from "./context/context-standing.ts";
import type { Body } from "./fold/body.ts";
import { recall } from "./recall.ts";

export interface ContextOptions {
  /** What the agent is about to answer. Without one: what it should always know. */
  readonly cue?: string;
  /** Tokens at most, by `countTokens`: a whole number from 50 on. Default 1,000. */
  readonly budgetTokens?: number;
  readonly scope?: Scope;
  /** Who asks: a speaker's name or a role. Default: the user. */
  readonly asker?: string;
  readonly now?: string | number | Date;
  readonly minTrust?: number;
  /** Also what was superseded. Default false. */
  readonly superseded?: boolean;
}

export type { Context, ContextKind, ContextLine } from "./context/context-sheet.ts";

const schema: z.ZodType<ContextOptions> = z.strictObject({
  cue: z.string().exactOptional(),
  budgetTokens: z.int().min(50).max(1_000_000).exactOptional(),
  scope: scopeSchema.exactOptional(),
  asker: z.string().exactOptional(),
  now: z.union([z.string(), z.number(), z.date()]).exactOptional(),
  minTrust: z.number().min(0).max(1).exactOptional(),
  superseded: z.boolean().exactOptional(),
}) as z.ZodType<ContextOptions>;

const DEFAULT_BUDGET = 1_000;
/** Of the budget at most, whatever the cue: what comes first in the prompt must not move. */
const PINNED_SHARE = 0.15;
const CORE_SHARE = 0.2;
const ALWAYS_SHARE = 0.15;
const APPLIES_SHARE = 0.2;
const VALUES_SHARE = 0.15;

/**
 * What an agent should have in its prompt now.
 *
 * Claim: in 1,000 tokens it holds what answers a question as often as the first twenty memories in full, which may take
 *   3,000, and of short turns take about as many.
 * Formula: SPEC CX4-CX9: what is pinned, core, instructions that always hold, those that apply, preferences that
 *   apply, the current value, what is in conflict, evidence; within a section by when it was said. The first ten memories whole, of the others the sentence
 *   that is nearest to the cue.
 * Citation: sentences chosen by a query under a budget: Carbonell and Goldstein 1998, doi:10.1145/290941.291025.
 * Deviations: no penalty for redundancy but for copies.
 * Test: src/pathways/context.test.ts; what it holds: bench/truth/context.ts.
 */
export async function context(body: Body, given: ContextOptions = {}): Promise<Context> {
  const options = conform(
    schema,
    given,
    "invalid-options",
    'Give a cue and a budget, such as { cue: "Where does Ana live?", budgetTokens: 1000 }: see ContextOptions.',
  );
  const { cue, superseded = false, minTrust = 0, asker, scope = {} } = options;
  const budget = options.budgetTokens ?? DEFAULT_BUDGET;
  const now = options.now === undefined ? body.clock() : parseTime(options.now);
  const wanted = { scope, now, minTrust };
  const uses: EpisodeRef[] = [];
  const found =
    cue === undefined
      ? null
      : await recall({ ...body, pendingUses: uses }, cue, {
          ...{ ...wanted, k: memoriesFor(budget) },
          ...(asker !== undefined && { asker }),
        });
  // What was erased since the recall is gone in here, and nothing can be until this is done.
  return body.deriver.upToDate(async () => {
    const memories = found?.memories ?? [];
    // A request has no answer that could be known.
    const isUnknown =
      found?.abstained === true && cue !== undefined && body.perception.requestOf(cue).asks !== "advice";
    const { current, earlier, conflicts } = found?.truth ?? nothingResolved;
    // Where it does not know, nothing is said to hold.
    const holds = isUnknown ? null : current;
    const held = isUnknown ? [] : earlier;
    const disputed = conflicts.flatMap(({ statements }) => statements).filter((one) => !isSame(one, holds));
    const places = await placesOf(body, [
      ...memories.map(({ episode }) => episode.id),
      ...[holds ?? [], disputed, held].flat().map(({ episode }) => episode),
    ]);
    const applies = memories
      .filter(({ channels }) => channels.standing !== undefined)
      .map(({ episode }) => body.register.ordinalOf(places.get(episode.id) ?? -1) ?? []);
    const standing = await standingEntries(body, {
      ...wanted,
      asker: asker ?? null,
      applies: found === null ? null : new Set(applies.flat()),
    });
    const sheet = new Sheet(budget);
    sheet.add("Pinned:", "core", standing.pinned, PINNED_SHARE * budget);
    sheet.add("Who asks:", "core", standing.core, CORE_SHARE * budget);
    sheet.add("Asked for, always:", "instruction", standing.always, ALWAYS_SHARE * budget);
    const rest = cue === undefined ? budget : APPLIES_SHARE * budget;
    sheet.add("Asked for, where it applies:", "instruction", standing.applies, rest);
    sheet.add("Preferred:", "preference", standing.preferred, rest);
    if (found !== null && cue !== undefined) {
      const add = (title: string, statements: readonly Statement[]): void =>
        sheet.add(title, "value", stated(body, statements, found, places), VALUES_SHARE * budget);
      add("What holds now:", [holds ?? []].flat());
      add(holds === null ? "In conflict with each other:" : "In conflict with that:", disputed);
      if (superseded) add("What held before:", held);
      const { past } = body.perception.requestOf(cue);
      const over = superseded || past ? [] : overIn(body, found, places, wanted);
      sheet.add(
        isUnknown ? "Not known; nearest to it:" : "Remembered:",
        "evidence",
        evidence(body, cue, found, over, places, budget),
        budget,
      );
      // What was recalled and had no room was not used.
      const shown = new Set(sheet.lines().map(({ episode }) => episode));
      body.pendingUses.push(...uses.filter(({ id }) => shown.has(id)));
    }
    return { ...sheet.done(), abstained: found?.abstained ?? false, degraded: found?.degraded ?? [] };
  });
}

function isSame(one: Statement, other: Statement | null): boolean {
  return one.episode === other?.episode && one.span.start === other.span.start;
}
