import * as z from "zod";
import type { Scope } from "../model/scope.ts";
import { parseTime } from "../model/time.ts";
import type { Changes } from "../model/truth.ts";
import { conform, scopeSchema } from "../model/validate.ts";
import { changedBeliefs } from "./beliefs/beliefs.ts";
import { strongLink } from "./claims/claim-links.ts";
import { statusing } from "./claims/claim-status.ts";
import { countingAt, everyClaim, knownOf } from "./claims.ts";
import type { Body } from "./fold/body.ts";
import { inSlices } from "./fold/time-slice.ts";

export interface ChangesOptions {
  readonly scope?: Scope;
}

const optionsSchema: z.ZodType<ChangesOptions> = z.strictObject({
  scope: scopeSchema.exactOptional(),
}) as z.ZodType<ChangesOptions>;

/** What the brain learned since then (brain time), what that replaced, and what it no longer knows. */
export async function changes(
  body: Body,
  since: string | number | Date,
  given: ChangesOptions = {},
): Promise<Changes> {
  const options = conform(
    optionsSchema,
    given,
    "invalid-options",
    "Give { scope }, or nothing: see ChangesOptions.",
  );
  const from = parseTime(since);
  const view = { scope: options.scope ?? {}, asOf: body.clock(), knownAt: null, minTrust: 0 };
  return body.deriver.upToDate(async () => {
    const seen = await everyClaim(body, view);
    const seenThen = await everyClaim(body, { ...view, knownAt: from });
    const { claims, links } = await countingAt(body, seen, view.asOf);
    const statuses = await inSlices(statusing(claims, links, view.asOf));
    const before = await countingAt(body, seenThen, view.asOf);
    const then = await inSlices(statusing(before.claims, before.links, view.asOf));
    const held = new Set(before.claims.map(({ id }) => id).filter((id) => then.get(id) !== "earlier"));
    const byId = new Map(claims.map((one) => [one.id, one]));
    const fresh = claims.filter(({ learned }) => learned > from);
    const isFresh = new Set(fresh.map(({ id }) => id));
    // Of several that took a claim's place, the last one holds.
    const taken = new Map(
      links.flatMap(({ kind, score, from: by, to }) =>
        kind === "supersedes" && score >= strongLink && isFresh.has(by) && held.has(to) ? [[to, by]] : [],
      ),
    );
    const shown = [...new Set([...isFresh, ...taken.keys(), ...taken.values()])].map((id) => byId.get(id)!);
    const known = new Map((await knownOf(body, shown, links, statuses)).map((one) => [one.id, one]));
    const { concluded, withdrawn } = await changedBeliefs(body, view, { since: from, seen, seenThen });
    return {
      since: from,
      learned: fresh.flatMap(({ id }) => known.get(id) ?? []),
      superseded: [...taken].flatMap(([old, by]) => {
        const pair = [known.get(old), known.get(by)];
        return pair[0] && pair[1] ? [{ before: pair[0], now: pair[1] }] : [];
      }),
      withdrawn,
      concluded,
    };
  });
}
