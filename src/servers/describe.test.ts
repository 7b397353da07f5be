import assert from "node:assert/strict";
import { test } from "node:test";
import type { EpisodeId, Millis } from "../model/ids.ts";
import { statementNotes } from "./describe.ts";

test("V1, TR1: a statement says how far its source is trusted, also where its memory is not shown", () => {
  const said = {
    episode: "e1" as EpisodeId,
    span: { start: 0, end: 3 },
    text: "900",
    value: "900",
    said: Date.UTC(2026, 0, 3) as Millis,
    valid: null,
  };
  const notes = (source: string, trust: number): string => statementNotes({ ...said, source, trust }, []);
  assert.equal(notes("user", 1), 'said 2026-01-03 by "user"');
  assert.equal(notes("a page", 0.5), 'said 2026-01-03 by "a page", trust 0.50');
});
