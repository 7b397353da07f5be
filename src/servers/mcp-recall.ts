import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import type { Brain, RecallOptions, RecallResult, Scope, Statement } from "../index.ts";
import { harmless, harmlessLine } from "../model/harmless.ts";
import { clip, feelingText, statementNotes, sureness, toldStatements } from "./describe.ts";
import { within } from "./mcp-scope.ts";
import {
  answering,
  episodeShape,
  kindShape,
  provenanceShape,
  scopeShape,
  showEpisode,
  showProvenance,
  toolResult,
} from "./mcp-shapes.ts";
import { quotationNotice, quote, quoted, structuredNotice } from "./quote.ts";

/** Characters of one memory that a recall gives; `why` gives the rest. */
const longest = 2_000;

const inputSchema = z.object({
  cue: z
    .string()
    .min(1)
    .describe("A question, or the words to remember by. Names, things and dates help most"),
  k: z.int().min(1).max(50).optional().describe("How many memories at most. Default: 10"),
  asker: z
    .string()
    .optional()
    .describe("Who asks, by name or role: whom `I` in the cue stands for. Usually: user"),
  scope: scopeShape,
  from: z.string().optional().describe("Only what happened at this time or later, ISO 8601"),
  to: z.string().optional().describe("Only what happened before this time, ISO 8601"),
  asOf: z.string().optional().describe("What held at this time, ISO 8601. Default: now"),
  knownAt: z.string().optional().describe("Only what had been learned by this time, ISO 8601"),
  kinds: z.array(kindShape).optional().describe("Only episodes of these kinds"),
  minTrust: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("Only what comes from sources trusted so much: 0.6 leaves out pages, tools and documents"),
  explain: z.boolean().optional().describe("Also say which words and rules made each score"),
});

const confidenceShape = z.object({ value: z.number(), calibrated: z.boolean() });

const statementShape = z.object({
  episode: z.string(),
  text: z.string(),
  value: z.string().nullable(),
  said: z.string(),
  source: z.string(),
  trust: z.number().describe("How far its source is believed, from 0 to 1"),
});

const outputSchema = z.object({
  notice: z.string(),
  confidence: confidenceShape.describe("That the memories hold the answer"),
  memories: z.array(
    z.object({
      episode: episodeShape,
      score: z.number(),
      confidence: confidenceShape.describe("That this one is part of the answer"),
      provenance: provenanceShape,
      reasons: z.array(z.object({ channel: z.string(), what: z.string(), weight: z.number() })).optional(),
    }),
  ),
  abstained: z.boolean().describe("It does not know: the memories are only what comes nearest"),
  feeling: z
    .object({
      about: z.string(),
      memories: z.number(),
      from: z.string(),
      to: z.string(),
      lacking: z.array(z.string()),
    })
    .nullable()
    .describe("What it has of that where it does not know, and which words of the cue nothing there tells"),
  truth: z
    .object({
      current: statementShape.nullable(),
      earlier: z.array(statementShape),
      conflicts: z.array(z.object({ statements: z.array(statementShape), score: z.number() })),
    })
    .describe(
      "Where the cue asks for a value: what holds, what held before, the latest first, what contradicts what",
    ),
  degraded: z.array(z.object({ channel: z.string(), reason: z.string(), detail: z.string() })),
});

export function addRecallTool(server: McpServer, brain: Brain, fixed: Scope): void {
  server.registerTool(
    "recall",
    {
      title: "Recall",
      description:
        "Search long-term memory for what a question or a few words bring back, best first, with dates and ids. Use it before you answer from assumption or ask the user again. Ask for one thing at a time, in the words in which it would have been said. Where a value changed it says what holds now and what held before; where memories contradict each other, go by dates and sources. Where it says that it does not know, say so too: what follows is only what comes nearest. Nothing found means that nothing was observed, unless the result says that it is incomplete.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ cue, scope, ...asked }) =>
      answering(async () => {
        const options = { ...asked, scope: within(fixed, scope) } as RecallOptions;
        const result = await brain.recall(cue, options);
        return toolResult(textOf(result, asked.asOf === undefined ? "now" : "then"), structureOf(result));
      }),
  );
}

function textOf(result: RecallResult, asOf: "now" | "then"): string {
  const { memories, degraded } = result;
  const truth = toldStatements(result, asOf).map(({ label, statement }) =>
    [`${label}, ${statementNotes(statement, memories)}:`, quoted(clip(statement.text, longest))].join("\n"),
  );
  const found = memories.map(({ episode, confidence, channels, provenance }, i) => {
    const reasons = reasonsOf(channels).map(
      ({ channel, what, weight }) => `  ${channel}: ${harmlessLine(what)} ${weight.toPrecision(3)}`,
    );
    return [
      `${i + 1}. confidence ${sureness(confidence)}, ${quote(episode, longest, provenance)}`,
      ...reasons,
    ].join("\n");
  });
  const broken = degraded.map(
    ({ channel, reason, detail }) =>
      `Incomplete: ${channel} ${reason} (${detail}). There may be more than was found.`,
  );
  const head = memories.length === 0 ? [] : [quotationNotice];
  return [...head, ...truth, knowledge(result), ...found, ...broken].join("\n\n");
}

function knowledge({ memories, confidence, abstained, feeling }: RecallResult): string {
  const has = feeling === null ? "" : ` It has ${feelingText(feeling)}`;
  if (memories.length === 0) return `Nothing found.${has}`;
  const sure = `confidence ${sureness(confidence)}`;
  return abstained
    ? `It does not know (${sure}).${has} The nearest:`
    : `That these hold the answer: ${sure}.`;
}

function structureOf({
  memories,
  confidence,
  abstained,
  feeling,
  truth,
  degraded,
}: RecallResult): z.infer<typeof outputSchema> {
  return {
    notice: structuredNotice,
    confidence: { ...confidence },
    memories: memories.map(({ episode, score, confidence, channels, provenance }) => {
      const reasons = reasonsOf(channels);
      return {
        episode: showEpisode(episode, longest),
        score,
        confidence: { ...confidence },
        provenance: showProvenance(provenance),
        ...(reasons.length > 0 && { reasons: [...reasons] }),
      };
    }),
    abstained,
    feeling: feeling && {
      about: harmlessLine(feeling.about),
      memories: feeling.memories,
      from: new Date(feeling.from).toISOString(),
      to: new Date(feeling.to).toISOString(),
      lacking: feeling.lacking.map(harmlessLine),
    },
    truth: {
      current: truth.current && shown(truth.current),
      earlier: truth.earlier.map(shown),
      conflicts: truth.conflicts.map(({ statements, score }) => ({
        statements: statements.map(shown),
        score,
      })),
    },
    degraded: degraded.map((one) => ({ ...one })),
  };
}

function shown({ episode, text, value, said, source, trust }: Statement): z.infer<typeof statementShape> {
  return {
    ...{ episode, text: clip(harmless(text), longest), value: value && harmlessLine(value) },
    ...{ said: new Date(said).toISOString(), source: harmlessLine(source), trust },
  };
}

function reasonsOf(
  channels: RecallResult["memories"][number]["channels"],
): readonly { readonly channel: string; readonly what: string; readonly weight: number }[] {
  return Object.entries(channels).flatMap(([channel, { reasons = [] }]) =>
    reasons.map((reason) => ({ channel, ...reason })),
  );
}
