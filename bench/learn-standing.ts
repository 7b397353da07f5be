import { join } from "node:path";
import { parseArgs } from "node:util";
import { Brain } from "../src/brain.ts";
import { allMechanisms } from "../src/pathways/fold/mechanisms.ts";
import { type StandingRules, standingRules } from "../src/pathways/recall/standing-rules.ts";
import { loadBeam } from "./datasets/beam.ts";
import { recallAtK } from "./metrics.ts";
import { progressLine } from "./report.ts";

/** Everything else pays for the places: a point there is worth ten of these. */
const PRICE = 10;
const off = 2;

const grid: readonly StandingRules[] = [0.3, 0.2].flatMap((advice) =>
  [0.45, 0.35].flatMap((other) =>
    [off, 0.45].flatMap((told) =>
      [0.1, 0.2].flatMap((margin) =>
        [0, 0.2, 0.35, 0.5].map((beside) => ({
          ...{ ...standingRules, least: { advice, other, told } },
          ...{ margin, beside },
        })),
      ),
    ),
  ),
);

/** Recall@10 of one question under each rule of the grid, the last without standing statements. */
interface Asked {
  readonly chat: string;
  readonly kind: "instruction" | "preference" | "other";
  readonly shares: readonly number[];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const shareOf = (asked: readonly Asked[], kind: Asked["kind"], rule: number): number =>
  mean(asked.filter((one) => one.kind === kind).map(({ shares }) => shares[rule]!));

function worthOf(asked: readonly Asked[], rule: number): number {
  const loss = Math.min(0, shareOf(asked, "other", rule) - shareOf(asked, "other", grid.length));
  return shareOf(asked, "instruction", rule) + shareOf(asked, "preference", rule) + PRICE * loss;
}

/** Of rules that are worth the same the one that stands first: the most demanding. */
function bestRule(asked: readonly Asked[]): number {
  const worths = grid.map((_, rule) => worthOf(asked, rule));
  return worths.indexOf(Math.max(...worths));
}

const kindOf = (category: string): Asked["kind"] =>
  category === "instruction_following"
    ? "instruction"
    : category === "preference_following"
      ? "preference"
      : "other";

/** What the rules of src/pathways/recall/standing.ts find on BEAM's chats, and what is chosen with each chat left out. */
async function learn(directory: string): Promise<void> {
  const asked: Asked[] = [];
  const progress = progressLine();
  for (const { name, items, questions } of loadBeam(join(directory, "beam"), "beam").brains) {
    progress.show(name);
    const mechanisms = { ...allMechanisms };
    await using brain = await Brain.open({}, mechanisms);
    await brain.observe(items);
    await brain.ready();
    for (const { text, asker, now, gold, slices } of questions) {
      const shares: number[] = [];
      for (const standing of [...grid, null]) {
        Object.assign(mechanisms, { standing });
        const { memories } = await brain.recall(text, {
          ...{ k: 10, ...(asker !== undefined && { asker }), ...(now !== undefined && { now }) },
        });
        shares.push(
          recallAtK(
            memories.map(({ episode }) => episode.id),
            gold,
            10,
          ),
        );
      }
      asked.push({ chat: name, kind: kindOf(slices[1]!), shares });
    }
  }
  progress.done();
  const show = (what: string, rule: number, of: readonly Asked[]): void =>
    console.log(
      `${what.padEnd(44)} ${(["instruction", "preference", "other"] as const).map((kind) => (100 * shareOf(of, kind, rule)).toFixed(1)).join("  ")}`,
    );
  const written = ({ least, margin, beside }: StandingRules): string =>
    JSON.stringify({ ...least, margin, beside });
  show("without", grid.length, asked);
  for (const [rule, one] of grid.entries()) show(written(one), rule, asked);
  show(`best of all: ${written(grid[bestRule(asked)]!)}`, bestRule(asked), asked);
  const held = [...new Set(asked.map(({ chat }) => chat))].flatMap((chat) => {
    const rule = bestRule(asked.filter((one) => one.chat !== chat));
    console.log(`without ${chat}: ${written(grid[rule]!)}`);
    return asked.filter((one) => one.chat === chat).map((one) => ({ ...one, shares: [one.shares[rule]!] }));
  });
  show("each chat with what the others chose", 0, held);
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  await learn(values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../shared/data"));
}
