import { existsSync } from "node:fs";
import { CliError } from "./cli-error.ts";

/** A file that is there is somebody's: nothing is written over it. */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new CliError("file-exists", `There is a file ${file} already.`, {
      value: file,
      remedy: "Choose another name.",
    });
}
