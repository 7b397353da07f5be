import assert from "node:assert/strict";
import { test } from "node:test";
import { derivedContract, Folder } from "../../../tests/contracts/derived.ts";
import type { Episode } from "../../model/episode.ts";
import type { LogEvent } from "../../model/event.ts";
import type { EpisodeId, Millis, Ordinal, Seq } from "../../model/ids.ts";
import { askedIn } from "../../perception/asked.ts";
import { Figures } from "./figures.ts";

derivedContract("figures", () => new Figures("test"));

function observed(row: number, text: string): LogEvent {
  const episode: Episode = {
    id: `e${row}` as EpisodeId,
    kind: "utterance",
    content: [{ type: "text", text }],
    time: row as Millis,
    scope: {},
  };
  return {
    seq: (row + 1) as Seq,
    at: row as Millis,
    type: "observed",
    id: episode.id,
    episode,
  } as unknown as LogEvent;
}

test("CV8: a byte an episode tells whether its text may answer", () => {
  const figures = new Figures("test");
  const texts = [
    "It rains.",
    "I have 3 cats.",
    "The rent is $900.",
    "See you on Friday.",
    "I've never been there.",
  ];
  const folder = new Folder(() => figures);
  folder.fold(texts.map((text, row) => observed(row, text)));
  const may = (cue: string): string =>
    texts.map((_, row) => Number(figures.mayAnswer(row as Ordinal, askedIn(cue)!))).join("");
  assert.equal(may("How many cats do I have?"), "01000");
  assert.equal(may("What is my rent?"), "00100");
  assert.equal(may("When is the party?"), "00010");
  assert.deepEqual(
    texts.map((_, row) => figures.mayDeny(row as Ordinal)),
    [false, false, false, false, true],
  );
});

test("D11: a checkpoint that is cut or goes on after its end is not read", () => {
  for (const bytes of [
    [5, 1, 2],
    [1, 8, 8],
  ])
    assert.throws(() => new Figures("test").restore(Uint8Array.from(bytes)), RangeError);
});
