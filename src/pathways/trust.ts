import type { Visibility } from "../ports/proposer.ts";
import type { Body } from "./body.ts";

export interface SourceReport {
  readonly source: string;
  /** In [0, 1]. */
  readonly trust: number;
  readonly episodes: number;
}

/** How far a source is to be believed, in [0, 1]; null: as by default. */
export async function trust(body: Body, source: string, value: number | null): Promise<void> {
  void [body, source, value];
  throw new Error("Not built yet.");
}

/** Every source, with its trust and how much comes from it. */
export async function sources(body: Body): Promise<readonly SourceReport[]> {
  void body;
  throw new Error("Not built yet.");
}

/** What is seen, less what comes from sources trusted less than `least`. */
export function trustedOnly(body: Body, visibility: Visibility, least: number): Visibility {
  void [body, least];
  return visibility;
}
