import { randomAt } from "../../src/math/random.ts";
import type { LogEvent } from "../../src/model/event.ts";
import type { Ordinal } from "../../src/model/ids.ts";
import { scopeKey, scopeMark } from "../../src/model/scope.ts";
import { Odds } from "../../src/regions/prefrontal-cortex/odds.ts";
import type { Case } from "./knowing-cases.ts";
import type { Forecast } from "./reliability.ts";

/** Orders of the questions that learning is averaged over. */
export const ORDERS = 10;

/** What a user takes for an answer that was there: they know, and look further; or they see no more than was shown. */
export const outcomes = {
  told: ({ kind }: Case): 0 | 1 => (kind === "told" ? 1 : 0),
  shown: ({ shown }: Case): 0 | 1 => (shown.some(({ evidence }) => evidence) ? 1 : 0),
} as const;

export type Outcome = (one: Case) => 0 | 1;

const context = {
  ordinalOf: (seq: number) => seq as Ordinal,
  perceive: (): never => {
    throw new Error("feedback is not perceived");
  },
  random: () => 0,
};
const keys = [scopeKey({})];

/** What `Brain.feedback` commits: 1 of a memory that holds the answer, -1 of the first one where none does. */
function feedbackOf({ confidence }: Case, place: number, came: 0 | 1): LogEvent {
  return {
    type: "feedback",
    seq: place + 1,
    at: 0,
    episode: { id: `e${place}`, seq: place },
    value: came === 1 ? 1 : -1,
    choice: {
      scope: scopeMark(scopeKey({})),
      searched: false,
      added: false,
      recall: { id: `r${place}`, stated: confidence },
    },
  } as unknown as LogEvent;
}

/**
 * The cases in a random order, each with the confidence that is stated after the feedback on those before it and before its
 * own. `userOf`: whose questions a case is among; each user's brain learns of these alone.
 */
export function learning(
  cases: readonly Case[],
  outcome: Outcome,
  userOf: (one: Case) => string,
  order: number,
): readonly Forecast[] {
  const users = new Map<string, Odds>();
  return cases
    .map((one, i) => ({ one, key: randomAt(7, order, i) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }, place) => {
      const user = userOf(one);
      const odds = users.get(user) ?? new Odds();
      users.set(user, odds);
      const forecast = { p: odds.restated(one.confidence, keys), y: outcome(one) };
      odds.apply(feedbackOf(one, place, forecast.y), context);
      return forecast;
    });
}
