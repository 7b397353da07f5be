import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { EncephalonError } from "../model/errors.ts";

/**
 * Imports a package that is not installed with this one. `from`: a folder whose node_modules has it;
 * null: found from here, as any import. `missing-package` with the command that installs it.
 */
export async function optionalPackage(name: string, from: string | null, install: string): Promise<unknown> {
  try {
    const found =
      from === null ? name : pathToFileURL(createRequire(join(resolve(from), "-")).resolve(name)).href;
    const module = (await import(found)) as { readonly default?: unknown };
    // Of what is not an ES module the whole is its default.
    return module.default ?? module;
  } catch (error) {
    throw new EncephalonError("missing-package", `The package ${name} cannot be loaded.`, {
      value: name,
      remedy: `Install it: ${install}`,
      cause: error,
    });
  }
}
