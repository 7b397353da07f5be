import { ByteSearch } from "../../math/byte-search.ts";
import { EncephalonError, errorName } from "../../model/errors.ts";
import type { EventOf, LogEvent } from "../../model/event.ts";
import type { Seq } from "../../model/ids.ts";
import type { Needle } from "../../model/needle.ts";
import type { CanaryScan, EraseOptions, ErasureCertificate, ErasureProof } from "../../model/reports.ts";
import type { KeptErasure, LogStore } from "../../ports/log-store.ts";
import type { Body } from "../fold/body.ts";
import { stateHashOf, type Witnessed } from "../fold/derive.ts";
import { isSliceOver, nextTurn } from "../fold/time-slice.ts";
import { type Canaries, decodeCanaries } from "./erasures.ts";
import { foldNeverHeld, isOf } from "./never-held.ts";

/** Proofs that are begun again when something else is erased meanwhile. */
const MOST_PROOFS = 4;

export const outOfReach: readonly string[] = [
  "backups and exported bundles made before, and what was imported from them",
  "forks that other processes made, and what a recall has already returned",
  "what was said because of it and does not name it as its cause (`causedBy`)",
  "ids, which stay in the log so that they are not learned again",
];

/** What a certificate lacks that the process which erased could have told. */
const unwitnessed =
  "another process proved this than the one that erased: what each module lost, and which conclusions were withdrawn, it did not see";

/** To be called inside `exclusive`, when everything is folded. False while it has to wait. */
export async function finishErasure(body: Body): Promise<boolean> {
  if (!(await body.log.erasurePending())) return true;
  if (body.deriver.isRederiving) return false;
  await body.deriver.checkpoint();
  return body.log.scrub();
}

/** An erasure without a final certificate, and what is to be looked for. */
interface Unfinished extends KeptErasure {
  readonly sought: Canaries;
  readonly episodes: ReadonlySet<Seq>;
}

/**
 * Gives every erasure that waits its certificate, whichever process erased: a final one, or one that says why it
 * is not. Two processes may do so at once: the first that is done is believed.
 */
export function settle(body: Body, onProgress?: EraseOptions["onProgress"]): Promise<void> {
  return body.erasures.inTurn(async () => {
    const { log } = body;
    if (log.readOnly) return;
    const waiting = await unfinishedIn(body);
    if (waiting.length === 0) return;
    const verdict = await judge(body, waiting, onProgress);
    for (const unfinished of waiting) await certify(body, unfinished, verdict);
    if (verdict.doubted || verdict.scan?.leaks.length) await log.scrubAgain();
  });
}

async function unfinishedIn({ log, erasures }: Body): Promise<readonly Unfinished[]> {
  const waiting: Unfinished[] = [];
  for (const kept of await log.erasures()) {
    if (kept.canaries === null) {
      erasures.witnessed.delete(kept.seq);
      continue;
    }
    const events = await erasedBy(log, kept.seq, kept.certificate.erased.length);
    const episodes = new Set(events.flatMap((event) => event.episodes.map(({ seq }) => seq)));
    waiting.push({ ...kept, sought: decodeCanaries(kept.canaries), episodes });
  }
  return waiting;
}

/** The `erased` events of one erasure: they follow each other. */
export async function erasedBy(
  log: LogStore,
  last: Seq,
  episodes: number,
): Promise<readonly EventOf<"erased">[]> {
  const events: EventOf<"erased">[] = [];
  for (let seq = last, left = episodes; left > 0; seq--) {
    const [event] = await log.read((seq - 1) as Seq, 1);
    if (event?.type !== "erased") break;
    events.push(event);
    left -= event.episodes.length;
    if (isSliceOver()) await nextTurn();
  }
  return events;
}

/** As it stands. */
export async function certificateOf({ log }: Body, seq: Seq): Promise<ErasureCertificate> {
  return (await log.erasures()).find((kept) => kept.seq === seq)!.certificate;
}

interface Verdict {
  /** What holds every one of them up. */
  readonly reasons: readonly string[];
  readonly proof: ErasureProof | null;
  readonly scan: Scanned | null;
  readonly stateHash: string;
  /** It looked finished, and is not. */
  readonly doubted: boolean;
}

async function certify(body: Body, unfinished: Unfinished, verdict: Verdict): Promise<void> {
  const { seq, certificate, canaries, sought } = unfinished;
  const witnessed = body.erasures.witnessed.get(seq);
  const scan = verdict.scan?.of(sought) ?? null;
  const leaks = (scan?.places ?? [])
    .filter(({ found }) => found > 0)
    .map(({ name, found }) => `${found} canaries are still there: ${name}`);
  const reasons = [...verdict.reasons, ...leaks];
  const isFinal = reasons.length === 0;
  const judged: ErasureCertificate = {
    ...certificate,
    status: isFinal ? "final" : "pending",
    reasons,
    touched: witnessed?.touched ?? certificate.touched,
    stateHash: verdict.stateHash,
    proof: sought.prove ? verdict.proof : null,
    scan,
    notes: [
      ...certificate.notes.filter((note) => note !== unwitnessed),
      ...(witnessed === undefined ? [unwitnessed] : []),
    ],
  };
  if (leaks.length > 0) warn(body, leaks.join("; "));
  await body.log.keepErasure({ seq, certificate: judged, canaries: isFinal ? null : canaries });
  if (isFinal) body.erasures.witnessed.delete(seq);
  // Who listens was told the rest.
  if (isFinal || reasons.join() !== certificate.reasons.join())
    body.emit("erased", { ...judged, withdrawn: witnessed?.withdrawn ?? [] });
}

async function judge(
  body: Body,
  waiting: readonly Unfinished[],
  onProgress: EraseOptions["onProgress"],
): Promise<Verdict> {
  let live = await lived(body);
  let proof: ErasureProof | null = null;
  const pending = (reason: string, doubted = false): Verdict => ({
    reasons: [reason],
    proof,
    scan: null,
    stateHash: live.stateHash,
    doubted,
  });
  if (!live.done)
    return pending(
      body.deriver.isRederiving
        ? "a module is being folded anew; the end of that finishes the erasure"
        : "another connection still reads the old bytes: close it, then `sleep`",
    );
  const needles = waiting.flatMap(({ sought }) => sought.needles);
  const erased = new Set(waiting.flatMap(({ episodes }) => [...episodes]));
  const legit = new ByteSearch(needles);
  try {
    if (waiting.some(({ sought }) => sought.prove)) {
      const proved = await proveEqual(body, live, legit, onProgress);
      if (!("proof" in proved)) return pending(proved.reason, proved.differs);
      proof = proved.proof;
      live = proved.live;
    }
    let scan = await scanFor(body, erased, needles, legit, proof !== null);
    if (scan.leaks.length > 0 && proof !== null && (await isFoldedAnew(body)))
      scan = await scanFor(body, erased, needles, legit, true);
    return { reasons: [], proof, scan, stateHash: live.stateHash, doubted: false };
  } catch (error) {
    // Nothing was found to be wrong: nobody is there to look.
    if (error instanceof EncephalonError && error.code === "closed") throw error;
    body.emit("warning", { error });
    const { code } = error as { readonly code?: unknown };
    const what = typeof code === "string" ? code : errorName(error);
    return pending(`the proof could not be made (${what})`, true);
  }
}

function warn(body: Body, what: string): void {
  const error = new EncephalonError("damaged", `An erasure is not complete: ${what}.`, {
    value: what,
    remedy: "Call sleep, which finishes it; if it stays so, report it.",
  });
  body.emit("warning", { error });
}

/**
 * A checkpoint may hold what looks like a canary, where two names of others lie beside each other, or a module kept more
 * than its witness says. Folded from the log, it holds what the log does. False: it has to wait.
 */
function isFoldedAnew(body: Body): Promise<boolean> {
  return body.deriver.exclusive(async () => {
    if (body.deriver.isRederiving) return false;
    await body.deriver.refold(new Set([body.register, ...body.modules].map(({ manifest }) => manifest.name)));
    await body.log.scrubAgain();
    return finishErasure(body);
  });
}

interface Lived {
  readonly position: Seq;
  readonly witnesses: readonly Witnessed[];
  readonly stateHash: string;
  /** Nobody can reach the old bytes. */
  readonly done: boolean;
}

/** What the brain has, and up to where. */
function lived(body: Body): Promise<Lived> {
  return body.deriver.exclusive(async () => {
    await body.deriver.fold([]);
    const done = await finishErasure(body).catch((error) => {
      body.emit("warning", { error });
      return false;
    });
    const position = body.deriver.positions().get(body.register.manifest.name)!;
    const witnesses = await body.deriver.witnesses();
    return { position, witnesses, stateHash: await stateHashOf(witnesses), done };
  });
}

type Proved =
  | { readonly proof: ErasureProof; readonly live: Lived }
  | { readonly reason: string; readonly differs: boolean };

/**
 * Compares what the brain has with a fold that never held what was erased. A module that differs is folded anew from
 * the log, which is free of it, and compared once more.
 */
async function proveEqual(
  body: Body,
  first: Lived,
  legit: ByteSearch,
  onProgress: EraseOptions["onProgress"],
): Promise<Proved> {
  let live = first;
  const refolded = new Set<string>();
  for (let proofs = 0; proofs < MOST_PROOFS; proofs++) {
    const { witnesses, shared, events } = await foldNeverHeld(
      body,
      live.position,
      (piece) => (piece === null ? legit.end() : legit.feed(piece)),
      (done, total) => onProgress?.({ done, total }),
    );
    // What cannot be made twice cannot be compared: it is folded anew itself, once.
    const expected = new Map(witnesses.map((one) => [one.name, one]));
    const alone = new Set(shared);
    const folded = live.witnesses.map((one) =>
      refolded.has(one.name) && alone.has(one.name) ? one : expected.get(one.name),
    );
    const differing = live.witnesses.filter(({ digest }, i) => folded[i]?.digest !== digest);
    if (differing.length === 0) {
      const stateHash = await stateHashOf(folded as readonly Witnessed[]);
      return { proof: { stateHash, events, refolded: [...refolded] }, live };
    }
    const names = differing.map(({ name }) => name);
    if (!(await hasErased(body, live.position))) {
      if (names.some((name) => refolded.has(name))) {
        warn(body, `${names.join(", ")} differ from a fold that never held it`);
        return { reason: `not equal to a fold that never held it: ${names.join(", ")}`, differs: true };
      }
      for (const name of names) refolded.add(name);
      await body.deriver.exclusive(async () => {
        await body.deriver.refold(new Set(names));
        await body.log.scrubAgain();
      });
    }
    live = await lived(body);
    if (!live.done)
      return { reason: "something else is being erased; `sleep` finishes both", differs: false };
  }
  return { reason: "others go on erasing; `sleep` finishes it", differs: false };
}

/** Whether anything was erased after a position: then the log below it is not what it was. */
async function hasErased(body: Body, position: Seq): Promise<boolean> {
  for (let after = position; ; ) {
    const events = await body.log.read(after, 256);
    if (events.length === 0) return false;
    if (events.some(({ type }) => type === "erased")) return true;
    after = events.at(-1)!.seq;
  }
}

interface Scanned {
  /** Where something was met. */
  readonly leaks: readonly string[];
  of(sought: Canaries): CanaryScan;
}

/** `legit` has found what is derived of the rest; `inExport`: also look into what an export says. */
async function scanFor(
  body: Body,
  erased: ReadonlySet<Seq>,
  needles: readonly Needle[],
  legit: ByteSearch,
  inExport: boolean,
): Promise<Scanned> {
  const { places, living } = await body.log.scan(needles, erased);
  const bundle = inExport ? await searchExport(body, needles, erased, legit) : null;
  const isCanary = (index: number): boolean => !living.has(index) && !legit.found.has(index);
  const met = [...places, ...(bundle === null ? [] : [bundle])].map(({ name, bytes, found }) => ({
    name,
    bytes,
    found: new Set([...found].filter(isCanary)),
  }));
  const numbers = new Map(needles.map((needle, index) => [needle, index]));
  return {
    leaks: met.filter(({ found }) => found.size > 0).map(({ name }) => name),
    of: (sought) => {
      const indices = sought.needles.map((needle) => numbers.get(needle)!);
      const owners = new Set(sought.owners.filter((owner, i) => owner >= 0 && isCanary(indices[i]!)));
      return {
        canaries: indices.filter(isCanary).length,
        episodes: owners.size,
        places: met.map(({ name, bytes, found }) => ({
          name,
          bytes,
          found: indices.filter((index) => found.has(index)).length,
        })),
      };
    },
  };
}

/** What an export says of the erased; what it says of others may be anywhere. */
async function searchExport(
  body: Body,
  needles: readonly Needle[],
  erased: ReadonlySet<Seq>,
  legit: ByteSearch,
): Promise<{ readonly name: string; readonly bytes: number; readonly found: ReadonlySet<number> }> {
  const search = new ByteSearch(needles);
  const utf8 = new TextEncoder();
  let bytes = 0;
  for await (const line of body.bundle()) {
    if (isSliceOver()) await nextTurn();
    const { event } = JSON.parse(line) as { readonly event?: LogEvent };
    const spelled = utf8.encode(line);
    bytes += spelled.length;
    const where = event === undefined || isOf(event, erased) ? search : legit;
    where.feed(spelled);
    where.end();
  }
  return { name: "export", bytes, found: search.found };
}
