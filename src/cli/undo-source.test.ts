import assert from "node:assert/strict";
import { after, test } from "node:test";
import { type Difference, type ErasureCertificate, openBrain } from "../index.ts";
import { lossOf } from "./commands/diff.ts";
import { runCli, scratchFolder } from "./fixtures/run-cli.ts";

const folder = scratchFolder();
after(folder.remove);

const cue = "How many bikes does Ana own?";

async function made(name: string): Promise<string> {
  const path = folder.path(name);
  const brain = await openBrain({ path });
  await brain.observe([
    { id: "old", speaker: "Ana", text: "I own three bikes.", time: "2024-01-01" },
    { id: "mail 1", speaker: "Ana", source: "mail", text: "I now own nine bikes.", time: "2024-05-01" },
    { id: "mail 2", speaker: "Ana", source: "mail", text: "I moved to Porto.", time: "2024-05-02" },
  ]);
  await brain.close();
  return path;
}

test("WO14: undo-source shows what would be lost, and does nothing where nobody can be asked or it is dry", async () => {
  const brain = await made("dry.brain");
  const refused = await runCli(["undo-source", "mail", "--brain", brain]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /Add --yes\./);
  const dry = await runCli(["undo-source", "mail", "--dry-run", "--cue", cue, "--brain", brain]);
  assert.equal(dry.stderr, "");
  assert.match(dry.stdout, /^2 episodes lost:\n {2}mail 1\n {2}mail 2\n\d claims lost:\n/);
  assert.match(dry.stdout, /Recall of "How many bikes does Ana own\?":\n {2}mail 1: place \d to none\n/);
  assert.match(dry.stdout, /Nothing was erased: this is what would be lost\.\n$/);
  const json = JSON.parse(
    (await runCli(["undo-source", "mail", "--dry-run", "--json", "--brain", brain])).stdout,
  ) as {
    readonly difference: Difference;
    readonly certificate: null;
  };
  assert.deepEqual(json.difference.episodes, { lost: ["mail 1", "mail 2"], gained: [] });
  assert.equal(json.certificate, null);
  const stranger = await runCli(["undo-source", "nobody", "--dry-run", "--brain", brain]);
  assert.equal(stranger.code, 3);
  assert.match(stranger.stderr, /Nothing here comes from "nobody"\./);
  assert.match((await runCli(["recall", "Porto", "--brain", brain])).stdout, /I moved to Porto\./);
});

test("WO14: undo-source erases what comes from the source, with a certificate", async () => {
  const brain = await made("undo.brain");
  const undone = await runCli(["undo-source", "mail", "--yes", "--json", "--brain", brain]);
  assert.deepEqual([undone.code, undone.stderr], [0, ""]);
  const { difference, certificate } = JSON.parse(undone.stdout) as {
    readonly difference: Difference;
    readonly certificate: ErasureCertificate;
  };
  assert.deepEqual(difference.episodes.lost, ["mail 1", "mail 2"]);
  assert.deepEqual(certificate.erased, ["mail 1", "mail 2"]);
  assert.equal(certificate.status, "final");
  const never = await openBrain({ path: folder.path("never.brain") });
  await never.observe({ id: "old", speaker: "Ana", text: "I own three bikes.", time: "2024-01-01" });
  const left = await openBrain({ path: brain, readOnly: true });
  assert.deepEqual(
    (await left.recall(cue)).memories.map(({ episode }) => episode.id),
    ["old"],
  );
  assert.equal((await left.recall(cue)).truth.current?.value, "three");
  assert.deepEqual(
    (await left.claims()).map(({ episode }) => episode),
    (await never.claims()).map(({ episode }) => episode),
  );
  await left.close();
  await never.close();
  assert.equal((await runCli(["undo-source", "mail", "--yes", "--brain", brain])).code, 3);
});

test("WO14, ER13: undo-source takes what was said because of it too, unless told otherwise", async () => {
  const said = [
    { id: "page", source: "page", text: "The museum is closed on Mondays." },
    { id: "told", role: "assistant", causedBy: "page", text: "Let us go on Tuesday." },
    { id: "booked", role: "tool", causedBy: "told", text: "Booked for Tuesday." },
    { id: "own", speaker: "Ana", text: "I like museums." },
  ];
  const undo = async (
    ...more: readonly string[]
  ): Promise<readonly [readonly string[], readonly string[]]> => {
    const path = folder.path(`because${more.length}.brain`);
    const brain = await openBrain({ path });
    await brain.observe(said.map((one, i) => ({ ...one, time: i })));
    await brain.close();
    const { stdout } = await runCli(["undo-source", "page", "--yes", "--json", ...more, "--brain", path]);
    const undone = JSON.parse(stdout) as {
      readonly consequences: readonly string[];
      readonly certificate: ErasureCertificate;
      readonly meanwhile: readonly string[];
    };
    assert.deepEqual([undone.certificate.status, undone.meanwhile], ["final", []]);
    return [undone.certificate.erased, undone.consequences];
  };
  assert.deepEqual(await undo(), [
    ["page", "told", "booked"],
    ["told", "booked"],
  ]);
  assert.deepEqual(await undo("--no-consequences"), [["page"], []]);
});

test("ER14: a source, speaker or session that is not there is told, with what is near it", async () => {
  const brain = await made("near.brain");
  for (const [args, message] of [
    [["undo-source", "Mail", "--dry-run"], /Nothing here comes from "Mail"\. There is "mail"\./],
    [["diff", "--source", "nope"], /Nothing here has the source "nope"\./],
    [["diff", "--speaker", "Anna"], /Nothing here has the speaker "Anna"\. There is "Ana"\./],
    [["erase", "--source", "mial", "--yes"], /Nothing here has the source "mial"\./],
  ] as const) {
    const { code, stderr } = await runCli([...args, "--brain", brain]);
    assert.equal(code, 3, stderr);
    assert.match(stderr, message);
  }
});

test("WO13, WO14: what others write while a loss is found is not lost", async () => {
  const path = await made("meanwhile.brain");
  await using brain = await openBrain({ path });
  await using other = await openBrain({ path });
  const fork = brain.fork.bind(brain);
  brain.fork = async () => {
    const forked = await fork();
    await other.observe({ id: "meanwhile", speaker: "Ana", text: "I bought a boat." });
    return forked;
  };
  const { episodes } = await lossOf(brain, { source: "mail" }, {});
  assert.deepEqual(episodes, { lost: ["mail 1", "mail 2"], gained: [] });
});

test("WO13: diff compares with the brain without something, or with another brain", async () => {
  const [brain, other] = [await made("one.brain"), await made("other.brain")];
  const equal = await runCli(["diff", other, "--cue", cue, "--brain", brain]);
  assert.deepEqual(equal, { code: 0, stdout: "No difference.\n", stderr: "" });
  const without = await runCli(["diff", "--id", "mail 1", "--id", "old", "--json", "--brain", brain]);
  assert.deepEqual((JSON.parse(without.stdout) as Difference).episodes.lost, ["old", "mail 1"]);
  const human = await runCli(["diff", "--speaker", "Ana", "--cue", "Porto", "--brain", brain]);
  assert.match(human.stdout, /^3 episodes lost:\n/);
  for (const args of [["diff"], ["diff", other, "--source", "mail"]]) {
    const { code, stderr } = await runCli([...args, "--brain", brain]);
    assert.equal(code, 2, stderr);
  }
  assert.equal((await runCli(["diff", "--id", "nobody", "--brain", brain])).code, 3);
});
