import * as z from "zod";
import { EncephalonError } from "../model/errors.ts";
import type { EpisodeRef } from "../model/event.ts";
import type { Ordinal } from "../model/ids.ts";
import { type Scope, scopeLevels } from "../model/scope.ts";
import type { Selection } from "../model/selection.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { consequencesOf } from "./erase/consequences.ts";
import { nearest } from "./erase/nearest.ts";
import type { Body } from "./fold/body.ts";
import { resolveToErase } from "./fold/resolve.ts";
import { isSliceOver, nextTurn } from "./fold/time-slice.ts";

const name = z.string().min(1);

const selectionSchema: z.ZodType<Selection> = z
  .strictObject({
    // Whatever is no id is an unknown one.
    ids: z.array(z.unknown()).exactOptional(),
    speaker: name.exactOptional(),
    source: name.exactOptional(),
    session: name.exactOptional(),
    scope: scopeSchema.exactOptional(),
    concept: name.exactOptional(),
    consequences: z.boolean().exactOptional(),
  })
  .refine(
    ({ consequences: _, ...fields }) => Object.keys(fields).length > 0,
    "must have at least one field",
  ) as z.ZodType as z.ZodType<Selection>;

/** `invalid-options` where it selects by nothing: that is no way to say "everything". */
export function checkSelection(selection: Selection): Selection {
  const remedy =
    "Give at least one of ids, speaker, source, session, scope, concept; `scope: {}` is everything.";
  return conform(selectionSchema, selection, "invalid-options", remedy);
}

/**
 * The episodes that a selection names, in the order of the log, forgotten ones included; ids that are not there, and
 * names that nothing fits, are `unknown-episode`.
 */
export async function select(body: Body, selection: Selection): Promise<readonly EpisodeRef[]> {
  const checked = checkSelection(selection);
  const selected = async (): Promise<readonly EpisodeRef[]> => {
    const episodes = await selectInTurn(body, checked);
    requireSome(body, checked, episodes);
    return episodes;
  };
  // Only the index of concepts may lag behind the register.
  return checked.concept === undefined ? body.deriver.upToDate(selected) : body.deriver.whenReady(selected);
}

/** The same, and nothing where nothing fits. To be called inside `exclusive`, when everything is folded. */
export async function selectInTurn(body: Body, selection: Selection): Promise<readonly EpisodeRef[]> {
  const { consequences = false, ...direct } = selection;
  const episodes = await directly(body, direct);
  return consequences ? consequencesOf(body, episodes) : episodes;
}

async function directly(body: Body, selection: Selection): Promise<readonly EpisodeRef[]> {
  const { register, log } = body;
  const fits = rowTest(body, selection);
  const named = selection.ids && (await resolveToErase(body, selection.ids));
  const within = selection.concept === undefined ? null : await naming(body, selection.concept);
  if (named !== undefined)
    return named
      .filter(({ seq }) => {
        const row = register.ordinalOf(seq);
        return row === null ? Object.keys(selection).length === 1 : fits(row) && (within?.has(row) ?? true);
      })
      .sort((a, b) => a.seq - b.seq);
  const refs: EpisodeRef[] = [];
  for (let row = 0 as Ordinal; row < register.rows; row++) {
    if (isSliceOver()) await nextTurn();
    if (!register.isLive(row) || !(within?.has(row) ?? true) || !fits(row)) continue;
    const seq = register.seqOf(row);
    const [id] = await log.ids([seq]);
    refs.push({ id: id!, seq });
  }
  return refs;
}

/**
 * A name that nothing has may be a slip of the pen: nobody is to believe that it is gone, or that nothing rests on
 * it. `unknown-episode`, with what is near.
 */
export function requireSome(body: Body, selection: Selection, episodes: readonly EpisodeRef[]): void {
  const { ids, concept, scope, consequences: _, ...names } = selection;
  if (episodes.length > 0 || ids !== undefined || (scope && Object.keys(scope).length === 0)) return;
  const { register } = body;
  const known = {
    speaker: (row: Ordinal) => register.speakerAt(row),
    source: (row: Ordinal) => register.sourceAt(row),
    session: (row: Ordinal) => register.sessionAt(row),
  };
  const asked: [what: string, name: string, of: (row: Ordinal) => string | null][] = Object.entries(
    names,
  ).map(([what, name]) => [what, name, known[what as keyof typeof names]]);
  for (const level of scopeLevels)
    if (scope?.[level] !== undefined)
      asked.push([
        level,
        scope[level],
        (row) => (JSON.parse(register.scopeAt(row)!) as Scope)[level] ?? null,
      ]);
  for (const [what, name, of] of asked) {
    const there = new Set<string>();
    for (let row = 0 as Ordinal; row < register.rows; row++) {
      const value = register.isLive(row) ? of(row) : null;
      if (value !== null) there.add(value);
    }
    if (there.has(name)) continue;
    const near = nearest(name, there).map((value) => JSON.stringify(value));
    throw new EncephalonError("unknown-episode", `Nothing here has the ${what} ${JSON.stringify(name)}.`, {
      value: name,
      remedy: near.length > 0 ? `There is ${near.join(", ")}.` : "Names are compared letter by letter.",
    });
  }
  throw new EncephalonError("unknown-episode", "No episode fits all of this.", {
    value: selection,
    remedy: concept
      ? "`recall` shows which names and works were recognised; or select by something else."
      : "Leave out what need not fit.",
  });
}

/** All that the register knows of what is selected. */
function rowTest(
  { register }: Body,
  { speaker, source, session, scope }: Selection,
): (row: Ordinal) => boolean {
  const below = new Map<string, boolean>();
  const isBelow = (key: string): boolean => {
    const known = below.get(key) ?? isAtOrBelow(JSON.parse(key) as Scope, scope!);
    below.set(key, known);
    return known;
  };
  return (row) =>
    (speaker === undefined || register.speakerAt(row) === speaker) &&
    (source === undefined || register.sourceAt(row) === source) &&
    (session === undefined || register.sessionAt(row) === session) &&
    (scope === undefined || isBelow(register.scopeAt(row)!));
}

function isAtOrBelow(scope: Scope, above: Scope): boolean {
  return scopeLevels.every((level) => above[level] === undefined || scope[level] === above[level]);
}

/** The index of concepts has every episode but those that it could not derive: these are perceived again. */
async function naming(body: Body, written: string): Promise<ReadonlySet<Ordinal>> {
  const index = body.modules.find((module) => module.naming !== undefined);
  if (index?.naming === undefined || index.keyOf === undefined)
    throw new EncephalonError("invalid-options", "This brain has no index of concepts.", {
      value: "concept",
      remedy: "Open it with the default regions, or select by something else.",
    });
  const key = index.keyOf(written);
  const rows = new Set(index.naming(key));
  for (const { module, seq } of body.deriver.quarantined()) {
    const row = module === index.manifest.name ? body.register.ordinalOf(seq) : null;
    const [episode] = row === null ? [null] : await body.log.episodes([seq]);
    if (row === null || !episode) continue;
    const { concepts, topics } = body.perception.perceive(episode);
    if ([...concepts, ...topics].some((mention) => mention.key === key)) rows.add(row);
  }
  return rows;
}
