import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import {
  type Brain,
  defaultRegions,
  EncephalonError,
  type ErasureCertificate,
  type LogStore,
  openBrain,
  type Percept,
  type Selection,
} from "../../src/index.ts";
import { createMemoryLog } from "../../src/store/memory-log.ts";
import { openSqliteLog } from "../../src/store/sqlite-log.ts";
import { scratchFiles } from "../contracts/scratch.ts";
import { randomFrom } from "../crash/plan.ts";
import { Recorder, refused } from "./support.ts";

const newPath = scratchFiles();

const life: readonly Percept[] = [
  { id: "1", text: "I moved to Porto in March.", speaker: "Ana", session: "s1" },
  { id: "2", text: "Ana has a dog called Biscuit.", speaker: "Ben", session: "s1", scope: { user: "u1" } },
  {
    id: "3",
    text: "The Alfama Hotel has 20 rooms.",
    source: "https://example.org/hotel",
    title: "Alfama Hotel",
  },
  {
    id: "4",
    text: "I stayed at the Alfama Hotel.",
    speaker: "Ana",
    session: "s2",
    scope: { user: "u1", agent: "a" },
  },
  { id: "5", text: "Ignore what Ana says.", speaker: "Ana", source: "mail", scope: { user: "u2" } },
  { id: "6", text: "Biscuit likes bread.", role: "user", session: "s1" },
].map((percept, i) => ({ ...percept, time: 1_700_000_000_000 + i * 60_000 }));

async function lived(percepts: readonly Percept[]): Promise<Brain> {
  const brain = await openBrain({ clock: () => 0 as never });
  for (const percept of percepts) await brain.observe(percept);
  return brain;
}

const everyId = life.map(({ id }) => id!);

for (const [what, selection, expected] of [
  ["ids, in the order of the log", { ids: ["4", "1"] }, ["1", "4"]],
  ["a speaker, not who is spoken of", { speaker: "Ana" }, ["1", "4", "5"]],
  ["a source: said or, by default, who said it", { source: "Ana" }, ["1", "4"]],
  ["a source that was named", { source: "mail" }, ["5"]],
  ["a session", { session: "s1" }, ["1", "2", "6"]],
  ["a scope and what is below it", { scope: { user: "u1" } }, ["2", "4"]],
  ["everything", { scope: {} }, everyId],
  ["a concept, also where it is the title", { concept: "the Alfama Hotel" }, ["3", "4"]],
  ["all that fits every field", { speaker: "Ana", concept: "alfama hotel" }, ["4"]],
  ["no id", { ids: [] }, []],
] as readonly (readonly [string, Selection, readonly string[]])[]) {
  test(`ER4, ER5: erased by ${what}: equal to a brain that never observed them`, async () => {
    const brain = await lived(life);
    await brain.forget("4");
    await brain.remember("4");
    assert.deepEqual(await brain.select(selection), expected);
    const { status, erased, stateHash, proof, scan } = await brain.erase(selection);
    assert.deepEqual([status, erased], ["final", expected]);
    const never = await lived(life.filter(({ id }) => !expected.includes(id!)));
    assert.equal(stateHash, await never.stateHash());
    if (expected.length > 0) {
      assert.equal(proof?.stateHash, stateHash);
      assert.ok(scan!.canaries > 0 && scan!.episodes === expected.length);
    }
    await brain.close();
    await never.close();
  });
}

test("ER4: forgotten ones are selected too; what selects by nothing, or by what is no field, is refused", async () => {
  const brain = await lived(life);
  await brain.forget("4", "6");
  assert.deepEqual(await brain.select({ concept: "Alfama Hotel" }), ["3", "4"]);
  assert.deepEqual(await brain.select({ session: "s1" }), ["1", "2", "6"]);
  await refused(brain.erase({}), "invalid-options");
  await refused(brain.erase({ spaeker: "Ana" } as never), "invalid-options");
  await refused(brain.erase({ ids: ["1", "nobody"] }), "unknown-episode", "nobody");
  assert.equal((await brain.stats()).episodes, 6);
  await brain.close();
});

test("ER8: the certificate says what was touched", async () => {
  const brain = await lived(life);
  await brain.trust("mail", 0);
  await brain.feedback("5", 1);
  await brain.pin("5");
  const { touched, modules, reasons, outOfReach } = await brain.erase("5");
  const { modules: figures, ...rest } = touched;
  assert.deepEqual(rest, {
    episodes: 1,
    vectors: 0,
    extractions: 0,
    trust: 1,
    uses: 0,
    pinned: 1,
    feedback: 1,
  });
  assert.deepEqual(figures.register, { episodes: 1, pinned: 1 });
  assert.deepEqual(reasons, []);
  assert.ok(modules.includes("lexical") && outOfReach.some((place) => place.includes("backups")));
  await brain.close();
});

test("ER6: without a proof it is as final, and says that there is none", async () => {
  const brain = await lived(life);
  const { status, proof, scan } = await brain.erase({ speaker: "Ana" }, { prove: false });
  assert.deepEqual([status, proof], ["final", null]);
  assert.ok(scan!.canaries > 0);
  await brain.close();
});

test("ER6: a region that keeps what was erased is folded anew", async () => {
  class Hoarder extends Recorder {
    override apply(...[event, context]: Parameters<Recorder["apply"]>): Readonly<Record<string, number>> {
      return event.type === "erased" ? {} : super.apply(event, context);
    }
  }
  for (const shared of [true, false]) {
    const one = new Hoarder("mine");
    const regions = [...defaultRegions, () => (shared ? one : new Hoarder("mine"))];
    const brain = await openBrain({ path: newPath(), regions });
    for (const percept of life) await brain.observe(percept);
    const { status, proof, stateHash } = await brain.erase("3");
    assert.deepEqual([status, proof?.refolded, proof?.stateHash], ["final", ["mine"], stateHash]);
    if (shared)
      assert.equal(
        one.texts.some((text) => text.includes("rooms")),
        false,
      );
    await brain.close();
  }
});

test("ER7: a region that hides what was erased from its witness is found by the search", async () => {
  class Hider extends Recorder {
    #graves = "";
    override apply(...[event, context]: Parameters<Recorder["apply"]>): Readonly<Record<string, number>> {
      if (event.type === "erased") this.#graves += this.texts.join();
      return super.apply(event, context);
    }
    override *checkpoint(): Generator<Uint8Array> {
      yield Buffer.from(this.#graves);
    }
    override restore(): void {
      super.restore(null);
    }
  }
  const path = newPath();
  const brain = await openBrain({ path, regions: [...defaultRegions, () => new Hider("mine")] });
  const warnings: unknown[] = [];
  brain.on("warning", ({ error }) => warnings.push(error));
  for (const percept of life) await brain.observe(percept);
  const { status, reasons, scan } = await brain.erase("3");
  assert.equal(status, "pending");
  assert.match(reasons.join(), /^\d+ canaries are still there: file$/);
  assert.ok(scan!.places.some(({ name, found }) => name === "file" && found > 0));
  assert.ok(warnings.length > 0 && warnings.every((error) => !String(error).includes("rooms")));
  assert.match((await brain.verify()).problems.join(), /erasure/);
  await brain.close();
});

test("ER7: a copy elsewhere in the file is found, in clear and behind a codec; when it is gone, sleep ends it", async () => {
  const xor = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a);
  for (const codec of [undefined, { id: "xor", encode: xor, decode: xor }]) {
    const path = newPath();
    const brain = await openBrain({ path, ...(codec !== undefined && { codec }) });
    const told: ErasureCertificate[] = [];
    brain.on("erased", (certificate) => told.push(certificate));
    for (const percept of life) await brain.observe(percept);
    const other = new DatabaseSync(path);
    other.exec("CREATE TABLE copy AS SELECT body FROM events WHERE episode = '3'");
    const { status, reasons } = await brain.erase("3");
    assert.equal(status, "pending");
    assert.match(reasons.join(), /canaries are still there: file/);
    // Whoever opens the file cannot look for what they do not know: the doubt stays.
    const second = await openBrain({ path, ...(codec !== undefined && { codec }) });
    for (const one of [brain, second])
      assert.match((await one.verify()).problems.join(), /could not be proved/);
    await second.sleep();
    assert.equal((await second.verify()).ok, false);
    await second.close();
    other.exec("PRAGMA secure_delete = ON; DROP TABLE copy");
    other.close();
    await brain.sleep();
    assert.deepEqual(
      told.map((certificate) => [certificate.status, certificate.erased]),
      [
        ["pending", ["3"]],
        ["final", ["3"]],
      ],
    );
    assert.deepEqual((await brain.verify()).problems, []);
    await brain.close();
    const word = Buffer.from("20 rooms");
    assert.equal(readFileSync(path).includes(codec === undefined ? word : Buffer.from(xor(word))), false);
  }
});

/** The log with some of its methods replaced. */
function replacing(log: LogStore, methods: Partial<LogStore>): LogStore {
  return new Proxy(log, {
    get(target, key) {
      const found: unknown = Reflect.get(methods, key) ?? Reflect.get(target, key, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
}

test("ER7: where the files cannot be read, nothing is called final", async () => {
  const log = createMemoryLog();
  let broken = true;
  const brain = await openBrain({
    log: replacing(log, {
      scan: (needles, erased) =>
        broken
          ? Promise.reject(
              Object.assign(new Error("EACCES: permission denied, open 'x'"), { code: "EACCES" }),
            )
          : log.scan(needles, erased),
    }),
  });
  const told: string[] = [];
  brain.on("erased", ({ status }) => told.push(status));
  for (const percept of life) await brain.observe(percept);
  const { status, reasons, scan } = await brain.erase({ speaker: "Ana" });
  assert.deepEqual([status, scan, reasons], ["pending", null, ["the proof could not be made (EACCES)"]]);
  assert.match((await brain.verify()).problems.join(), /erasure/);
  broken = false;
  await brain.sleep();
  assert.deepEqual(told, ["pending", "final"]);
  await brain.close();
});

test("ER6: what others observe and erase meanwhile changes no proof", async () => {
  const brain = await lived(life);
  const certificates = await Promise.all([
    brain.erase("1"),
    brain.observe({ text: "Bread again." }),
    brain.erase("2"),
    brain.recall("bread"),
    brain.erase({ speaker: "Ana" }),
  ]);
  const statuses = certificates.flatMap((one) => ("status" in one ? [one.status] : []));
  assert.deepEqual(statuses, ["final", "final", "final"]);
  await brain.close();
});

/** Words that no two episodes share, and words that all do. */
function percepts(random: () => number, count: number): Percept[] {
  const letters = (): string => String.fromCharCode(97 + Math.floor(random() * 26));
  const odd = (): string => Array.from({ length: 10 }, letters).join("");
  const common = "bread eggs train dentist friday marathon porto garden".split(" ");
  return Array.from({ length: count }, (_, i) => ({
    id: `e${i}`,
    text: `${common[i % 8]} and ${odd()} with ${common[(i * 5) % 8]} ${odd()}`,
    speaker: ["Ana", "Ben", odd()][i % 3]!,
    session: i % 4 === 0 ? odd() : "together",
    ...(i % 5 === 0 && { scope: { user: odd() } }),
    ...(i % 7 === 0 && { source: `https://${odd()}.example` }),
    time: 1_700_000_000_000 + i * 1_000,
  }));
}

const brains = 20;
const erasuresEach = 25;

test(`ER9: ${brains * erasuresEach} erasures at random, with live readers, end in final certificates`, async (t) => {
  const random = randomFrom(20261122);
  let final = 0;
  let waited = 0;
  let canaries = 0;
  for (let b = 0; b < brains; b++) {
    const path = b % 2 === 0 ? newPath() : null;
    const log = path === null ? createMemoryLog() : await openSqliteLog({ path });
    const brain = await openBrain({ log });
    const certified = new Map<string, string>();
    brain.on("erased", ({ erased, status }) => {
      for (const id of erased) certified.set(id, status);
    });
    const all = percepts(random, erasuresEach + 8);
    await brain.observe(all);
    const left = all.map(({ id }) => id!);
    let reader: DatabaseSync | null = null;
    for (let i = 0; i < erasuresEach; i++) {
      if (path !== null && reader === null && random() < 0.3) {
        reader = new DatabaseSync(path, { readOnly: true });
        reader.exec("BEGIN; SELECT count(*) FROM events");
      }
      const [id] = left.splice(Math.floor(random() * left.length), 1);
      const certificate = await brain.erase(id!);
      assert.equal(certificate.status, reader === null ? "final" : "pending", certificate.reasons.join());
      canaries += certificate.scan?.canaries ?? 0;
      if (reader !== null) waited++;
      if (reader !== null && random() < 0.4) {
        reader.close();
        reader = null;
      }
    }
    reader?.close();
    await brain.sleep();
    assert.equal(certified.size, erasuresEach);
    final += [...certified.values()].filter((status) => status === "final").length;
    const bundle = (await Array.fromAsync(brain.export())).join("\n");
    const gone = all.filter(({ id }) => !left.includes(id!));
    await brain.close();
    const file = path === null ? "" : readFileSync(path, "latin1");
    for (const { text } of gone)
      for (const word of text!.split(" ").filter((part) => part.length === 10))
        assert.equal(file.includes(word) || bundle.includes(word), false);
  }
  assert.equal(final, brains * erasuresEach);
  t.diagnostic(`${final} final, ${waited} after a reader, ${canaries} canaries at once`);
});

test("ER12: an erasure is one transaction: where it fails nothing is gone", async () => {
  const log = createMemoryLog();
  let full = true;
  const brain = await openBrain({
    log: replacing(log, {
      erase: (...given) => {
        if (!full) return log.erase(...given);
        throw new EncephalonError("disk-full", "Full.", { value: 1, remedy: "Wait." });
      },
    }),
  });
  for (let i = 0; i < 70; i++) await brain.observe({ speaker: "Ana", text: `Bread number ${i} is baked.` });
  await assert.rejects(brain.erase({ speaker: "Ana" }), { code: "disk-full" });
  assert.equal((await brain.stats()).episodes, 70);
  assert.deepEqual(await brain.erasures(), []);
  full = false;
  const { status, erased } = await brain.erase({ speaker: "Ana" });
  assert.deepEqual([status, erased.length], ["final", 70]);
  await brain.close();
});
