/**
 * A region of your own: it notices urgency when something is observed, and when a recall asks for what is
 * urgent it proposes what it noticed, in whatever words that was said. Run it: `node examples/own-region.ts`.
 */
import assert from "node:assert/strict";
import {
  type Candidates,
  type Cue,
  type Derived,
  defaultRegions,
  type FoldContext,
  type LogEvent,
  type Manifest,
  type Ordinal,
  openBrain,
  type Proposer,
  renderText,
  type Signals,
  type Visibility,
} from "../src/index.ts";

const alarm = /\b(urgent|urgently|asap|immediately|right away|emergency|deadline|at once)\b/gi;
/** 1 is worth as much as the best match in words: two words of alarm are worth that. */
const scorePerWord = 0.5;

export class Urgency implements Derived, Proposer {
  readonly manifest: Manifest = {
    name: "urgency",
    version: "1",
    kind: "region",
    consumes: ["observed", "erased"],
    produces: ["candidates", "urgency.words"],
    function: "Counts words of alarm, and proposes the episodes that hold them to a cue that holds one.",
    anatomy: null,
    citations: [],
    test: "examples/own-region.test.ts",
  };
  #words = new Map<Ordinal, number>();

  apply(event: LogEvent, context: FoldContext): Signals {
    if (event.type === "erased")
      for (const { seq } of event.episodes) this.#words.delete(context.ordinalOf(seq) as Ordinal);
    if (event.type !== "observed" || event.episode === null) return {};
    const words = renderText(event.episode).match(alarm)?.length ?? 0;
    if (words > 0) this.#words.set(context.ordinalOf(event.seq) as Ordinal, words);
    return { words };
  }

  propose(cue: Cue, visibility: Visibility): Candidates {
    if (cue.text.match(alarm) === null) return { candidates: [], explain: () => [] };
    const coverage = 1 / Math.max(1, cue.features.terms.length);
    const candidates = [...this.#words]
      .filter(([row]) => visibility.admits(row))
      .map(([ordinal, words]) => ({ ordinal, score: words * scorePerWord, coverage }))
      .sort((a, b) => b.score - a.score || b.ordinal - a.ordinal);
    return {
      candidates,
      explain: (row) => [{ what: "words of alarm", weight: this.#words.get(row)! * scorePerWord }],
    };
  }

  checkpoint(): Iterable<Uint8Array> {
    return [new TextEncoder().encode(JSON.stringify([...this.#words]))];
  }

  restore(bytes: Uint8Array | null): void {
    this.#words = new Map(bytes === null ? [] : JSON.parse(new TextDecoder().decode(bytes)));
  }

  /** The counts alone: row numbers differ between logs that say the same. */
  witness(): Iterable<Uint8Array> {
    return [new TextEncoder().encode(JSON.stringify([...this.#words.values()]))];
  }
}

if (import.meta.main) {
  const brain = await openBrain({ regions: [...defaultRegions, () => new Urgency()] });
  await brain.observe({ speaker: "Ana", text: "The new logo is blue." });
  const { id, signals } = await brain.observe({
    speaker: "Ben",
    text: "The database is down, fix it immediately!",
  });
  assert.equal(signals["urgency.words"], 1);

  const { memories } = await brain.recall("Is anything urgent?", { explain: true });
  assert.deepEqual(
    memories.map(({ episode }) => episode.id),
    [id],
  );
  assert.deepEqual(memories[0]?.channels.urgency?.reasons, [{ what: "words of alarm", weight: 0.5 }]);
  console.log(`${memories[0]!.episode.speaker}: ${renderText(memories[0]!.episode)}`);

  await brain.erase(id);
  const later = await brain.recall("Is anything urgent?");
  assert.ok(later.memories.every(({ channels }) => channels.urgency === undefined));
  await brain.close();
}
