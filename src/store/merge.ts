import type { EventBody, LogEvent } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { Merged } from "../ports/log-store.ts";
import { unknownEpisode } from "./errors.ts";
import { isUnique, mapRefs, sameAmong } from "./refs.ts";
import type { Tables } from "./tables.ts";

/**
 * Takes one event of another log in: its references get the positions of this log. Inside a
 * transaction; `merge` is one of these for every stream of events.
 */
export class Merge {
  readonly #tables: Tables;
  /** Only what was there before the merge can be what is being merged: a log may hold equal events. */
  readonly #before: Seq;
  readonly #matched = new Set<Seq>();
  #added = 0;
  #skipped = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#before = tables.events.last();
  }

  take(event: LogEvent): void {
    const { seq: _, at, ...foreign } = event;
    const body: EventBody = mapRefs(foreign, ({ id }) => {
      const seq = this.#tables.events.seqOf(id);
      if (seq === null) throw unknownEpisode(id);
      return { id, seq };
    });
    if (!isUnique(body) && this.#isThere(body, event)) this.#skipped++;
    else if (this.#tables.append(body, at).outcome === "new") this.#added++;
    else this.#skipped++;
  }

  get taken(): number {
    return this.#added + this.#skipped;
  }

  get merged(): Merged {
    return { added: this.#added, skipped: this.#skipped };
  }

  /** Whether an equal event is there that no other one of the stream was matched with. */
  #isThere(body: EventBody, { at }: LogEvent): boolean {
    const others = this.#tables.events
      .others(at, body.type, this.#before)
      .filter(({ seq }) => !this.#matched.has(seq));
    const match = sameAmong(
      others.map(({ seq: _, at: _at, ...there }) => there),
      body,
    );
    if (match >= 0) this.#matched.add(others[match]!.seq);
    return match >= 0;
  }
}
