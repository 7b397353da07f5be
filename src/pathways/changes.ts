import type { Scope } from "../model/scope.ts";
import type { Changes } from "../model/truth.ts";
import type { Body } from "./body.ts";

export interface ChangesOptions {
  readonly scope?: Scope;
}

/** What the brain learned since then (brain time), what that replaced, and what it no longer knows. */
export async function changes(
  body: Body,
  since: string | number | Date,
  options: ChangesOptions = {},
): Promise<Changes> {
  void [body, since, options];
  throw new Error("Not built yet.");
}
