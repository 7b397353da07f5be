import type { Episode } from "../../model/episode.ts";
import type { Seq } from "../../model/ids.ts";
import type { LogStore } from "../../ports/log-store.ts";

/** The episodes that one recall reads, each once however many ask for it. To be used within one turn. */
export class EpisodeReader {
  readonly #log: Pick<LogStore, "episodes">;
  readonly #read = new Map<Seq, Episode | null>();

  constructor(log: Pick<LogStore, "episodes">) {
    this.#log = log;
  }

  /** In the order asked for; null where there is none. */
  async episodes(seqs: readonly Seq[]): Promise<readonly (Episode | null)[]> {
    const lacking = [...new Set(seqs)].filter((seq) => !this.#read.has(seq));
    if (lacking.length > 0)
      for (const [i, episode] of (await this.#log.episodes(lacking)).entries())
        this.#read.set(lacking[i]!, episode);
    return seqs.map((seq) => this.known(seq));
  }

  /** One that was read before; null where there is none, or it was not. */
  known(seq: Seq): Episode | null {
    return this.#read.get(seq) ?? null;
  }
}
