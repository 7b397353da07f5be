import type { Command } from "commander";
import type { Scope } from "../../index.ts";
import { withBrain } from "../brain-file.ts";
import { parseScope } from "../option-values.ts";
import { contextOf } from "./command-context.ts";

export function addMcp(program: Command): void {
  program
    .command("mcp")
    .summary("serve observe, recall, context and why to an agent (MCP)")
    .description("Speaks the Model Context Protocol on standard input and output until the input ends.")
    .option(
      "--scope <scope>",
      "fixed: no tool call can leave it: tenant=a,user=b,agent=c,session=d",
      parseScope,
    )
    .action(async (_options: unknown, command: Command) => {
      const { path, options } = contextOf<{ readonly scope?: Scope }>(command);
      const { serveMcp } = await import("../../servers/mcp.ts");
      await withBrain(path, "make", (brain) => serveMcp(brain, { scope: options.scope ?? {} }));
    });
}
