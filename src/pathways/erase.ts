import type { EpisodeRef, EventOf } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { EraseOptions, ErasureCertificate, Touched } from "../model/reports.ts";
import type { Selection } from "../model/selection.ts";
import { withdrawnBy } from "./beliefs.ts";
import type { Body } from "./body.ts";
import { canariesOf } from "./canaries.ts";
import { commitUses } from "./commit.ts";
import type { Canaries, Unfinished } from "./erasures.ts";
import { finishErasure, settle } from "./prove-erasure.ts";
import { checkSelection, selectInTurn } from "./select.ts";
import { isSliceOver, nextTurn } from "./time-slice.ts";

/** Episodes that one event erases at most: committing and folding it must not hold the event loop. */
const AT_ONCE = 64;
/** Of more episodes than this, canaries are taken of so many, evenly. */
const MOST_SAMPLED = 2_000;

/**
 * Destroys the content, folds the erasure into every module, replaces the checkpoints, scrubs the file, and then
 * proves it: by a fold of the log that never held the episodes, and a search for strings that only they held. Not
 * reversible. The certificate is pending while anybody can still reach the old bytes, or a module is re-deriving; the
 * end of that, `sleep`, or the next opening finishes it.
 */
export async function erase(
  body: Body,
  selection: Selection,
  options: EraseOptions = {},
): Promise<ErasureCertificate> {
  const checked = checkSelection(selection);
  // Only the index of concepts may lag behind the register.
  if (checked.concept !== undefined) await body.deriver.whenReady(() => undefined);
  const unfinished = await body.deriver.exclusive(() => begin(body, checked, options));
  await settle(body, options.onProgress);
  if (unfinished.certificate === null || unfinished.failure !== null) throw unfinished.failure;
  return unfinished.certificate;
}

async function begin(body: Body, selection: Selection, options: EraseOptions): Promise<Unfinished> {
  await commitUses(body);
  await body.deriver.fold([]);
  const episodes = await selectInTurn(body, selection);
  const prove = options.prove ?? true;
  const held = await holdingsOf(body, episodes, prove);
  const withdrawn = options.report === true ? await withdrawnBy(body, episodes) : [];
  const at = body.clock();
  let trust = 0;
  let gone = 0;
  let failure: unknown = null;
  for (; gone < episodes.length && failure === null; gone += AT_ONCE) {
    try {
      const seq = await body.log.erase(episodes.slice(gone, gone + AT_ONCE), at);
      const [erased] = await body.log.read((seq - 1) as Seq, 1);
      trust += (erased as EventOf<"erased">).trusted?.length ?? 0;
    } catch (error) {
      // Nothing was destroyed: no more than that. What went before is certified, as an event.
      if (gone === 0) throw error;
      failure = error;
      break;
    }
    if (isSliceOver()) await nextTurn();
  }
  for (const { id } of episodes.slice(0, gone)) body.choices.delete(id);
  const trouble = await foldCommitted(body);
  const unfinished: Unfinished = {
    episodes: episodes.slice(0, gone),
    at,
    touched: { ...held.touched, trust, modules: fallen(held.figures, figuresOf(body)) },
    canaries: held.canaries,
    prove,
    withdrawn,
    trouble,
    certificate: null,
    failure,
  };
  body.erasures.waiting.push(unfinished);
  return unfinished;
}

/** The content is destroyed already: what goes wrong from here on leaves the erasure pending. */
async function foldCommitted(body: Body): Promise<string | null> {
  try {
    await body.deriver.fold([]);
    await finishErasure(body);
    return null;
  } catch (error) {
    body.emit("warning", { error });
    return "what is derived could not be brought up to date";
  }
}

type Figures = ReadonlyMap<string, Readonly<Record<string, number>>>;

interface Held {
  readonly touched: Omit<Touched, "trust" | "modules">;
  readonly figures: Figures;
  readonly canaries: Canaries;
}

/** What there is of the episodes before they go. */
async function holdingsOf(body: Body, episodes: readonly EpisodeRef[], prove: boolean): Promise<Held> {
  const said = new Map<string, number>();
  const pieces: Uint8Array[] = [];
  let vectors = 0;
  let extractions = 0;
  for (let i = 0; i < episodes.length; i += AT_ONCE) {
    const held = await body.log.holdings(episodes.slice(i, i + AT_ONCE));
    vectors += held.vectors;
    extractions += held.extractions;
    if (i / AT_ONCE < MOST_SAMPLED / AT_ONCE) pieces.push(...held.pieces);
    if (isSliceOver()) await nextTurn();
  }
  const stride = Math.ceil(episodes.length / MOST_SAMPLED);
  let uses = 0;
  let pinned = 0;
  let feedback = 0;
  for (const [i, { seq }] of episodes.entries()) {
    if (isSliceOver()) await nextTurn();
    const row = body.register.ordinalOf(seq);
    if (row !== null) {
      const trace = body.register.trace(row);
      uses += trace.uses;
      if (trace.pinned) pinned++;
      if (trace.feedback !== 0) feedback++;
    }
    if (i % stride !== 0) continue;
    // What is damaged has no strings to look for.
    const [episode] = await body.log.episodes([seq]).catch(() => [null]);
    // What two of them say is both's; it counts for the first.
    for (const canary of episode ? canariesOf(episode, prove) : [])
      if (!said.has(canary)) said.set(canary, i);
  }
  return {
    touched: { episodes: episodes.length, vectors, extractions, uses, pinned, feedback },
    figures: figuresOf(body),
    canaries: await canariesFrom(pieces, said),
  };
}

async function canariesFrom(
  pieces: readonly Uint8Array[],
  said: ReadonlyMap<string, number>,
): Promise<Canaries> {
  const utf8 = new TextEncoder();
  const needles = [...pieces];
  const owners = pieces.map(() => -1);
  for (const [text, owner] of said) {
    if (isSliceOver()) await nextTurn();
    needles.push(utf8.encode(text));
    owners.push(owner);
  }
  return { needles, owners };
}

function figuresOf({ register, modules }: Body): Figures {
  return new Map([register, ...modules].map((module) => [module.manifest.name, module.stats?.() ?? {}]));
}

/** Room is no holding. */
function fallen(before: Figures, after: Figures): Touched["modules"] {
  return Object.fromEntries(
    [...before].flatMap(([name, figures]) => {
      const losses = Object.entries(figures)
        .map(([figure, value]) => [figure, value - (after.get(name)?.[figure] ?? 0)] as const)
        .filter(([figure, loss]) => loss > 0 && figure !== "bytes" && figure !== "from" && figure !== "to");
      return losses.length === 0 ? [] : [[name, Object.fromEntries(losses)]];
    }),
  );
}
