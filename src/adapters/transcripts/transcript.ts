import type { Percept } from "../../model/episode.ts";
import { EncephalonError } from "../../model/errors.ts";
import type { EpisodeId, Millis } from "../../model/ids.ts";
import { perceptSchema, toEpisode, validate } from "../../model/validate.ts";

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
 * SPEC T2: a percept that a brain would refuse is reported here, so that one line never fails a file.
 */
export class Collector {
  readonly percepts: Percept[] = [];
  readonly skipped: Skipped[] = [];
  readonly #ids = new Set<string>();
  readonly #times = new Map<string, NonNullable<Percept["time"]>>();

  add(line: number, found: Percept & { readonly id: string; readonly session: string }): void {
    const time = found.time ?? this.#times.get(found.session);
    const percept = time === undefined ? found : { ...found, time };
    const refusal = refusalOf(percept);
    if (refusal !== null) this.skip(line, refusal);
    else if (this.#ids.has(percept.id)) this.skip(line, "repeats an id of this file");
    else {
      this.#ids.add(percept.id);
      if (time !== undefined) this.#times.set(percept.session, time);
      this.percepts.push(percept);
    }
  }

  skip(line: number, why: string): void {
    this.skipped.push({ line, why });
  }
}

function refusalOf(percept: Percept & { readonly id: string }): string | null {
  try {
    toEpisode(validate(perceptSchema, percept, "invalid-percept"), percept.id as EpisodeId, 0 as Millis);
    return null;
  } catch (error) {
    if (error instanceof EncephalonError) return error.message;
    throw error;
  }
}
