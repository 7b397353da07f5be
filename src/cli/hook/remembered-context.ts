import { basename } from "node:path";
import type { Brain, Degradation, Episode, EpisodeKind, Memory, Scope, Why } from "../../index.ts";
import { harmlessLine } from "../../model/harmless.ts";
import { when } from "../../servers/describe.ts";
import { quotationNotice, quote } from "../../servers/quote.ts";
import type { HookInput } from "./hook-input.ts";
import { sessionMark } from "./observe-transcript.ts";

/** Claude Code moves what is longer than 10,000 characters to a file that nobody may read. */
const longestContext = 9_000;
const longestQuote = 600;
const lastTurns = 8;
const projectMemories = 6;
const promptMemories = 5;
/** Tokens of what the user is and asked for, at most: it is there in every session. */
const standingTokens = 400;
/** A memory that bears on the prompt is worth three that are read in vain. */
const promptConfidence = 1 / 4;
/** Calls of tools and their results are for `recall`; a session begins with words. */
const kinds: readonly EpisodeKind[] = ["utterance", "observation"];
/** Marks looked through for the last session, first those of the last days. */
const marksSought = 200;
const recentDays = 30;
const dayMs = 86_400_000;
/** Episodes of a session that are walked through to reach its end. */
const longestSession = 5_000;

/**
 * SPEC V4: how the last session of the project ended, and what else comes back on the project's name.
 * Nothing is summed up: that would take a language model. null when there is neither.
 */
export async function sessionContext(brain: Brain, input: HookInput, scope: Scope): Promise<string | null> {
  const name = harmlessLine(basename(input.project));
  const mark = await lastSession(brain, input, scope);
  const turns = mark === null ? [] : await lastWords(brain, mark);
  const { memories, degraded } = await brain.recall(`What did we decide about ${name}?`, {
    k: projectMemories * 4,
    kinds,
    asker: "user",
    scope,
  });
  const known = new Set(turns.map(({ episode }) => episode.id));
  const others = elsewhere(memories, input)
    .filter(({ episode }) => !known.has(episode.id))
    .slice(0, projectMemories);
  return compose([
    ...(await standing(brain, input, scope)),
    ...(mark === null
      ? []
      : section(`The last session in ${name} began ${when(mark.time)} and ended with:`, turns)),
    ...section(`Also remembered about ${name} (best first, perhaps of no use):`, others),
    ...broken(degraded),
  ]);
}

/** What a prompt brings back from other sessions; null when that is nothing. */
export async function promptContext(brain: Brain, input: HookInput, scope: Scope): Promise<string | null> {
  if (input.prompt === null || input.prompt.trim() === "") return null;
  const { memories, abstained, degraded } = await brain.recall(input.prompt, {
    k: promptMemories * 2,
    kinds,
    asker: "user",
    minConfidence: promptConfidence,
    scope,
  });
  // A prompt is seldom a question about the past: what comes nearest where the brain does not know is in the way.
  const found = abstained ? [] : elsewhere(memories, input).slice(0, promptMemories);
  return compose([
    ...section("The prompt brings back (best first, perhaps of no use):", found),
    ...broken(degraded),
  ]);
}

/** Who the user is, what they asked for, for good, and prefer: as they said it in other sessions. */
async function standing(brain: Brain, { session }: HookInput, scope: Scope): Promise<readonly string[]> {
  const { lines } = await brain.context({ asker: "user", budgetTokens: standingTokens, scope });
  const said: string[] = [];
  for (const { episode: id, text, said: time } of lines) {
    const { episode } = await brain.why(id);
    if (episode.session !== session && !isMark(episode)) said.push(`> ${when(time)} ${text}`);
  }
  return said.length === 0 ? [] : [["The user, in their words:", ...said].join("\n")];
}

/** The mark of the project's latest session before this one. */
async function lastSession(brain: Brain, input: HookInput, scope: Scope): Promise<Episode | null> {
  const { text } = sessionMark("", input.project);
  for (const from of [Date.now() - recentDays * dayMs, 0]) {
    const { memories } = await brain.recall(text!, { k: marksSought, kinds: ["observation"], from, scope });
    const marks = memories
      .map(({ episode }) => episode)
      .filter((episode) => isMark(episode) && episode.metadata?.project === input.project)
      .filter(({ session }) => session !== input.session)
      .sort((a, b) => b.time - a.time);
    if (marks[0] !== undefined) return marks[0];
  }
  return null;
}

/** What was said last in the session that the mark stands before. */
async function lastWords(brain: Brain, mark: Episode): Promise<readonly Shown[]> {
  const said: Why[] = [];
  let why = await brain.why(mark.id);
  for (let steps = 0; why.next !== null && steps < longestSession; steps++) {
    why = await brain.why(why.next.id);
    if (why.episode.kind === "utterance") said.push(why);
  }
  return said.slice(-lastTurns);
}

/** Words from other sessions: this one's are in front of the model already. */
function elsewhere(memories: readonly Memory[], { session }: HookInput): readonly Memory[] {
  return memories.filter(({ episode }) => !isMark(episode) && episode.session !== session);
}

function isMark({ id }: Episode): boolean {
  return id.startsWith("claude-code/");
}

/** An episode with whose word it is. */
type Shown = Pick<Memory, "episode" | "provenance">;

function section(title: string, shown: readonly Shown[]): readonly string[] {
  if (shown.length === 0) return [];
  return [title, ...shown.map(({ episode, provenance }) => quote(episode, longestQuote, provenance))];
}

/** SPEC U7: an outage never looks like forgetting. */
function broken(degraded: readonly Degradation[]): readonly string[] {
  return degraded.map(({ channel, reason, detail }) => `Incomplete: ${channel} ${reason} (${detail}).`);
}

/** As many of the blocks as there is room for, after the notice; null when there are none. */
function compose(blocks: readonly string[]): string | null {
  if (blocks.length === 0) return null;
  let context = `From Encephalon, this user's memory. ${quotationNotice}`;
  for (const block of blocks) {
    if (context.length + block.length + 2 > longestContext) break;
    context += `\n\n${block}`;
  }
  return context;
}
