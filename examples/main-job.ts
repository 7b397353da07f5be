/**
 * The main job, from end to end: a brain takes in months of conversation, survives a restart, sleeps,
 * and answers cues with the episodes that bear on them and the reasons. No key, no server, no network.
 *
 *   npm start                         the history that ships with the project
 *   npm start -- FILE [CUE]...        a file of your own: LoCoMo json, JSONL, chat text, or a Claude
 *                                     Code or Codex session
 */
import { readFileSync, rmSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { readTranscript } from "../src/adapters/transcripts/read-transcript.ts";
import type { Transcript } from "../src/adapters/transcripts/transcript.ts";
import {
  type Brain,
  EncephalonError,
  harmlessLine,
  type Memory,
  openBrain,
  type Percept,
  renderText,
  type Statement,
} from "../src/index.ts";

interface Question {
  readonly ask: string;
  readonly asker?: string;
  readonly kind: string;
}

/** What the user can put right; the message says how. */
class Problem extends Error {}

const here = import.meta.dirname;

async function main(file: string | undefined, cues: readonly string[]): Promise<void> {
  const source = file ?? join(here, "history.jsonl");
  const path = resolve(file === undefined ? "encephalon-demo.brain" : `${basename(file)}.brain`);
  // The demonstration's own file starts afresh; a brain of the user's own file only ever grows.
  if (file === undefined) for (const end of ["", "-wal", "-shm"]) rmSync(path + end, { force: true });

  const transcript = readTranscript(basename(source), textOf(source));
  const questions =
    cues.length > 0
      ? cues.map((ask) => ({ ask, kind: "your cue" }))
      : file === undefined
        ? (JSON.parse(readFileSync(join(here, "cues.json"), "utf8")) as Question[])
        : cuesFrom(transcript.percepts);

  await observe(path, source, transcript);
  const started = performance.now();
  const brain = await openBrain({ path });
  say(`\nOPEN      the same file again: ${ms(performance.now() - started)}`);
  const slept = await brain.sleep();
  say(
    `SLEEP     ${slept.steps} steps in ${ms(slept.ms)}: ${size(slept.after)}, ${slept.problems.length} broken invariants`,
  );
  for (const question of questions) await recall(brain, question);
  const { episodes, bytes } = await brain.stats();
  await brain.close();
  say(`\n${episodes} episodes in ${size(bytes)}: ${path}`);
  say(`
TRY NEXT
  npm start -- FILE                                  your own chat, export, or coding session
  npm run encephalon -- recall --brain ${basename(path)} "your cue" --explain
  npm run encephalon -- --help
Memory for a coding agent, with this clone (more in docs/claude-code.md):
  claude mcp add --scope user encephalon -- npm --prefix "${resolve(here, "..")}" run --silent encephalon -- mcp`);
}

/** What is not UTF-8 is refused: replaced letters would be remembered for good. */
function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") throw new Problem(`There is no file ${resolve(file)}. Check its name.`);
    if (code === "EISDIR") throw new Problem(`${file} is a folder. Name one of the files in it.`);
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA")
      throw new Problem(`${file} is not UTF-8 text. Save it as UTF-8: it may be UTF-16 or Latin-1.`);
    throw error;
  }
}

async function observe(
  path: string,
  source: string,
  { format, percepts, skipped }: Transcript,
): Promise<void> {
  const sessions = new Set(percepts.map(({ session }) => session)).size;
  say(`OBSERVE   ${basename(source)} (${format}): ${percepts.length} percepts in ${sessions} sessions`);
  for (const { line, why } of skipped.slice(0, 3)) say(`          left out line ${line}: ${why}`);
  if (skipped.length > 3) say(`          and ${skipped.length - 3} more left out`);
  const brain = await openBrain({ path });
  const started = performance.now();
  const { stored, duplicates, redactions } = await brain
    .observe(percepts, {
      onProgress: ({ observed, total }) => {
        if (process.stderr.isTTY && observed !== total) process.stderr.write(`\r${observed}/${total} `);
      },
    })
    .catch(async (error: unknown) => {
      await brain.close();
      throw error instanceof EncephalonError && error.code === "id-conflict" ? changed(source, path) : error;
    });
  const took = performance.now() - started;
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  say(`          ${stored} stored, ${duplicates} known already, ${redactions} secrets taken out`);
  say(
    `          ${ms(took)}, ${(took / Math.max(percepts.length, 1)).toFixed(2)} ms each, no language model`,
  );
  await brain.close();
  say(`CLOSE     ${size(statSync(path).size)} on disk`);
}

function changed(file: string, path: string): Problem {
  return new Problem(
    `${path} holds an earlier version of ${file}, whose lines have changed since. ` +
      "To start afresh, delete that brain and run this again; or give the file another name.",
  );
}

async function recall(brain: Brain, { ask, asker, kind }: Question): Promise<void> {
  const result = await brain.recall(ask, { k: 5, explain: true, ...(asker !== undefined && { asker }) });
  say(`\nRECALL    "${harmlessLine(ask)}"  [${kind}${asker === undefined ? "" : `, asked by ${asker}`}]`);
  for (const { channel, detail } of result.degraded) say(`          degraded: ${channel}: ${detail}`);
  if (result.abstained) say("          it does not know; what comes nearest:");
  const { current, earlier, conflicts } = result.truth;
  if (current !== null && !result.abstained) {
    say(`  now: ${told(current)}`);
    for (const statement of earlier.slice(0, 3)) say(`  before: ${told(statement)}`);
  }
  for (const { statements } of conflicts.slice(0, 2))
    say(`  these contradict each other: ${statements.map(told).join(" / ")}`);
  result.memories.forEach((memory, i) => {
    say(`  ${i + 1}. ${describe(memory)}`);
    for (const line of reasons(memory)) say(`     ${line}`);
  });
  const confidence = result.confidence.value.toFixed(2);
  say(`     ${ms(result.timings.total ?? 0)}; confidence ${confidence}`);
}

function told({ said, source, text }: Statement): string {
  return `${new Date(said).toISOString().slice(0, 10)} ${harmlessLine(source)}: "${harmlessLine(text).slice(0, 120)}"`;
}

function describe({ episode, score }: Memory): string {
  const who = episode.speaker ?? episode.role ?? episode.kind;
  const date = new Date(episode.time).toISOString().slice(0, 10);
  const text = renderText(episode) || episode.caption || episode.title || "";
  return `${date}  ${score.toFixed(2)}  ${who}: ${harmlessLine(text).slice(0, 150)}`;
}

/** Which words matched, what else speaks for it, and, after a longer search, what led to it. */
function reasons({ channels }: Memory): readonly string[] {
  return ["lexical", "fusion", "hippocampus"].flatMap((name) => {
    const parts = (channels[name]?.reasons ?? [])
      .slice(0, 5)
      .map(({ what, weight }) => `${what} ${weight.toFixed(2)}`);
    return parts.length === 0 ? [] : [`${name}: ${parts.join("; ")}`];
  });
}

/**
 * Cues for a file that nobody asked anything about: the longest words of three of its turns, rarest
 * first, as somebody would remember them who has forgotten the rest.
 */
function cuesFrom(percepts: readonly Percept[]): Question[] {
  const texts = percepts.map(({ text, content }) => renderText({ content: content ?? [] }) || (text ?? ""));
  const counts = new Map<string, number>();
  const wordsOf = (text: string): string[] => [...new Set(text.toLowerCase().match(/\p{L}{4,20}/gu) ?? [])];
  for (const text of texts) for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [0.2, 0.5, 0.8].flatMap((share) => {
    const words = wordsOf(texts[Math.floor(share * texts.length)] ?? "")
      .sort((a, b) => (counts.get(a) ?? 0) - (counts.get(b) ?? 0))
      .slice(0, 3);
    return words.length === 0 ? [] : [{ ask: words.join(" "), kind: "words of one of its turns" }];
  });
}

function say(line: string): void {
  console.log(line);
}

function ms(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(2)} s`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

// npm runs a script in the package's folder; the paths that a user gives are from where they stand.
if (process.env.npm_lifecycle_event === "start" && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
try {
  const [file, ...cues] = process.argv.slice(2);
  await main(file, cues);
} catch (error) {
  const known = error instanceof EncephalonError || error instanceof Problem;
  console.error(known ? (error as Error).message : error);
  process.exitCode = 1;
}
