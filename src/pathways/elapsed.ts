import type { Millis } from "../model/ids.ts";
import type { Body } from "./body.ts";

/** The time between two dated statements, as far as their dates are known. */
export interface Elapsed {
  readonly from: { readonly from: Millis; readonly to: Millis };
  readonly to: { readonly from: Millis; readonly to: Millis };
  /** Whole days from the one to the other: the least and the most that the two stretches allow. */
  readonly days: { readonly least: number; readonly most: number };
  /** "3 months and 12 days". */
  readonly text: string;
}

/** Between two claims, episodes or dates: each an id of `claims`, an id of an episode, or ISO 8601. */
export async function elapsed(body: Body, from: string, to: string): Promise<Elapsed> {
  void [body, from, to];
  throw new Error("Not built yet.");
}
