import type { EpisodeRef, EventBody } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { Appended, KeptErasure } from "../ports/log-store.ts";

/** Episodes that one event erases at most: folding it must not hold the event loop. */
const MOST_ERASED = 64;

/** The episodes of each event of an erasure; one event at least. */
export function partsOf<Ref>(episodes: readonly Ref[]): readonly (readonly Ref[])[] {
  const count = Math.max(1, Math.ceil(episodes.length / MOST_ERASED));
  return Array.from({ length: count }, (_, i) => episodes.slice(i * MOST_ERASED, (i + 1) * MOST_ERASED));
}

/** What is kept of erasures, without a file. */
export class KeptErasures {
  /** As text: what is read is never an object that somebody else holds. */
  #kept = new Map<Seq, { readonly certificate: string; readonly canaries: Uint8Array | null }>();

  /** Erases by the events that `append` takes, and keeps what is kept of it at the last one's position. */
  async erase(
    append: (events: readonly EventBody[]) => Promise<readonly Appended[]>,
    episodes: readonly EpisodeRef[],
    kept: Omit<KeptErasure, "seq"> | null,
  ): Promise<Seq> {
    const appended = await append(partsOf(episodes).map((part) => ({ type: "erased", episodes: part })));
    const { seq } = appended.at(-1)!;
    if (kept !== null) this.add({ ...kept, seq });
    return seq;
  }

  add({ seq, certificate, canaries }: KeptErasure): void {
    this.#kept.set(seq, { certificate: JSON.stringify(certificate), canaries });
  }

  /** Without effect on one that is final. */
  replace(kept: KeptErasure): void {
    if ((this.#kept.get(kept.seq)?.canaries ?? null) !== null) this.add(kept);
  }

  all(): readonly KeptErasure[] {
    return [...this.#kept].map(([seq, { certificate, canaries }]) => ({
      seq,
      certificate: JSON.parse(certificate) as KeptErasure["certificate"],
      canaries,
    }));
  }

  clear(): void {
    this.#kept.clear();
  }
}
