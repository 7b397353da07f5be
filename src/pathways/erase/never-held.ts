import type { EpisodeRef, EventBody, LogEvent } from "../../model/event.ts";
import type { Seq } from "../../model/ids.ts";
import { EpisodeRegister } from "../../register/episode-register.ts";
import type { Body } from "../fold/body.ts";
import type { BrainModule } from "../fold/brain-module.ts";
import { Deriver, type FoldedLog, inSlices, type Witnessed } from "../fold/derive.ts";

/** Up to so many events all modules are folded together: that is quicker. Beyond, one by one: that takes no room. */
const MOST_AT_ONCE = 20_000;
/** Events read at a time. */
const PAGE = 256;

/** What a fold that never held the erased came to. */
export interface NeverHeld {
  readonly witnesses: readonly Witnessed[];
  /** Modules whose factory gives what it gave before: a fold into them would be one into the brain's own. */
  readonly shared: readonly string[];
  readonly events: number;
}

/**
 * Folds the log up to a position into modules without state, as if nothing that was erased until now had ever been
 * observed: neither it nor what happened to it is in what they read. `checkpoint` is given the bytes of each.
 */
export async function foldNeverHeld(
  body: Body,
  until: Seq,
  checkpoint: (piece: Uint8Array | null) => void,
  onProgress: (done: number, total: number) => void,
): Promise<NeverHeld> {
  const made = body.remake();
  const shared = made.filter((module) => body.modules.includes(module));
  const fresh = made.filter((module) => !shared.includes(module));
  const groups = until <= MOST_AT_ONCE ? [fresh] : [[], ...fresh.map((module) => [module])];
  const witnesses: Witnessed[] = [];
  let events = 0;
  for (const [turn, modules] of groups.entries()) {
    const log = withoutErased(body.log, until, (read) =>
      onProgress(turn * until + read, groups.length * until),
    );
    const found = await foldInto(modules, { ...body, log: log.view }, checkpoint);
    events = log.events();
    witnesses.push(...(turn === 0 ? found : found.slice(1)));
  }
  return { witnesses, shared: shared.map(({ manifest }) => manifest.name), events };
}

/** The register comes first. */
async function foldInto(
  modules: readonly BrainModule[],
  { log, perception, seed }: { readonly log: FoldedLog } & Pick<Body, "perception" | "seed">,
  checkpoint: (piece: Uint8Array | null) => void,
): Promise<readonly Witnessed[]> {
  const register = new EpisodeRegister();
  const deriver = new Deriver(
    { log, register, modules, perception, seed },
    { quarantined: () => undefined, rederived: () => undefined, trouble: () => undefined },
  );
  // Together: the log is read once, and nobody asks them anything meanwhile.
  await deriver.open(Infinity);
  return deriver.upToDate(async () => {
    for (const module of [register, ...modules]) {
      for await (const piece of inSlices(module.checkpoint())) checkpoint(piece);
      checkpoint(null);
    }
    return deriver.witnesses();
  });
}

/** A log that never held what was erased from this one. Positions keep their numbers, and random draws with them. */
function withoutErased(
  log: Body["log"],
  until: Seq,
  onRead: (position: number) => void,
): { readonly view: FoldedLog; readonly events: () => number } {
  const gone = new Set<Seq>();
  let last = 0;
  let events = 0;
  const read = async (after: Seq, limit: number): Promise<readonly LogEvent[]> => {
    const kept: LogEvent[] = [];
    for (let from = after; from < until && kept.length < limit; ) {
      const page = await log.read(from, PAGE);
      if (page.length === 0) break;
      for (const event of page) {
        from = event.seq;
        if (event.seq > until || kept.length === limit) break;
        if (event.type === "observed" && event.episode === null) gone.add(event.seq);
        const left = leftOf(event, gone);
        if (left !== null) kept.push(left);
        if (event.seq > last && left !== null) events++;
        last = Math.max(last, event.seq);
      }
      onRead(last);
    }
    return kept;
  };
  const view: FoldedLog = {
    readOnly: true,
    head: async () => until,
    read,
    loadCheckpoint: async () => null,
    saveCheckpoint: async () => undefined,
  };
  return { view, events: () => events };
}

/** The event without what is gone; null where nothing is left of it. */
function leftOf(event: LogEvent, gone: ReadonlySet<Seq>): LogEvent | null {
  const isHere = ({ seq }: EpisodeRef): boolean => !gone.has(seq);
  switch (event.type) {
    case "observed":
      return event.episode === null ? null : event;
    case "erased":
      return null;
    case "trusted":
      return event.source === null ? null : event;
    case "used":
    case "forgotten": {
      const episodes = event.episodes.filter(isHere);
      return episodes.length === 0 ? null : { ...event, episodes };
    }
    case "encoded":
    case "extracted":
    case "feedback":
    case "pinned":
      return isHere(event.episode) ? event : null;
    case "slept":
    case "policy":
      return event;
  }
}

/** Whether an event, as an export spells it, is of one of these episodes, or of what was said of one. */
export function isOf(event: EventBody & { readonly seq: Seq }, episodes: ReadonlySet<Seq>): boolean {
  if (event.type === "encoded" || event.type === "extracted") return episodes.has(event.episode.seq);
  return event.type === "observed" && episodes.has(event.seq);
}
