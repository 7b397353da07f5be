import { McpServer } from "@modelcontextprotocol/server";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import manifest from "../../package.json" with { type: "json" };
import type { Brain, Scope } from "../index.ts";
import { AnsweringStdio } from "./answering-stdio.ts";
import { addContextTool } from "./mcp-context.ts";
import { addObserveTool } from "./mcp-observe.ts";
import { addRecallTool } from "./mcp-recall.ts";
import { addWhyTool } from "./mcp-why.ts";
import { quotationNotice } from "./quote.ts";

export interface McpOptions {
  /** Fixed: a tool call may name further levels, never others (SPEC V2). Default: the empty scope. */
  readonly scope?: Scope;
}

const instructions = `A long-term memory that outlives this conversation. Recall before you answer anything that may rest on earlier conversations, and before you ask the user for something they may have said already. Observe what will matter later: what the user says about themselves and their work, decisions with their reasons, results. ${quotationNotice}`;

/** A server with the tools `observe`, `recall`, `why` and `context` on the brain, for any transport. */
export function createMcpServer(brain: Brain, options: McpOptions = {}): McpServer {
  const server = new McpServer(
    { name: "encephalon", title: "Encephalon", version: manifest.version },
    { instructions },
  );
  const scope = options.scope ?? {};
  addObserveTool(server, brain, scope);
  addRecallTool(server, brain, scope);
  addWhyTool(server, brain, scope);
  addContextTool(server, brain, scope);
  return server;
}

/**
 * Serves over standard input and output until the input ends and everything that was asked is answered.
 * The brain stays open: it is the caller's to close. Nothing else may write to standard output.
 */
export function serveMcp(brain: Brain, options: McpOptions = {}): Promise<void> {
  const transport = new AnsweringStdio(process.stdin, process.stdout);
  serveStdio(() => createMcpServer(brain, options), { transport });
  return transport.closed;
}
