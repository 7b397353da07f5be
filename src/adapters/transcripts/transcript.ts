import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
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
 * takes the last one of its session. Both look only backwards: what follows a percept changes neither.
 * SPEC T2: a percept that a brain would refuse is reported here, so that one line never fails a file.
 */
export class Collector {
  readonly percepts: Percept[] = [];
  readonly skipped: Skipped[] = [];
  readonly #ids = new Set<string>();
  readonly #repeats = new Map<string, number>();
  readonly #times = new Map<string, NonNullable<Percept["time"]>>();

  add(line: number, found: Percept & { readonly id: string; readonly session: string }): void {
    const percept = this.#timed(found);
    const refusal = refusalOf(percept);
    if (refusal !== null) this.skip(line, refusal);
    else if (this.#ids.has(percept.id)) this.skip(line, "repeats an id of this file");
    else {
      this.#ids.add(percept.id);
      if (percept.time !== undefined) this.#times.set(percept.session, percept.time);
      this.percepts.push(percept);
    }
  }

  /**
   * SPEC T5: the id says what the percept holds, all of it: read otherwise, because the file grew or was
   * edited, it is another percept and never the same one with other content.
   */
  addUnnamed(line: number, name: string, found: Percept & { readonly session: string }): void {
    const percept = this.#timed(found);
    const { kind, speaker, role, time, session, title, text } = percept;
    const held = JSON.stringify([kind, speaker, role, time, session, title, text]);
    const id = `${name}:${bytesToHex(sha256(utf8ToBytes(held))).slice(0, 12)}`;
    const count = (this.#repeats.get(id) ?? 0) + 1;
    this.#repeats.set(id, count);
    this.add(line, { id: count === 1 ? id : `${id}:${count}`, ...percept });
  }

  skip(line: number, why: string): void {
    this.skipped.push({ line, why });
  }

  #timed<P extends Percept & { readonly session: string }>(found: P): P {
    const time = found.time ?? this.#times.get(found.session);
    return time === undefined ? found : { ...found, time };
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
