import type { Command } from "commander";
import { brainPath } from "../brain-file.ts";
import { Printer } from "../printer.ts";

/** What every command takes beside its own options. */
export interface GlobalOptions {
  readonly brain?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export interface CommandContext<Options> {
  readonly path: string;
  readonly printer: Printer;
  readonly options: Options;
}

export function contextOf<Options extends object>(command: Command): CommandContext<Options> {
  const options = command.optsWithGlobals<Options & GlobalOptions>();
  return { path: brainPath(options.brain), printer: new Printer(options), options };
}
