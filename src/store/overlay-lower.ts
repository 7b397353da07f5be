import { sourceOf } from "../model/episode.ts";
import { EncephalonError } from "../model/errors.ts";
import type { EventBody } from "../model/event.ts";
import type { EpisodeId, Seq } from "../model/ids.ts";
import type { LogStore } from "../ports/log-store.ts";
import { type Below, type Said, sayingKey } from "./overlay-rows.ts";
import { isErased, isSaying, mapRefs } from "./refs.ts";

/** Events that are read at a time. */
const BATCH = 256;

/** What the log held at the moment, of what only reading all of it tells. */
interface Survey extends Pick<Below, "trusted" | "sources"> {
  readonly events: number;
  readonly said: ReadonlyMap<string, readonly Said[]>;
}

const unsurveyed: Survey = { events: 0, said: new Map(), trusted: [], sources: new Map() };

/** The log below an overlay, up to the moment that the overlay began. */
export class LowerLog {
  readonly #log: LogStore;
  readonly #moment: Seq;
  #survey: Survey | null = null;

  constructor(log: LogStore, moment: Seq) {
    this.#log = log;
    this.#moment = moment;
  }

  /** All that a batch may ask of it. `isMine`: ids of the overlay's own. */
  async lookUp(events: readonly EventBody[], isMine: (id: EpisodeId) => boolean): Promise<Below> {
    const { said, trusted, sources } = events.some((event) => needsSurvey(event, isMine))
      ? await this.surveyed()
      : (this.#survey ?? unsurveyed);
    const known = new Map<EpisodeId, ReturnType<Below["observed"]>>();
    for (const id of events.flatMap(idsOf))
      if (!isMine(id) && !known.has(id)) known.set(id, await this.#observed(id));
    return {
      observed: (id) => known.get(id) ?? null,
      said: (key) => said.get(key) ?? [],
      trusted,
      sources,
    };
  }

  async #observed(id: EpisodeId): Promise<ReturnType<Below["observed"]>> {
    try {
      const there = await this.#log.find(id);
      return there !== null && there.seq <= this.#moment ? there : null;
    } catch (error) {
      // What cannot be read any more can still be erased.
      if (!(error instanceof EncephalonError) || error.code !== "damaged") throw error;
      const seq = await this.#log.seqOf(id);
      return seq !== null && seq <= this.#moment ? { seq, episode: null, damaged: true } : null;
    }
  }

  async surveyed(): Promise<Survey> {
    this.#survey ??= await this.#read();
    return this.#survey;
  }

  async #read(): Promise<Survey> {
    const said = new Map<string, Said[]>();
    const trusted: Below["trusted"][number][] = [];
    const sources = new Map<Seq, string>();
    const names = new Map<string, string>();
    let count = 0;
    for (let after = 0 as Seq; after < this.#moment; ) {
      const events = await this.#log.read(after, BATCH);
      for (const event of events) {
        after = event.seq;
        if (after > this.#moment) break;
        count++;
        if (event.type === "observed" && event.episode !== null) {
          const source = sourceOf(event.episode);
          // One string for all of a source: a position is all that an episode costs.
          if (!names.has(source)) names.set(source, source);
          sources.set(event.seq, names.get(source)!);
        } else if (event.type === "trusted" && event.source !== null)
          trusted.push({ seq: event.seq, source: event.source });
        else if (isSaying(event)) {
          const key = sayingKey(event);
          said.set(key, [...(said.get(key) ?? []), { seq: event.seq, erased: isErased(event) }]);
        }
      }
      if (events.length < BATCH) break;
      await breathe();
    }
    return { events: count, said, trusted, sources };
  }
}

/** Whose the last episode is, and what was said of an episode, no index tells. */
function needsSurvey(event: EventBody, isMine: (id: EpisodeId) => boolean): boolean {
  return (
    event.type === "erased" || event.type === "trusted" || (isSaying(event) && !isMine(event.episode.id))
  );
}

function idsOf(event: EventBody): readonly EpisodeId[] {
  if (event.type === "observed") return [event.id];
  const ids: EpisodeId[] = [];
  mapRefs(event, (ref) => {
    ids.push(ref.id);
    return ref;
  });
  return ids;
}

function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve, 0);
  });
}
