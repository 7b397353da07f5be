import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedContract, Folder, hashOf } from "../../tests/contracts/derived.ts";
import type { Episode } from "../model/episode.ts";
import type { EventBody, LogEvent } from "../model/event.ts";
import type { EpisodeId, Millis, Ordinal, Seq } from "../model/ids.ts";
import { SourceTrust, trustOfVoice, voiceOf } from "./source-trust.ts";

derivedContract("trust", () => new SourceTrust());

function observed(id: string, more: Partial<Episode>): EventBody {
  const episode: Episode = {
    id: id as EpisodeId,
    kind: "utterance",
    content: [{ type: "text", text: "Ana moved" }],
    time: 1 as Millis,
    scope: {},
    ...more,
  };
  return { type: "observed", id: episode.id, episode };
}

const log = (...bodies: readonly EventBody[]): LogEvent[] =>
  bodies.map((body, i) => ({ ...body, seq: (i + 1) as Seq, at: i as Millis }));

const fold = (...bodies: readonly EventBody[]): SourceTrust =>
  new Folder(() => new SourceTrust()).fold(log(...bodies)).module as SourceTrust;

const row = (number: number): Ordinal => number as Ordinal;

test("TR1: by default people are believed of themselves, an agent less, what comes from outside least", () => {
  assert.equal(voiceOf({ speaker: "Ana" }), "speaker");
  assert.equal(voiceOf({ speaker: "Ana", role: "user" }), "principal");
  assert.equal(voiceOf({ role: "System" }), "principal");
  assert.equal(voiceOf({ role: "assistant" }), "assistant");
  assert.equal(voiceOf({ role: "tool" }), "outside");
  assert.equal(voiceOf({}), "outside");
  assert.deepEqual(trustOfVoice, { principal: 1, speaker: 1, assistant: 0.8, outside: 0.5 });
});

test("TR1: whoever is quoted in what has a source of its own is outside", () => {
  assert.equal(voiceOf({ speaker: "Ana", role: "user", source: "https://page" }), "outside");
  assert.equal(voiceOf({ speaker: "Ana", source: "Ana" }), "speaker");
  assert.equal(voiceOf({ role: "user", source: "user" }), "principal");
});

test("TR2: what was said of a source holds for its rows until it is taken back", () => {
  const bodies: EventBody[] = [
    observed("a", { source: "page" }),
    observed("b", { speaker: "Ana" }),
    { type: "trusted", source: "page", trust: 0.1 },
  ];
  const trust = fold(...bodies);
  assert.deepEqual([trust.trustAt(row(0)), trust.trustAt(row(1))], [0.1, 1]);
  const back = fold(...bodies, { type: "trusted", source: "page", trust: null });
  assert.deepEqual([back.trustAt(row(0)), back.saidOf("page")], [0.5, null]);
});

test("TR2: a source is trusted as the least of its episodes is", () => {
  const trust = fold(
    observed("a", { speaker: "Ana" }),
    observed("b", { source: "Ana", speaker: "Ben" }),
    observed("c", { role: "tool" }),
    { type: "trusted", source: "later", trust: 1 },
  );
  assert.deepEqual([trust.trustAt(row(0)), trust.trustAt(row(1))], [1, 0.5]);
  assert.deepEqual(trust.sources(), [
    { source: "Ana", trust: 0.5, said: false, episodes: 2 },
    { source: "later", trust: 1, said: true, episodes: 0 },
    { source: "tool", trust: 0.5, said: false, episodes: 1 },
  ]);
});

test("TR3: what was said of a source goes with its last episode, and only then", () => {
  const canary = "zzqcanaryzzq";
  const bodies: EventBody[] = [
    observed("a", { source: canary }),
    observed("b", { speaker: "Ana" }),
    { type: "trusted", source: canary, trust: 0 },
    { type: "trusted", source: "Ana", trust: 0.9 },
    { type: "erased", episodes: [{ id: "a" as EpisodeId, seq: 1 as Seq }], trusted: [3 as Seq] },
  ];
  const erased = fold(...bodies);
  assert.equal(erased.saidOf(canary), null);
  assert.equal(erased.saidOf("Ana"), 0.9);
  assert.ok(!Buffer.concat([...erased.checkpoint()]).includes(canary));
  const never = fold(observed("b", { speaker: "Ana" }), { type: "trusted", source: "Ana", trust: 0.9 });
  assert.equal(hashOf(erased), hashOf(never));
});

test("D2: trust: what was said survives a checkpoint", () => {
  const folder = new Folder(() => new SourceTrust()).fold(
    log(observed("a", { source: "page" }), { type: "trusted", source: "page", trust: 0.25 }),
  );
  const again = folder.reopen().module as SourceTrust;
  assert.equal(again.trustAt(row(0)), 0.25);
  assert.deepEqual(again.sources(), [{ source: "page", trust: 0.25, said: true, episodes: 1 }]);
});

test("TR6: the user and the operator may instruct, while they are trusted; nobody who is quoted may", () => {
  const bodies: EventBody[] = [
    observed("a", { role: "user" }),
    observed("b", { role: "user", source: "page" }),
    observed("c", { role: "assistant" }),
    observed("d", { speaker: "Ben" }),
    observed("e", { speaker: "Ana", role: "user" }),
    { type: "trusted", source: "page", trust: 1 },
    { type: "trusted", source: "Ana", trust: 0.4 },
  ];
  const trust = fold(...bodies);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((at) => trust.mayInstruct(row(at))),
    [true, false, false, false, false, false],
  );
});
