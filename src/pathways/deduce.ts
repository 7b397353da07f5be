import type { Scope } from "../model/scope.ts";
import type { Conclusion } from "../model/truth.ts";
import type { Body } from "./body.ts";

export interface DeduceOptions {
  readonly scope?: Scope;
  readonly asOf?: string | number | Date;
  readonly knownAt?: string | number | Date;
  readonly minTrust?: number;
}

/** The user's rules, in the place of those before; the ones that ship stay. An empty text takes them back. */
export async function setRules(body: Body, program: string): Promise<void> {
  void [body, program];
  throw new Error("Not built yet.");
}

/** What follows from the claims for a goal such as `lives_in(Who, "porto")`; without one, all that follows. */
export async function deduce(
  body: Body,
  goal?: string,
  options: DeduceOptions = {},
): Promise<readonly Conclusion[]> {
  void [body, goal, options];
  throw new Error("Not built yet.");
}
