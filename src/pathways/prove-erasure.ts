import { ByteSearch } from "../math/byte-search.ts";
import { EncephalonError, errorName } from "../model/errors.ts";
import type { LogEvent } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { CanaryScan, EraseOptions, ErasureProof } from "../model/reports.ts";
import type { Body } from "./body.ts";
import { stateHashOf, type Witnessed } from "./derive.ts";
import type { Canaries, Unfinished } from "./erasures.ts";
import { foldNeverHeld, isOf } from "./never-held.ts";
import { isSliceOver, nextTurn } from "./time-slice.ts";

/** Proofs that are begun again when something else is erased meanwhile. */
const MOST_PROOFS = 4;

const outOfReach: readonly string[] = [
  "backups and exported bundles made before, and what was imported from them",
  "forks that other processes made, and what a recall has already returned",
  "ids, which stay in the log so that they are not learned again",
];

/** To be called inside `exclusive`, when everything is folded. False while it has to wait. */
export async function finishErasure(body: Body): Promise<boolean> {
  if (!(await body.log.erasurePending())) return true;
  if (body.deriver.isRederiving) return false;
  await body.deriver.checkpoint();
  return body.log.scrub();
}

/** Gives every erasure that waits its certificate: a final one, or one that says why it is not. */
export function settle(body: Body, onProgress?: EraseOptions["onProgress"]): Promise<void> {
  return body.erasures.inTurn(async () => {
    const waiting = [...body.erasures.waiting];
    if (waiting.length === 0) return;
    try {
      const { verdict, stateHash } = await judge(body, waiting, onProgress);
      for (const unfinished of waiting) certify(body, unfinished, verdict, stateHash);
      const isFinal = verdict.reasons.length === 0;
      if (!isFinal) {
        if (verdict.doubted) await doubt(body);
        return;
      }
      body.erasures.waiting = body.erasures.waiting.filter((one) => !waiting.includes(one));
      if (body.erasures.doubted) await body.log.doubtErasure(false);
      body.erasures.doubted = false;
    } catch (error) {
      for (const unfinished of waiting) unfinished.failure = error;
    }
  });
}

/** What another process doubts is not for this one to settle: the strings to look for went with it. */
async function doubt({ erasures, log }: Body): Promise<void> {
  erasures.doubted ||= !(await log.erasureDoubted());
  await log.doubtErasure(true);
}

interface Verdict {
  readonly reasons: readonly string[];
  readonly proof: ErasureProof | null;
  readonly scan: Scanned | null;
  /** It looked finished, and is not. */
  readonly doubted: boolean;
}

function certify(body: Body, unfinished: Unfinished, verdict: Verdict, stateHash: string): void {
  const { episodes, at, touched, prove, withdrawn, canaries } = unfinished;
  const reasons = [...verdict.reasons];
  unfinished.certificate = {
    status: reasons.length === 0 ? "final" : "pending",
    reasons,
    erased: episodes.map(({ id }) => id),
    at,
    modules: [body.register, ...body.modules].map(({ manifest }) => manifest.name),
    touched,
    stateHash,
    proof: prove ? verdict.proof : null,
    scan: verdict.scan?.of(canaries) ?? null,
    withdrawn,
    outOfReach,
  };
  body.emit("erased", unfinished.certificate);
}

async function judge(
  body: Body,
  waiting: readonly Unfinished[],
  onProgress: EraseOptions["onProgress"],
): Promise<{ readonly verdict: Verdict; readonly stateHash: string }> {
  let live = await lived(body);
  const pending = (reasons: readonly string[], more: Partial<Verdict> = {}) => ({
    verdict: { reasons, proof: null, scan: null, doubted: false, ...more },
    stateHash: live.stateHash,
  });
  if (!live.done) {
    const trouble = waiting.flatMap(({ trouble }) => trouble ?? []);
    if (trouble.length > 0) return pending([...new Set(trouble)]);
    const why = body.deriver.isRederiving
      ? "a module is being folded anew; the end of that finishes the erasure"
      : "another connection still reads the old bytes: close it, then `sleep`";
    return pending([why]);
  }
  const canaries = all(waiting);
  const legit = new ByteSearch(canaries.needles);
  let proof: ErasureProof | null = null;
  try {
    if (waiting.some(({ prove }) => prove) && canaries.needles.length > 0) {
      const proved = await proveEqual(body, live, legit, onProgress);
      if (!("proof" in proved)) return pending([proved.reason], { doubted: proved.differs });
      proof = proved.proof;
      live = proved.live;
    }
    let scan = await scanFor(body, waiting, canaries, legit, proof !== null);
    if (scan.leaks.length > 0 && proof !== null && (await isFoldedAnew(body)))
      scan = await scanFor(body, waiting, canaries, legit, true);
    const reasons = scan.leaks.map(({ name, found }) => `${found} canaries are still there: ${name}`);
    const verdict = { reasons, proof, scan, doubted: reasons.length > 0 };
    if (reasons.length > 0) warn(body, reasons.join("; "));
    return { verdict, stateHash: live.stateHash };
  } catch (error) {
    // Nothing was found to be wrong: nobody is there to look.
    if (error instanceof EncephalonError && error.code === "closed") throw error;
    body.emit("warning", { error });
    const { code } = error as { readonly code?: unknown };
    const what = typeof code === "string" ? code : errorName(error);
    return pending([`the proof could not be made (${what})`], { proof, doubted: true });
  }
}

function all(waiting: readonly Unfinished[]): Canaries {
  const needles = waiting.flatMap(({ canaries }) => canaries.needles);
  return { needles, owners: waiting.flatMap(({ canaries }) => canaries.owners) };
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
  readonly leaks: readonly { readonly name: string; readonly found: number }[];
  of(canaries: Canaries): CanaryScan;
}

/** `legit` has found what is derived of the rest; `inExport`: also look into what an export says. */
async function scanFor(
  body: Body,
  waiting: readonly Unfinished[],
  { needles }: Canaries,
  legit: ByteSearch,
  inExport: boolean,
): Promise<Scanned> {
  const erased = new Set(waiting.flatMap(({ episodes }) => episodes.map(({ seq }) => seq)));
  const { places, living } = await body.log.scan(needles, erased);
  const bundle = inExport ? await searchExport(body, needles, erased, legit) : null;
  const isCanary = (index: number): boolean => !living.has(index) && !legit.found.has(index);
  const met = [...places, ...(bundle === null ? [] : [bundle])].map(({ name, bytes, found }) => ({
    name,
    bytes,
    found: new Set([...found].filter(isCanary)),
  }));
  const keys = new Map(needles.map((needle, index) => [needle, index]));
  return {
    leaks: met.filter(({ found }) => found.size > 0).map(({ name, found }) => ({ name, found: found.size })),
    of: (canaries) => {
      const indices = canaries.needles.map((needle) => keys.get(needle)!);
      const owners = new Set(canaries.owners.filter((owner, i) => owner >= 0 && isCanary(indices[i]!)));
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
  needles: readonly Uint8Array[],
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
