import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { openBrain } from "../../src/index.ts";
import { type Episode, renderText } from "../../src/model/episode.ts";
import type { Millis } from "../../src/model/ids.ts";
import { countTokens } from "../../src/pathways/context/context-tokens.ts";
import { perception } from "../../src/perception/perception.ts";
import { quickPart } from "../datasets/all.ts";
import type { BrainSet, Dataset, Question } from "../datasets/dataset.ts";
import { loadLocomo } from "../datasets/locomo.ts";
import { type Meta, metaLines, metaOf, progressLine } from "../report.ts";
import { type TruthRow, truthTable } from "./rows.ts";

/** What a system puts into a prompt: each item's text, and the tokens of all. */
interface Prompt {
  readonly texts: ReadonlyMap<string, string>;
  readonly tokens: number;
}

const budgets: readonly number[] = [500, 1_000];
const baseline = { k: 20, tokens: 3_000 };

const termsOf = (text: string): readonly string[] => perception.perceiveCue(text, 0 as Millis).terms;

/** As a prompt of plain recall has it: when, who, all that was said. */
function plain({ time, speaker, role, ...episode }: Episode): string {
  const text = [episode.title, renderText(episode), episode.caption].filter(Boolean).join(" ");
  return `${new Date(time).toISOString().slice(0, 10)} ${speaker ?? role ?? ""}: ${text}`;
}

/** A turn is inside if it is there; it answers if it also has the words of the answer that the whole of it has. */
class Tally {
  #any = 0;
  #all = 0;
  #share = 0;
  #answer = 0;
  #tokens = 0;
  #most = 0;
  n = 0;

  add(
    { texts, tokens }: Prompt,
    gold: readonly string[],
    answer: readonly string[],
    whole: ReadonlyMap<string, string>,
  ): void {
    const inside = gold.filter((id) => texts.has(id));
    const answers = inside.filter((id) => {
      const [has, had] = [texts.get(id)!, whole.get(id)!].map((text) => new Set(termsOf(text)));
      return answer.every((term) => !had!.has(term) || has!.has(term));
    });
    this.n++;
    this.#any += inside.length > 0 ? 1 : 0;
    this.#all += inside.length === gold.length ? 1 : 0;
    this.#share += inside.length / gold.length;
    this.#answer += answers.length > 0 ? 1 : 0;
    this.#tokens += tokens;
    this.#most = Math.max(this.#most, tokens);
  }

  rows(slice: string, system: string): TruthRow[] {
    const row = (metric: string, value: number): TruthRow => ({
      dataset: "locomo",
      slice,
      metric,
      system,
      value,
      n: this.n,
    });
    return [
      row("evidence_inside", this.#any / this.n),
      row("answer_inside", this.#answer / this.n),
      row("all_evidence_inside", this.#all / this.n),
      row("share_inside", this.#share / this.n),
      row("tokens", this.#tokens / this.n),
      row("most_tokens", this.#most),
    ];
  }
}

function answersIn(folder: string): ReadonlyMap<string, string> {
  const samples: readonly { sample_id: string; qa: readonly { answer?: unknown }[] }[] = JSON.parse(
    readFileSync(join(folder, "locomo.json"), "utf8"),
  );
  return new Map(
    samples.flatMap(({ sample_id, qa }) =>
      qa.map(({ answer }, index) => [`${sample_id}:${index}`, String(answer ?? "")] as const),
    ),
  );
}

export interface ContextReport {
  readonly meta: Meta;
  readonly results: readonly TruthRow[];
}

/** Of LoCoMo's questions with an answer (1-4): what a context holds of the evidence, against plain recall. */
export async function runContext(
  { directory, quick }: { readonly directory: string; readonly quick: boolean },
  log: (line: string) => void,
): Promise<ContextReport> {
  const meta = metaOf("context", 0, quick);
  log(metaLines(meta));
  const folder = join(directory, "locomo");
  if (!existsSync(folder)) return { meta, results: [] };
  const answers = answersIn(folder);
  const tallies = new Map<string, Map<string, Tally>>();
  const tallyOf = (slice: string, system: string): Tally => {
    const systems = tallies.get(slice) ?? new Map<string, Tally>();
    tallies.set(slice, systems);
    const tally = systems.get(system) ?? new Tally();
    systems.set(system, tally);
    return tally;
  };
  const progress = progressLine();
  for (const brain of partOf(loadLocomo(folder, "locomo"), quick).brains) {
    progress.show(`context: ${brain.name}`);
    for await (const [question, system, prompt, whole] of promptsOf(brain)) {
      const answer = termsOf(answers.get(question.id) ?? "");
      for (const slice of question.slices) tallyOf(slice, system).add(prompt, question.gold, answer, whole);
    }
  }
  progress.done();
  const results = [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([slice, systems]) => [...systems].flatMap(([system, tally]) => tally.rows(slice, system)));
  log(truthTable(results));
  return { meta, results };
}

async function* promptsOf({
  items,
  questions,
}: BrainSet): AsyncGenerator<readonly [Question, string, Prompt, ReadonlyMap<string, string>]> {
  await using brain = await openBrain();
  await brain.observe(items);
  await brain.ready();
  const whole = new Map(
    items.map(({ id, text, caption }) => [id, [text, caption].filter(Boolean).join(" ")]),
  );
  for (const question of questions) {
    if (!question.slices.includes("1-4")) continue;
    const asked = question.now === undefined ? {} : { now: question.now };
    const { memories } = await brain.recall(question.text, { ...asked, k: baseline.k });
    const texts = new Map<string, string>();
    let tokens = 0;
    for (const { episode } of memories) {
      const line = plain(episode);
      const more = countTokens(line) + 1;
      if (tokens + more > baseline.tokens) break;
      tokens += more;
      texts.set(episode.id, line);
    }
    yield [question, `top${baseline.k}-${baseline.tokens}`, { texts, tokens }, whole];
    for (const budget of budgets) {
      const given = await brain.context({ ...asked, cue: question.text, budgetTokens: budget });
      const inside = new Map<string, string>();
      for (const { episode, text } of given.lines)
        inside.set(episode, `${inside.get(episode) ?? ""} ${text}`);
      yield [question, `context-${budget}`, { texts: inside, tokens: given.tokens }, whole];
    }
  }
}

const partOf = (dataset: Dataset, quick: boolean): Dataset => (quick ? quickPart(dataset) : dataset);

if (import.meta.main) {
  const { values } = parseArgs({ options: { data: { type: "string" } } });
  const directory =
    values.data ?? process.env.ENCEPHALON_DATA ?? join(import.meta.dirname, "../../../shared/data");
  await runContext({ directory, quick: false }, console.log);
}
