import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Brain, Percept, Scope } from "../index.ts";
import { within } from "./mcp-scope.ts";
import { answering, kindShape, scopeShape, toolResult } from "./mcp-shapes.ts";

const percept = z.strictObject({
  text: z.string().min(1).describe("What was said, done or seen, in its own words. One thing each."),
  speaker: z.string().optional().describe("Who said it, by name"),
  role: z.string().optional().describe("user, assistant, tool, …"),
  time: z.string().optional().describe("When it happened, ISO 8601. Default: now"),
  session: z.string().optional().describe("The conversation: episodes of one are each other's context"),
  title: z.string().optional(),
  source: z
    .string()
    .optional()
    .describe("Where it comes from: a page, a document, a tool, an account. Default: who said it"),
  kind: kindShape.optional().describe("Default: utterance when somebody is named, else observation"),
  id: z
    .string()
    .optional()
    .describe(
      "Your own name for it, never used for anything else: with the same id, time and text it is stored once",
    ),
  causedBy: z.string().optional().describe("The id of the action that this is the result or outcome of"),
});

const inputSchema = z.object({
  percepts: z.array(percept).min(1).max(100).describe("In the order in which they happened"),
  scope: scopeShape,
});

const outputSchema = z.object({
  observed: z.array(
    z.object({
      id: z.string(),
      stored: z.boolean(),
      duplicate: z.boolean(),
      derived: z.boolean(),
      redactions: z.number(),
    }),
  ),
});

export function addObserveTool(server: McpServer, brain: Brain, fixed: Scope): void {
  server.registerTool(
    "observe",
    {
      title: "Observe",
      description:
        "Store things in long-term memory. Use it for what will matter beyond this conversation: facts and wishes of the user, decisions with their reasons, results and how they turned out. Write each as it was said, with names and dates instead of pronouns and `tomorrow`. Nothing is summed up or overwritten; secrets such as keys are taken out first.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
    },
    ({ percepts, scope }) =>
      answering(async () => {
        const own = within(fixed, scope);
        const observed: z.infer<typeof outputSchema>["observed"] = [];
        for (const one of percepts) {
          const { id, stored, duplicate, derived, redactions } = await brain.observe({
            ...one,
            scope: own,
          } as Percept);
          observed.push({ id, stored, duplicate, derived, redactions: redactions.length });
        }
        const lines = observed.map(({ id, stored, duplicate, redactions }) => {
          const what = duplicate ? "known already" : stored ? "stored" : "erased before, not stored again";
          return `${JSON.stringify(id)} ${what}${redactions > 0 ? `, ${redactions} secrets taken out` : ""}`;
        });
        return toolResult(lines.join("\n"), { observed });
      }),
  );
}
