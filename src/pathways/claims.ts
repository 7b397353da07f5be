import type { ClaimFilter, KnownClaim } from "../model/truth.ts";
import type { Body } from "./body.ts";

/** What is claimed, as the filter asks; each with its status at `asOf` and the links that bear on it. */
export async function knownClaims(body: Body, filter: ClaimFilter = {}): Promise<readonly KnownClaim[]> {
  void [body, filter];
  throw new Error("Not built yet.");
}

/** The same about one speaker or concept, by when it holds or happened. */
export async function timeline(
  body: Body,
  about: string,
  filter: Omit<ClaimFilter, "about"> = {},
): Promise<readonly KnownClaim[]> {
  void [body, about, filter];
  throw new Error("Not built yet.");
}
