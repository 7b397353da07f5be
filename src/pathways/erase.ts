import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef } from "../model/event.ts";
import type { Seq } from "../model/ids.ts";
import type { EraseOptions, ErasureCertificate, Touched } from "../model/reports.ts";
import type { Selection } from "../model/selection.ts";
import { conform } from "../model/validate.ts";
import { withdrawnBy } from "./beliefs/beliefs.ts";
import { canariesOf } from "./erase/canaries.ts";
import { type Canaries, canariesFrom, encodeCanaries, type Witnessed } from "./erase/erasures.ts";
import { certificateOf, erasedBy, finishErasure, outOfReach, settle } from "./erase/prove-erasure.ts";
import type { Body } from "./fold/body.ts";
import { commitUses } from "./fold/commit.ts";
import { isSliceOver, nextTurn } from "./fold/time-slice.ts";
import { checkSelection, requireSome, selectInTurn } from "./select.ts";

/** Episodes that are looked at together. */
const AT_ONCE = 64;
/** Of more episodes than this, canaries are taken of so many, evenly. */
const MOST_SAMPLED = 2_000;

const optionsSchema = z.strictObject({
  prove: z.boolean().exactOptional(),
  report: z.boolean().exactOptional(),
  onProgress: z.custom((value) => typeof value === "function", "must be a function").exactOptional(),
}) as z.ZodType as z.ZodType<EraseOptions>;

/**
 * Destroys the content, folds the erasure into every module, replaces the checkpoints, scrubs the file, and then
 * proves it: by a fold of the log that never held the episodes, and a search for strings that only they held. Not
 * reversible. The certificate is pending while anybody can still reach the old bytes, or a module is re-deriving; the
 * end of that, `sleep`, or the next opening finishes it: what that needs is kept in the log, as digests.
 */
export async function erase(
  body: Body,
  selection: Selection,
  given: EraseOptions = {},
): Promise<ErasureCertificate> {
  const checked = checkSelection(selection);
  const remedy = "erase takes a selection and { prove, report, onProgress }: see EraseOptions.";
  const options = conform(optionsSchema, given, "invalid-options", remedy);
  // Only the index of concepts may lag behind the register.
  if (checked.concept !== undefined) await body.deriver.whenReady(() => undefined);
  const begun = await body.deriver.exclusive(() => begin(body, checked, options));
  const { seq, certificate, witnessed } = begun;
  if (seq === null) return certificate;
  try {
    await settle(body, options.onProgress);
    // Another process may have been quicker to prove it, and did not see what this one saw.
    return { ...(await certificateOf(body, seq)), ...witnessed };
  } catch (error) {
    if (!(error instanceof EncephalonError && error.code === "closed")) body.emit("warning", { error });
    return { ...certificate, ...witnessed };
  }
}

interface Begun {
  /** Of its last event; null: there was nothing to erase. */
  readonly seq: Seq | null;
  /** As it was committed. */
  readonly certificate: ErasureCertificate;
  readonly witnessed: Witnessed;
}

async function begin(body: Body, selection: Selection, options: EraseOptions): Promise<Begun> {
  await commitUses(body);
  await body.deriver.fold([]);
  const episodes = await selectInTurn(body, selection);
  requireSome(body, selection, episodes);
  const held = await holdingsOf(body, episodes, options.prove ?? true);
  const withdrawn = options.report === true ? await withdrawnBy(body, episodes) : [];
  const certificate: ErasureCertificate = {
    status: "pending",
    reasons: ["it was not looked at yet"],
    erased: episodes.map(({ id }) => id),
    at: body.clock(),
    modules: [body.register, ...body.modules].map(({ manifest }) => manifest.name),
    touched: held.touched,
    stateHash: null,
    proof: null,
    scan: null,
    withdrawn: [],
    notes: held.notes,
    outOfReach,
  };
  if (episodes.length === 0) {
    const stateHash = await body.deriver.stateHash();
    const nothing: ErasureCertificate = { ...certificate, status: "final", reasons: [], stateHash };
    return { seq: null, certificate: nothing, witnessed: nothing };
  }
  const canaries = encodeCanaries(held.canaries);
  const seq = await body.log.erase(episodes, certificate.at, { certificate, canaries });
  for (const { id } of episodes) body.choices.delete(id);
  const trust = await foldCommitted(body, seq, episodes.length);
  const modules = fallen(held.figures, figuresOf(body));
  const touched = { ...held.touched, trust, modules };
  const witnessed: Witnessed = { touched, withdrawn };
  body.erasures.witnessed.set(seq, witnessed);
  return { seq, certificate, witnessed };
}

/**
 * The content is destroyed already: what goes wrong from here on is tried again before it is proved. Gives how many
 * names of sources went with it.
 */
async function foldCommitted(body: Body, last: Seq, episodes: number): Promise<number> {
  try {
    await body.deriver.fold([]);
    await finishErasure(body);
    const events = await erasedBy(body.log, last, episodes);
    return events.reduce((sum, { trusted }) => sum + (trusted?.length ?? 0), 0);
  } catch (error) {
    body.emit("warning", { error });
    return 0;
  } finally {
    body.perception.letGo();
    body.encoder?.letGo?.();
  }
}

type Figures = ReadonlyMap<string, Readonly<Record<string, number>>>;

interface Held {
  readonly touched: Touched;
  readonly figures: Figures;
  readonly canaries: Canaries;
  readonly notes: readonly string[];
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
  const sampled = Math.ceil(episodes.length / stride);
  const utf8 = new TextEncoder();
  return {
    touched: {
      episodes: episodes.length,
      vectors,
      extractions,
      trust: 0,
      uses,
      pinned,
      feedback,
      modules: {},
    },
    figures: figuresOf(body),
    canaries: await canariesFrom(prove, [
      ...pieces.map((piece) => [piece, -1] as const),
      ...[...said].map(([text, owner]) => [utf8.encode(text), owner] as const),
    ]),
    notes:
      sampled < episodes.length ? [`strings were taken of ${sampled} of ${episodes.length} episodes`] : [],
  };
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
