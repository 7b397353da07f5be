import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomAt } from "../src/math/random.ts";
import { logOddsOf } from "../src/regions/prefrontal-cortex/confidence.ts";
import {
  afterOutcome,
  nothingLearned,
  type OddsPrior,
  restatedOdds,
} from "../src/regions/prefrontal-cortex/odds-belief.ts";
import { table } from "./report.ts";
import { mean } from "./statistics.ts";
import { type Case, casesOf, isAsked, isPaired, knowingSets } from "./truth/knowing-cases.ts";

/**
 * Chooses what the belief about the odds starts from and how fast it lets go, and prints what the choice is worth on sets
 * that it was not made on.
 *
 *     node bench/learn-odds.ts [--data DIR]
 *
 * Each brain lives four lives: its questions as they are asked, each with its evidence and without, and the one after the
 * other, either way. Of each life: minus the mean log likelihood of what came, by what was stated before. Every set
 * weighs the same.
 */
const { values } = parseArgs({
  options: { data: { type: "string", default: join(import.meta.dirname, "../../shared/data") } },
});

const ORDERS = 5;
const grid: readonly OddsPrior[] = [0.25, 0.5, 1, 2, 4].flatMap((offsetVariance) =>
  [0.01, 0.03, 0.1, 0.3].flatMap((slopeVariance) =>
    [0, 0.001, 0.003, 0.01, 0.03].map((drift) => ({ offsetVariance, slopeVariance, drift })),
  ),
);

interface Outcome {
  readonly z: number;
  readonly came: boolean;
}

function shuffled(cases: readonly Case[], order: number): readonly Outcome[] {
  return cases
    .map((one, i) => ({ one, key: randomAt(7, order, i) }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => ({ z: logOddsOf(one.confidence), came: one.kind === "told" }));
}

/** Of one brain; a set that calls none of its questions unanswerable has nothing to be unsure of as asked. */
function livesOf(cases: readonly Case[]): readonly (readonly Outcome[])[] {
  return Array.from({ length: ORDERS }, (_, order) => {
    const asked = shuffled(cases.filter(isAsked), order);
    const paired = shuffled(cases.filter(isPaired), order);
    return cases.some(({ kind }) => kind === "unanswerable")
      ? [asked, paired, [...asked, ...paired], [...paired, ...asked]]
      : [paired];
  }).flat();
}

function lossOf(life: readonly Outcome[], prior: OddsPrior): number {
  let belief = nothingLearned(prior);
  let loss = 0;
  for (const { z, came } of life) {
    loss += Math.log1p(Math.exp((came ? -1 : 1) * restatedOdds(belief, z)));
    belief = afterOutcome(belief, z, came, prior);
  }
  return loss / life.length;
}

const losses = new Map<string, readonly number[]>();
const frozen: string[] = [];
for (const set of knowingSets) {
  const cases = await casesOf(values.data, set, false);
  const lives = [...new Set(cases.map(({ brain }) => brain))].flatMap((brain) =>
    livesOf(cases.filter((one) => one.brain === brain)),
  );
  const of = (prior: OddsPrior): number => mean(lives.map((life) => lossOf(life, prior)));
  losses.set(set, grid.map(of));
  frozen.push(of({ offsetVariance: 0, slopeVariance: 0, drift: 0 }).toFixed(4));
}

/** The prior that these sets together choose. */
function chosen(sets: readonly string[]): number {
  const together = grid.map((_, i) => mean(sets.map((set) => losses.get(set)![i]!)));
  return together.indexOf(Math.min(...together));
}

const described = ({ offsetVariance, slopeVariance, drift }: OddsPrior): string =>
  `${offsetVariance}, ${slopeVariance}, ${drift}`;
const sets = [...losses.keys()];
console.log(
  "minus the mean log likelihood: frozen; by the prior that the other sets choose; by the set's own best",
);
console.log(
  table(
    ["set", "frozen", "others", "own", "others choose (variance of offset, of slope, drift)"],
    sets.map((set, i) => {
      const others = chosen(sets.filter((other) => other !== set));
      const own = losses.get(set)!;
      return [
        set,
        frozen[i]!,
        own[others]!.toFixed(4),
        Math.min(...own).toFixed(4),
        described(grid[others]!),
      ];
    }),
    1,
  ),
);
console.log(`all choose ${described(grid[chosen(sets)]!)}`);
