import { EncephalonError, type Episode, type Scope } from "../index.ts";

const levels: readonly (keyof Scope)[] = ["tenant", "user", "agent", "session"];

/** SPEC V2: the server's scope with the further levels that a call names. A level that is fixed stays. */
export function within(fixed: Scope, asked: Scope | undefined): Scope {
  for (const level of levels)
    if (fixed[level] !== undefined && asked?.[level] !== undefined && asked[level] !== fixed[level])
      throw new EncephalonError("invalid-options", `The ${level} of this server is fixed.`, {
        value: asked[level],
        remedy: `Leave ${level} out of the scope.`,
      });
  return { ...asked, ...fixed };
}

/** Whether some recall within the server's scope could find the episode. */
export function isWithinReach(fixed: Scope, { scope }: Episode): boolean {
  return levels.every(
    (level) => fixed[level] === undefined || scope[level] === undefined || scope[level] === fixed[level],
  );
}
