import type { Percept } from "../../model/episode.ts";

export type TranscriptFormat = "locomo" | "codex" | "claude-code" | "messages" | "text";

/** What was not made a percept. `line` counts from 1; in a JSON array it is the element's position. */
export interface Skipped {
  readonly line: number;
  readonly why: string;
}

export interface Reading {
  readonly percepts: readonly Percept[];
  readonly skipped: readonly Skipped[];
}

export interface Transcript extends Reading {
  readonly format: TranscriptFormat;
}

/**
 * Collects what a reader finds. SPEC T4, T6: an id counts once a file, and a percept that has no time
 * takes the last one of its session. Both look only backwards, so a file that grows keeps its percepts.
 */
export class Collector {
  readonly percepts: Percept[] = [];
  readonly skipped: Skipped[] = [];
  readonly #ids = new Set<string>();
  readonly #times = new Map<string, NonNullable<Percept["time"]>>();

  add(line: number, percept: Percept & { readonly id: string; readonly session: string }): void {
    if (this.#ids.has(percept.id)) {
      this.skip(line, "repeats an id of this file");
      return;
    }
    this.#ids.add(percept.id);
    const time = percept.time ?? this.#times.get(percept.session);
    if (time === undefined) {
      this.percepts.push(percept);
      return;
    }
    this.#times.set(percept.session, time);
    this.percepts.push({ ...percept, time });
  }

  skip(line: number, why: string): void {
    this.skipped.push({ line, why });
  }
}
