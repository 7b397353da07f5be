import * as z from "zod";
import { LogicError } from "../logic/logic-error.ts";
import { parseBody } from "../logic/parse.ts";
import type { Literal } from "../logic/syntax.ts";
import { EncephalonError } from "../model/errors.ts";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import type { Conclusion } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { rulesPolicy } from "../register/rule-book.ts";
import { asked, checkedRules, rulesError, rulesOf } from "./beliefs/beliefs.ts";
import { BeliefEngine } from "./beliefs/beliefs-engine.ts";
import { conclusionRules, standingRules } from "./beliefs/beliefs-rules.ts";
import type { Body } from "./fold/body.ts";
import { commit } from "./fold/commit.ts";

export interface DeduceOptions {
  readonly scope?: Scope;
  /** World time. Default: now. */
  readonly asOf?: string | number | Date;
  /** Brain time. Default: everything. */
  readonly knownAt?: string | number | Date;
  /** In [0, 1]: only from what comes from a source trusted at least so much. Default 0. */
  readonly minTrust?: number;
  /** Ends it: `over-budget`, with the place of the rule at work. `AbortSignal.timeout(1000)` is a budget of time. */
  readonly signal?: AbortSignal;
}

/** Programs in the language of docs/logic.md. */
export interface Rules {
  /** Empty where there are none. */
  readonly yours: string;
  readonly shipped: string;
}

/** No program is longer, in UTF-16 units. */
const longestRules = 100_000;
const time = z.union([z.string(), z.number(), z.date()]);
const optionsSchema = z.strictObject({
  scope: scopeSchema.exactOptional(),
  asOf: time.exactOptional(),
  knownAt: time.exactOptional(),
  minTrust: z.number().min(0).max(1).exactOptional(),
  signal: z.instanceof(AbortSignal).exactOptional(),
}) as z.ZodType<DeduceOptions>;

/**
 * The user's rules, in the place of those before; the ones that ship stay. An empty text takes them back. Rules
 * that cannot be are `invalid-rules`, with the line and the column, and nothing has changed.
 */
export async function setRules(body: Body, program: string): Promise<void> {
  if (typeof program !== "string" || program.length > longestRules || !program.isWellFormed())
    throw new EncephalonError("invalid-rules", "The rules are no text that can be used.", {
      value: typeof program === "string" ? program.length : program,
      remedy: `Pass well-formed text of at most ${longestRules} characters, in the language of docs/logic.md.`,
    });
  if (body.modules.every((module) => module.rules === undefined))
    throw new EncephalonError("invalid-options", "No region of this brain keeps rules.", {
      remedy: "Open it with the default regions.",
    });
  inOurErrors(() => new BeliefEngine(checkedRules(program)));
  await body.deriver.exclusive(() => commit(body, { type: "policy", name: rulesPolicy, value: program }));
}

/** The user's rules, as they were set last, and those that ship. */
export function rules(body: Body): Promise<Rules> {
  return body.deriver.upToDate(() => ({ yours: rulesOf(body), shipped: standingRules + conclusionRules }));
}

/**
 * What follows from the claims for a goal such as `lives_in(Who, "porto")`; without one, all that follows. A goal
 * is one condition; its name may be of a rule's head, or of a fact about claims. Deterministic. Others have their turn
 * meanwhile, to observe as well; what is asked of rules waits for what was asked before.
 */
export async function deduce(
  body: Body,
  goal?: string,
  given: DeduceOptions = {},
): Promise<readonly Conclusion[]> {
  const options = conform(
    optionsSchema,
    given,
    "invalid-options",
    "deduce takes { scope, asOf, knownAt, minTrust, signal }: see DeduceOptions.",
  );
  const atom = goal === undefined ? null : inOurErrors(() => atomOf(goal));
  const when = {
    scope: options.scope ?? {},
    asOf: options.asOf === undefined ? body.clock() : parseTime(options.asOf),
    knownAt: options.knownAt === undefined ? null : parseTime(options.knownAt),
    minTrust: options.minTrust ?? 0,
  };
  const { signal } = options;
  return asked(
    body,
    when,
    async (engine, ends) => {
      const facts = atom === null ? engine.conclusions() : await engine.matching(atom, ends);
      return engine.explained(facts, ends);
    },
    signal,
  );
}

function atomOf(goal: unknown): Extract<Literal, { kind: "atom" }> {
  const [literal, ...others] = typeof goal === "string" ? parseBody(goal) : [];
  if (literal?.kind === "atom" && others.length === 0) return literal;
  throw new LogicError("syntax", "A goal that is not one condition.", {
    value: goal,
    remedy: 'Ask for one, such as lives_in(Who, "porto"), or set a rule that concludes from several.',
  });
}

function inOurErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof LogicError ? rulesError(error) : error;
  }
}
