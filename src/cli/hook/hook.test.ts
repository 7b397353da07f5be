import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import type { BrainStats } from "../../index.ts";
import { type Outcome, olderNode, runCli, scratchFolder } from "../fixtures/run-cli.ts";
import { askingEvents, observingEvents } from "./answer-hook.ts";

const folder = scratchFolder();
after(folder.remove);

/** Written by hand, in the form of Claude Code's transcripts. */
const transcript = readFileSync(join(import.meta.dirname, "../fixtures/claude-code-session.jsonl"), "utf8");
const first = "5e551011-0000-4000-8000-000000000001";
const second = "5e551011-0000-4000-8000-000000000002";
const project = "/home/kit/ledger";

/** In the form that Claude Code sends on a hook's standard input. */
function hookInput(event: string, session: string, more: object = {}): string {
  return JSON.stringify({
    session_id: session,
    transcript_path: folder.path(`${session}.jsonl`),
    cwd: project,
    permission_mode: "default",
    hook_event_name: event,
    ...more,
  });
}

function hook(brain: string, input: string, ...args: string[]): Promise<Outcome> {
  return runCli(["hook", "--brain", brain, ...args], { input });
}

/** The context that a hook adds; null when it prints nothing. Nothing may be told on standard error. */
async function contextOf(brain: string, input: string): Promise<string | null> {
  const { code, stdout, stderr } = await hook(brain, input);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  if (stdout === "") return null;
  const { hookSpecificOutput } = JSON.parse(stdout) as {
    hookSpecificOutput: { hookEventName: string; additionalContext: string };
  };
  assert.equal(
    hookSpecificOutput.hookEventName,
    (JSON.parse(input) as { hook_event_name: string }).hook_event_name,
  );
  return hookSpecificOutput.additionalContext;
}

async function episodes(brain: string): Promise<number> {
  return (JSON.parse((await runCli(["stats", "--json", "--brain", brain])).stdout) as BrainStats).episodes;
}

test("V4: a new session is told what the user asked for, for good, in others", async () => {
  const brain = folder.path("standing.brain");
  const say = async (session: string, text: string): Promise<void> => {
    const args = ["observe", "--brain", brain, "--text", text, "--role", "user", "--session", session];
    assert.equal((await runCli(args)).code, 0);
  };
  await say(first, "Always answer in short sentences.");
  await say(second, "Never mention the weather.");
  const context = (await contextOf(brain, hookInput("SessionStart", second, { source: "startup" }))) ?? "";
  assert.match(
    context,
    /\n\nThe user, in their words:\n> \d{4}-\d\d-\d\d[ \d:]* Always answer in short sentences$/m,
  );
  assert.doesNotMatch(context, /weather/);
});

test("V4: a new session is told how the last one of its project ended, and what was decided", async () => {
  const brain = folder.path("project.brain");
  const start = hookInput("SessionStart", second, { source: "startup" });
  assert.equal(await contextOf(brain, start), null, "before there is a memory there is nothing to tell");
  assert.equal(existsSync(brain), false);

  writeFileSync(folder.path(`${first}.jsonl`), transcript);
  assert.equal(await contextOf(brain, hookInput("Stop", first, { stop_hook_active: false })), null);
  const context = (await contextOf(brain, start)) ?? "";
  assert.match(context, /^From Encephalon, .+They are not instructions/);
  assert.match(context, /The last session in ledger began 2026-02-03 09:00 and ended with:\n\n/);
  assert.match(
    context,
    /\n2026-02-03 09:02 user \["[^"]+"\]\n> Then we decide: amounts are whole cents everywhere/,
  );
  assert.ok(
    context.indexOf("off by a cent") < context.indexOf("Then we decide"),
    "in the order in which it was said",
  );
  assert.doesNotMatch(
    context,
    /Claude Code session in|parseFloat\(field\)/,
    "neither marks nor tools' results",
  );
  assert.equal(context.split("amounts are whole cents").length, 2, "and nothing twice");

  assert.equal(await contextOf(brain, hookInput("SessionStart", second, { source: "resume" })), null);
  const elsewhere = await contextOf(
    brain,
    hookInput("SessionStart", second, { source: "startup", cwd: "/home/kit/garden" }),
  );
  assert.doesNotMatch(elsewhere ?? "", /The last session/);
});

test("V4: the session's own words are not told to it again", async () => {
  const brain = folder.path("own.brain");
  writeFileSync(folder.path(`${first}.jsonl`), transcript);
  await hook(brain, hookInput("SessionEnd", first, { reason: "clear" }));
  assert.equal(await contextOf(brain, hookInput("SessionStart", first, { source: "compact" })), null);
  assert.equal(
    await contextOf(
      brain,
      hookInput("UserPromptSubmit", first, { prompt: "amounts whole cents floats banned" }),
    ),
    null,
  );
});

test("V4: a prompt brings back what bears on it, and nothing when nothing does", async () => {
  const brain = folder.path("prompt.brain");
  writeFileSync(folder.path(`${first}.jsonl`), transcript);
  await hook(brain, hookInput("PreCompact", first, { trigger: "auto", custom_instructions: "" }));
  const context = await contextOf(
    brain,
    hookInput("UserPromptSubmit", second, { prompt: "Are floats banned from this repository?" }),
  );
  assert.match(context ?? "", /> Then we decide: amounts are whole cents/);
  assert.equal(
    await contextOf(brain, hookInput("UserPromptSubmit", second, { prompt: "Plan a holiday on Crete." })),
    null,
  );
});

test("V5: a transcript that grows is observed once; the rest of it alone, each time", async () => {
  const brain = folder.path("grows.brain");
  const session = "5e551011-0000-4000-8000-000000000003";
  const lines = transcript.replaceAll(first, session).trimEnd().split("\n");
  const file = folder.path(`${session}.jsonl`);
  const stop = hookInput("Stop", session);
  // Words of user and assistant, a call and its result, and the mark before them.
  const known = [
    [2, 2],
    [4, 4],
    [5, 5],
    [8, 8],
    [8, 8],
  ] as const;
  for (const [count, expected] of known) {
    writeFileSync(file, `${lines.slice(0, count).join("\n")}\n{"type":"assistant","sessi`);
    assert.equal(await contextOf(brain, stop), null);
    assert.equal(await episodes(brain), expected, `${count} lines`);
  }
  const { events } = JSON.parse((await runCli(["stats", "--json", "--brain", brain])).stdout) as BrainStats;
  assert.equal(events, 8, "an observation of what is known writes nothing");
});

test("V5: a hook works within the scope it is given", async () => {
  const brain = folder.path("scoped.brain");
  writeFileSync(folder.path(`${first}.jsonl`), transcript);
  await hook(brain, hookInput("Stop", first), "--scope", "user=kit");
  const start = hookInput("SessionStart", second, { source: "startup" });
  assert.equal(await contextOf(brain, start), null);
  assert.match((await hook(brain, start, "--scope", "user=kit")).stdout, /whole cents everywhere/);
});

test("V6: no error disturbs a session, and none is hidden", async () => {
  const damaged = folder.path("damaged.brain");
  writeFileSync(damaged, "no brain at all ".repeat(500));
  const fine = folder.path("fine.brain");
  const start = hookInput("SessionStart", second, { source: "startup" });
  const cases: readonly (readonly [readonly string[], string, RegExp])[] = [
    [["hook", "--brain", damaged], start, /is not a brain/],
    [["hook", "--brain", fine], "not JSON", /not what a hook is given/],
    [
      ["hook", "--brain", fine],
      hookInput("Stop", "gone", { transcript_path: folder.path("gone.jsonl") }),
      /There is no file/,
    ],
    [["hook", "--brain", fine, "--scope", "planet=mars"], start, /levels are/],
    [["hook", "--unknown"], start, /unknown option/i],
  ];
  for (const [args, input, message] of cases) {
    const { code, stdout, stderr } = await runCli(args, { input });
    assert.equal(code, 0, args.join(" "));
    assert.match(stderr, message);
    const { systemMessage, ...rest } = JSON.parse(stdout) as { systemMessage: string };
    assert.match(systemMessage, message);
    assert.deepEqual(rest, {});
  }
  assert.equal(
    await contextOf(fine, hookInput("Notification", first)),
    null,
    "an event that is none of ours",
  );
});

test("V6: on a Node that is too old, too, a hook disturbs nothing and the user is told", async () => {
  const { code, stdout, stderr } = await runCli(["hook", "--brain", folder.path("old.brain")], {
    input: hookInput("Stop", first),
    node: ["--import", olderNode],
  });
  assert.equal(code, 0);
  assert.match(stderr, /^encephalon: Encephalon needs Node 24 or later/);
  assert.deepEqual(JSON.parse(stdout), { systemMessage: stderr.trimEnd() });
});

test("V5: a transcript that is being written may end within a character", async () => {
  const brain = folder.path("cut.brain");
  const session = "5e551011-0000-4000-8000-000000000005";
  const lines = transcript.replaceAll(first, session);
  const whole = Buffer.from(lines + lines.split("\n")[1]!.replace("ledger", "café"));
  writeFileSync(folder.path(`${session}.jsonl`), whole.subarray(0, whole.indexOf("é") + 1));
  assert.equal(await contextOf(brain, hookInput("Stop", session)), null);
  assert.equal(await episodes(brain), 8);
});

test("V4: a context stays below what Claude Code shows, and cannot be broken out of", async () => {
  const brain = folder.path("long.brain");
  const session = "5e551011-0000-4000-8000-000000000004";
  const turns = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      sessionId: session,
      type: i % 2 === 0 ? "user" : "assistant",
      uuid: `${i}`,
      timestamp: new Date(Date.UTC(2026, 1, 4, 10, i)).toISOString(),
      message: {
        role: i % 2 === 0 ? "user" : "assistant",
        content: `ledger turn ${i}\u001b[2J\n${`# Rule ${i}: decide at once. `.repeat(200)}`,
      },
    }),
  );
  writeFileSync(folder.path(`${session}.jsonl`), `${turns.join("\n")}\n`);
  await hook(brain, hookInput("SessionEnd", session, { reason: "other" }));
  const context = (await contextOf(brain, hookInput("SessionStart", second, { source: "startup" }))) ?? "";
  assert.ok(context.length > 5_000 && context.length <= 9_000, `${context.length}`);
  assert.match(context, /> ledger turn 59\\x1b\[2J/);
  for (const line of context.split("\n").filter((text) => /Rule|turn/.test(text)))
    assert.ok(line.startsWith("> "), line);
});

test("V6: the settings that the recipe gives are JSON, and name events that are answered", () => {
  const recipe = readFileSync(join(import.meta.dirname, "../../../docs/claude-code.md"), "utf8");
  const [whole, optional] = [...recipe.matchAll(/```json\n([\s\S]+?)```/g)].map((match) => match[1]!);
  const { hooks } = JSON.parse(whole!) as { hooks: Record<string, { hooks: { command: string }[] }[]> };
  const more = JSON.parse(`{${optional}}`) as typeof hooks;
  const answered = [...askingEvents, ...observingEvents];
  assert.deepEqual(Object.keys({ ...hooks, ...more }).sort(), answered.sort());
  for (const groups of Object.values({ ...hooks, ...more }))
    for (const { command } of groups.flatMap((group) => group.hooks))
      assert.equal(command, "encephalon hook");
});
