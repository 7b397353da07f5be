import { EncephalonError } from "../model/errors.ts";

const oldestMajor = 24;

/**
 * Throws `old-node` below Node 24. Call it before `node:sqlite` is imported: older versions lack the
 * module, or parts of it, and fail with an error that names neither the cause nor the remedy.
 */
export function requireNode24(version: string = process.versions.node): void {
  if (Number.parseInt(version, 10) >= oldestMajor) return;
  throw new EncephalonError(
    "old-node",
    `Encephalon needs Node ${oldestMajor} or later; this is Node ${version}.`,
    {
      value: version,
      remedy: "Install a current Node (https://nodejs.org), or run it with `npx node@24`.",
    },
  );
}
