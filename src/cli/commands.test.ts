import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { after, describe, test } from "node:test";
import type { Context, Observed, RecallResult, Why } from "../index.ts";
import { type Outcome, olderNode, runCli, scratchFolder } from "./fixtures/run-cli.ts";

const folder = scratchFolder();
after(folder.remove);

const chat = `[2024-05-01 10:15] Ana: I moved to Porto in March.
[2024-05-01 10:16] Ben: My sister keeps bees in Ghent.
`;

/** A call that must succeed in silence on standard error. */
async function ok(args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await runCli(args, input === undefined ? {} : { input });
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, args.join(" "));
  return stdout;
}

function json<T>(text: string): T {
  return JSON.parse(text) as T;
}

describe("observe and recall", { concurrency: 2 }, () => {
  test("U3: a file is stored once, however often it is observed, and grows", async () => {
    const brain = folder.path("once.brain");
    const file = folder.path("chat.txt");
    writeFileSync(file, chat);
    assert.match(
      await ok(["observe", file, "--brain", brain]),
      /\(text\): 2 percepts, 2 stored, 0 known already\n$/,
    );
    writeFileSync(file, `${chat}[2024-05-01 10:17] Ana: And I bought a boat.\n`);
    const again = json<Record<string, unknown>>(await ok(["--json", "observe", file, "--brain", brain]));
    assert.deepEqual(
      { ...again, files: null },
      { files: null, stored: 1, duplicates: 2, erased: 0, redactions: 0 },
    );
    const human = await ok(["recall", "where", "did", "Ana", "move", "-k", "1", "--brain", brain]);
    assert.match(
      human,
      /^1\. 2024-05-01 10:15 {2}Ana\n {3}I moved to Porto in March\.\n {3}score [\d.]+, confidence [\d.]+, id .+chat\.txt:[0-9a-f]{12}\n\n1 memory, confidence [\d.]+ that the answer is there\.\n$/,
    );
    const result = json<RecallResult>(
      await ok([
        "recall",
        "bees",
        "--json",
        "--explain",
        "--from",
        "2024-05-01",
        "--kind",
        "utterance",
        "--brain",
        brain,
      ]),
    );
    assert.equal(result.memories[0]?.episode.speaker, "Ben");
    assert.equal(result.memories[0]?.confidence.calibrated, true);
    assert.ok((result.memories[0]?.channels.lexical?.reasons ?? []).length > 0);
  });

  test("U3: a chat saved in the middle of a message is observed again; an edited list of messages is told", async () => {
    const brain = folder.path("edited.brain");
    const file = folder.path("grown.txt");
    writeFileSync(file, chat);
    await ok(["observe", file, "--brain", brain]);
    writeFileSync(file, `${chat}and more.\n`);
    assert.match(await ok(["observe", file, "--brain", brain]), /2 percepts, 1 stored, 1 known already/);
    const messages = folder.path("messages.jsonl");
    writeFileSync(messages, '{"role":"user","text":"one"}\n');
    await ok(["observe", messages, "--brain", brain]);
    writeFileSync(messages, '{"role":"user","text":"two"}\n');
    const { code, stderr } = await runCli(["observe", messages, "--brain", brain]);
    assert.equal(code, 4);
    assert.match(stderr, /messages\.jsonl has something else for an id that is known: it was edited,/);
    assert.match(await ok(["observe", messages, "--name", "new", "--brain", brain]), /1 stored/);
  });

  test("U3: a pipe of JSON lines, of chat, and the same pipe again", async () => {
    const brain = folder.path("pipe.brain");
    const lines = '{"id":"a","speaker":"Kit","text":"Tabs, not spaces.","time":"2026-02-01"}\n';
    assert.match(
      await ok(["observe", "--brain", brain], lines),
      /^standard input \(messages\): 1 percept, 1 stored/,
    );
    assert.match(await ok(["observe", "-", "--brain", brain], chat), /\(text\): 2 percepts, 2 stored/);
    assert.match(await ok(["observe", "--brain", brain], chat), /2 percepts, 0 stored, 2 known already/);
    assert.match(
      await ok(["observe", "--brain", brain], `${chat}[2024-05-02 09:00] Ben: Bye.\n`),
      /3 stored/,
    );
  });

  test("U3: one text with its fields and scope, which a recall sees from inside alone", async () => {
    const brain = folder.path("text.brain");
    const fields = [
      "--speaker",
      "Ana",
      "--role",
      "user",
      "--time",
      "2026-03-14",
      "--session",
      "s",
      "--id",
      "x",
    ];
    const scope = ["--scope", "tenant=acme,user=ana"];
    const args = ["observe", "--text", "I moved to Porto.", ...fields, ...scope, "--brain", brain];
    const observed = json<Observed>(await ok([...args, "--json"]));
    assert.deepEqual(
      { id: observed.id, stored: observed.stored, duplicate: observed.duplicate },
      { id: "x", stored: true, duplicate: false },
    );
    assert.equal(await ok(args), "Known already: x.\n");
    assert.equal(await ok(["recall", "Porto", "--brain", brain]), "Nothing found.\n");
    assert.match(
      await ok(["recall", "Porto", ...scope, "--brain", brain]),
      /^1\. 2026-03-14 {2}Ana \(user\)\n/,
    );
    const { episode } = json<Why>(await ok(["why", "x", "--json", "--brain", brain]));
    assert.deepEqual(episode, {
      id: "x",
      kind: "utterance",
      content: [{ type: "text", text: "I moved to Porto." }],
      speaker: "Ana",
      role: "user",
      time: Date.UTC(2026, 2, 14),
      session: "s",
      scope: { tenant: "acme", user: "ana" },
    });
  });

  test("U4: nothing recalled is an answer and exits with 0", async () => {
    const brain = folder.path("nothing.brain");
    await ok(["observe", "--text", "Bees.", "--quiet", "--brain", brain]);
    assert.equal(await ok(["recall", "submarines", "--brain", brain]), "Nothing found.\n");
    const result = json<RecallResult>(await ok(["recall", "submarines", "--json", "--brain", brain]));
    assert.deepEqual(
      { memories: result.memories, abstained: result.abstained },
      { memories: [], abstained: true },
    );
  });

  test("U7: where it does not know it says so, with what it has of that and what comes nearest", async () => {
    const brain = folder.path("unknown.brain");
    const lines = [
      { speaker: "Ana", text: "My cat is called Miso.", time: "2026-04-01" },
      { speaker: "Ben", text: "I started at the harbour museum.", time: "2026-06-02" },
    ];
    await ok(["observe", "--brain", brain], lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const asked = ["recall", "What is Ben's cat\u001b[2J called?", "--brain", brain];
    const human = await ok(asked);
    assert.match(
      human.replace(/\s+/g, " "),
      /^It does not know\. It has 1 memory of "Ben", from 2026-06-02, but nothing of: cat, 2J, called\. The nearest: 1\. 2026-06-02 Ben I started/,
    );
    assert.doesNotMatch(human, /\u001b/);
    const { abstained, confidence, feeling } = json<RecallResult>(await ok([...asked, "--json"]));
    assert.deepEqual([abstained, confidence.calibrated, feeling?.memories], [true, true, 1]);
    assert.ok(confidence.value < 0.75);
  });

  test("U6: no memory text moves the cursor, colours the screen or turns the line around", async () => {
    const brain = folder.path("escape.brain");
    const evil = "\u001b]0;owned\u0007\u001b[2J\u009b31m bees \u202edetalsnart\u202c \rgone\u0000";
    await ok(
      ["observe", "--brain", brain],
      `${JSON.stringify({ id: "e\u001b[1m", speaker: "Eve\u001b[5m\nroot", title: "t\u0008", text: evil })}\n`,
    );
    const outputs = [
      await ok(["recall", "bees", "--explain", "--brain", brain]),
      await ok(["recall", "bees", "--json", "--brain", brain]),
      await ok(["why", "e\u001b[1m", "--brain", brain]),
    ];
    for (const output of outputs)
      assert.doesNotMatch(output, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    assert.match(outputs[0]!, /Eve\\x1b\[5m root/);
    assert.match(outputs[0]!, /\\x1b\[2J\\x9b31m bees \\u202edetalsnart/);
    const { memories } = json<RecallResult>(outputs[1]!);
    assert.deepEqual(memories[0]?.episode.content, [{ type: "text", text: evil }]);
  });

  test("U2, U7: a brain that cannot be written is still recalled from", {
    skip: process.getuid?.() === 0,
  }, async () => {
    const brain = folder.path("read-only.brain");
    await ok(["observe", "--text", "Bees.", "--quiet", "--brain", brain]);
    const { chmodSync } = await import("node:fs");
    chmodSync(brain, 0o400);
    assert.match(await ok(["recall", "bees", "--brain", brain]), /Bees\./);
    assert.equal((await runCli(["forget", "x", "--brain", brain])).code, 5);
  });
});

describe("keeping a brain", { concurrency: 2 }, () => {
  test("forget, remember and erase; erase asks, and without a person needs --yes", async () => {
    const brain = folder.path("keep.brain");
    const on = (...args: string[]): string[] => [...args, "--brain", brain];
    await ok(on("observe", "--text", "The heron nests here.", "--id", "h", "--time", "2026-01-01"));
    assert.equal(await ok(on("forget", "h")), "Forgot 1 episode.\n");
    assert.equal(await ok(on("recall", "heron")), "Nothing found.\n");
    assert.deepEqual(json(await ok(on("remember", "h", "--json"))), { remembered: ["h"] });
    assert.match(await ok(on("recall", "heron")), /nests/);
    const refused = await runCli(on("erase", "h"));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--yes/);
    assert.match(
      await ok(on("erase", "h", "--yes")),
      /^Erased 1 episode, .+\nProved: .+ never held it\.\nSearched for \d+ strings of it: file 0.+\nFinal: the bytes are gone\./,
    );
    assert.equal((await runCli(on("why", "h"))).code, 3);
    assert.equal(readFileSync(brain).includes("heron"), false);
    assert.equal(
      await ok(on("observe", "--text", "The heron nests here.", "--id", "h")),
      "Erased before, not learned again: h.\n",
    );
  });

  test("ER10: erase by what episodes have in common", async () => {
    const brain = folder.path("erase.brain");
    const on = (...args: string[]): string[] => [...args, "--brain", brain];
    const lines = ["Ana", "Ben", "Ana"].map((speaker, i) =>
      JSON.stringify({ id: `t${i}`, speaker, text: `Turn ${i}.` }),
    );
    await ok(on("observe", "--source", "chat", "--quiet"), lines.join("\n"));
    assert.equal((await runCli(on("erase", "--yes"))).code, 2, "nothing says what");
    assert.equal((await runCli(on("erase", "--speaker", "ana", "--yes"))).code, 3, "nobody is called that");
    const { erased, status, proof } = json(
      await ok(on("erase", "--speaker", "Ana", "--source", "chat", "--no-prove", "--yes", "--json")),
    ) as Record<string, unknown>;
    assert.deepEqual([erased, status, proof], [["t0", "t2"], "final", null]);
    assert.equal((await runCli(on("why", "t1"))).code, 0);
  });

  test("stats, sleep, doctor and backup of a sound brain", async () => {
    const brain = folder.path("sound.brain");
    await ok(["observe", "--brain", brain, "--quiet"], chat);
    const stats = json<Record<string, unknown>>(await ok(["stats", "--json", "--brain", brain]));
    assert.deepEqual(
      { episodes: stats.episodes, events: stats.events, from: stats.from, to: stats.to },
      { episodes: 2, events: 2, from: Date.UTC(2024, 4, 1, 10, 15), to: Date.UTC(2024, 4, 1, 10, 16) },
    );
    assert.match(await ok(["stats", "--brain", brain]), /^happened +2024-05-01 10:15 to 2024-05-01 10:16$/m);
    assert.match(await ok(["sleep", "--brain", brain]), /^Slept 1 step, /);
    assert.deepEqual(
      json<{ problems: unknown }>(await ok(["sleep", "--json", "--brain", brain])).problems,
      [],
    );
    assert.match(await ok(["doctor", "--brain", brain]), /: 4 events, 2 episodes\. All is well\.\n$/);
    const copy = folder.path("copy.brain");
    assert.equal(await ok(["backup", copy, "--brain", brain]), `Backed up to ${copy}.\n`);
    assert.match(await ok(["recall", "bees", "--brain", copy]), /Ghent/);
    assert.equal((await runCli(["backup", copy, "--brain", brain])).code, 4);
  });

  test("export and import carry a whole brain, line separators included, and never half a one", async () => {
    const from = folder.path("from.brain");
    const to = folder.path("to.brain");
    const file = folder.path("bundle.jsonl");
    await ok(["observe", "--brain", from, "--quiet"], chat);
    await ok(["observe", "--text", "one\u2028two\u2029three\r\nfour", "--id", "lines", "--brain", from]);
    const piped = await ok(["export", "--brain", from]);
    assert.equal(piped.split("\n").length, 6, "a manifest, three events, a footer");
    assert.match(await ok(["export", file, "--brain", from]), /^Exported 5 lines/);
    assert.equal(readFileSync(file, "utf8"), piped);
    assert.deepEqual(json(await ok(["import", "--json", "--brain", to], piped)), { added: 3, skipped: 0 });
    assert.equal(await ok(["import", file, "--brain", to]), "Imported 0 events, 3 known already.\n");
    const why = json<Why>(await ok(["why", "lines", "--json", "--brain", to]));
    assert.deepEqual(why.episode.content, [{ type: "text", text: "one\u2028two\u2029three\r\nfour" }]);

    const cut = await runCli(["import", "--json", "--brain", folder.path("cut.brain")], {
      input: piped.slice(0, -20),
    });
    assert.equal(cut.code, 4);
    assert.equal(json<{ error: { code: string } }>(cut.stderr).error.code, "invalid-bundle");
    const left = json<Record<string, unknown>>(
      await ok(["stats", "--json", "--brain", folder.path("cut.brain")]),
    );
    assert.equal(left.events, 0, "as the help says");
    assert.equal((await runCli(["export", file, "--brain", from])).code, 4, "a file that is there stays");
    assert.equal(readFileSync(file, "utf8"), piped);
    assert.deepEqual(
      readdirSync(folder.path(".")).filter((name) => name.endsWith(".part")),
      [],
    );
  });

  test("U8: a reader that had enough ends an export in peace", async () => {
    const brain = folder.path("head.brain");
    const lines = Array.from({ length: 3_000 }, (_, i) =>
      JSON.stringify({ id: `${i}`, text: `bee ${i} ${"buzz ".repeat(20)}` }),
    );
    await ok(["observe", "--quiet", "--brain", brain], `${lines.join("\n")}\n`);
    const { spawn } = await import("node:child_process");
    const { cliArguments } = await import("./fixtures/run-cli.ts");
    const child = spawn(process.execPath, cliArguments("export", "--brain", brain));
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  });
});

describe("what is wrong, and how it is told", { concurrency: 2 }, () => {
  /** The four fields of an error, and the exit code. */
  async function failure(
    args: readonly string[],
    input = "",
  ): Promise<{ code: string; exit: number | null; value: unknown }> {
    const { code: exit, stdout, stderr } = await runCli([...args, "--json"], { input });
    assert.equal(stdout, "", args.join(" "));
    const { error } = json<{ error: { code: string; message: string; value: unknown; remedy: string } }>(
      stderr,
    );
    assert.deepEqual(Object.keys(error), ["code", "message", "value", "remedy"]);
    assert.ok(error.remedy.length > 0 && error.message.endsWith(error.remedy));
    return { code: error.code, exit, value: error.value };
  }

  test("U2: what only reads never makes a brain, and says where it looked", async () => {
    const brain = folder.path("absent.brain");
    const reading = [["recall", "x"], ["export"], ["doctor"], ["sleep"], ["erase", "x", "--yes"]];
    for (const args of reading)
      assert.deepEqual(
        await failure([...args, "--brain", brain]),
        { code: "no-brain", exit: 3, value: brain },
        args[0],
      );
    assert.equal(existsSync(brain), false);
    writeFileSync(brain, "");
    assert.equal((await failure(["recall", "x", "--brain", brain])).code, "no-brain");
    assert.equal(readFileSync(brain, "utf8"), "");
  });

  test("U4: usage is 2, what is not there 3, what cannot be read 4", async () => {
    const brain = folder.path("errors.brain");
    await ok(["observe", "--text", "Bees.", "--id", "b", "--quiet", "--brain", brain]);
    const noise = folder.path("noise.bin");
    writeFileSync(noise, "a\0b");
    const cases: readonly (readonly [readonly string[], string, number])[] = [
      [["recall"], "usage", 2],
      [["recal", "x"], "usage", 2],
      [["recall", "x", "-k", "0"], "usage", 2],
      [["recall", "x", "--kind", "dream"], "usage", 2],
      [["recall", "x", "--scope", "planet=mars"], "usage", 2],
      [["recall", "x", "--from", "yesterday"], "invalid-time", 2],
      [["observe", "f", "--speaker", "Ana"], "usage", 2],
      [["observe", "f", "--text", "t"], "usage", 2],
      [["why", "nobody"], "unknown-episode", 3],
      [["observe", folder.path("none.txt")], "no-file", 3],
      [["observe", folder.path(".")], "unreadable-file", 4],
      [["observe", noise], "unreadable-transcript", 4],
      [["observe", "--text", "  "], "invalid-percept", 4],
      [["observe", "--text", "Wasps.", "--id", "b"], "id-conflict", 4],
    ];
    for (const [args, code, exit] of cases) {
      const found = await failure([...args, "--brain", brain]);
      assert.deepEqual({ code: found.code, exit: found.exit }, { code, exit }, args.join(" "));
    }
  });

  test("U4: doctor reports on a file that is no brain, a damaged one and one of a later version", async () => {
    const foreign = folder.path("foreign.brain");
    writeFileSync(foreign, "Dear diary,\n".repeat(2_000));
    const damaged = folder.path("damaged.brain");
    await ok(["observe", "--quiet", "--brain", damaged], chat);
    const bytes = readFileSync(damaged);
    writeFileSync(damaged, bytes.subarray(0, 4_096 + 512));
    const newer = folder.path("newer.brain");
    await ok(["observe", "--quiet", "--brain", newer], chat);
    const { DatabaseSync } = await import("node:sqlite");
    const db = new DatabaseSync(newer);
    db.exec("PRAGMA user_version = 999; PRAGMA wal_checkpoint(TRUNCATE)");
    db.close();
    for (const [path, code] of [
      [foreign, "not-a-brain"],
      [damaged, "damaged"],
      [newer, "newer-brain"],
    ] as const) {
      const before = readFileSync(path);
      const report = await runCli(["doctor", "--json", "--brain", path]);
      const diagnosis = json<{ ok: boolean; code: string; findings: { remedy: string }[] }>(report.stdout);
      assert.deepEqual(
        { exit: report.code, ok: diagnosis.ok, code: diagnosis.code },
        { exit: 5, ok: false, code },
      );
      assert.ok(diagnosis.findings[0]!.remedy.length > 0);
      assert.deepEqual(readFileSync(path), before, "it keeps every byte");
    }
    const human = await runCli(["doctor", "--brain", foreign]);
    assert.equal(human.code, 5);
    assert.match(human.stdout, /1 problem:\n- .+ is not a brain.+\n {2}.+\n$/);
    assert.equal((await failure(["recall", "x", "--brain", newer])).exit, 5);
  });

  test("U4: doctor finds a changed event: 6 while the brain still opens, 5 when it does not", async () => {
    for (const asleep of [true, false]) {
      const brain = folder.path(`changed-${asleep}.brain`);
      await ok(["observe", "--quiet", "--brain", brain], chat);
      // What was checkpointed is not read again at opening.
      if (asleep) await ok(["sleep", "--quiet", "--brain", brain]);
      const bytes = readFileSync(brain);
      const at = bytes.indexOf("Porto");
      assert.ok(at > 0);
      bytes.write("Lagos", at);
      writeFileSync(brain, bytes);
      const { code, stdout } = await runCli(["doctor", "--brain", brain]);
      assert.equal(code, asleep ? 6 : 5);
      assert.match(
        stdout,
        asleep
          ? /- Event 1 \(episode "[^"]+"\) is not what was written\.\n {2}What is lost/
          : /- .+ is damaged.+\n {2}Keep/,
      );
    }
  });

  test("U9: an older Node is told so before anything else", async () => {
    const { code, stderr } = await runCli(["stats"], { node: ["--import", olderNode] });
    assert.equal(code, 1);
    assert.match(stderr, /^encephalon: Encephalon needs Node 24 or later; this is Node 20\.20\.2\. .+\n$/);
  });

  test("U1: --brain goes before ENCEPHALON_BRAIN, which goes before the home folder", async () => {
    const home = folder.path("home");
    mkdirSync(home);
    const named = folder.path("named.brain");
    const inEnvironment = folder.path("environment.brain");
    const text = ["observe", "--quiet", "--text", "Bees."];
    const calls: readonly Promise<Outcome>[] = [
      runCli(text, { env: { HOME: home } }),
      runCli(text, { env: { HOME: home, ENCEPHALON_BRAIN: inEnvironment } }),
      runCli([...text, "--brain", named], {
        env: { HOME: home, ENCEPHALON_BRAIN: folder.path("neither.brain") },
      }),
    ];
    for (const call of calls) assert.equal((await call).code, 0);
    for (const path of [`${home}/.encephalon/memory.brain`, named, inEnvironment])
      assert.ok(existsSync(path), path);
    assert.equal(existsSync(folder.path("neither.brain")), false);
  });

  test("help names every exit code; every command has help", async () => {
    const help = await ok(["--help"]);
    for (const code of [0, 1, 2, 3, 4, 5, 6, 130]) assert.match(help, new RegExp(`^ {2}${code} `, "m"));
    assert.match(await ok(["recall", "--help"]), /--min-confidence <share>[\s\S]+--brain <file>/);
    assert.match(await ok(["--version"]), /^\d+\.\d+\.\d+\n$/);
  });
});

test("U8: SIGTERM closes the brain, and what was stored stays", async () => {
  const brain = folder.path("signal.brain");
  const { spawn } = await import("node:child_process");
  const { cliArguments } = await import("./fixtures/run-cli.ts");
  const child = spawn(process.execPath, cliArguments("mcp", "--brain", brain));
  const call = {
    jsonrpc: "2.0",
    id: 1,
    method: "tools/call",
    params: { name: "observe", arguments: { percepts: [{ text: "Bees.", id: "b" }] } },
  };
  child.stdin.write(`${JSON.stringify(call)}\n`);
  child.stdout.once("data", () => child.kill("SIGTERM"));
  const code = await new Promise((resolve) => child.on("close", resolve));
  assert.equal(code, 143);
  assert.equal(existsSync(`${brain}-wal`), false, "closed: nothing is left beside it");
  assert.match(await ok(["why", "b", "--brain", brain]), /Bees\./);
});

test("CX8: context writes text for a prompt, within a budget, and the same as JSON", async () => {
  const brain = folder.path("context.brain");
  await ok([
    "observe",
    "--brain",
    brain,
    "--role",
    "user",
    "--text",
    "Always answer in short sentences.",
    "--quiet",
  ]);
  await ok(["observe", "--brain", brain, "--role", "user", "--text", "I live in Porto.", "--quiet"]);
  const text = await ok(["context", "--brain", brain]);
  assert.match(text, /^Who asks:\n[-\d]{10}\n> user: I live in Porto\nAsked for, always:\n/);
  const given = json<Context>(
    await ok(["context", "--brain", brain, "--json", "--budget", "60", "Where", "do", "I", "live?"]),
  );
  assert.ok(given.tokens <= 60 && given.lines.length > 0);
  assert.notEqual((await runCli(["context", "--brain", brain, "--budget", "3"])).code, 0);
});
