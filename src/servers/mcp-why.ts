import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { type Brain, EncephalonError, type Episode, type Scope, type Why } from "../index.ts";
import { when } from "./describe.ts";
import { isWithinReach } from "./mcp-scope.ts";
import { answering, episodeShape, type ShownEpisode, showEpisode, toolResult } from "./mcp-shapes.ts";
import { quotationNotice, quote } from "./quote.ts";

/** Characters of the episode itself, and of those around it. */
const longest = 20_000;
const longestAround = 500;

const inputSchema = z.object({
  id: z.string().min(1).describe("The id of an episode, from recall or observe"),
});

const outputSchema = z.object({
  episode: episodeShape,
  learnedAt: z.string(),
  forgotten: z.boolean(),
  pinned: z.boolean(),
  uses: z.number(),
  causedBy: episodeShape.nullable(),
  previous: episodeShape.nullable(),
  next: episodeShape.nullable(),
});

export function addWhyTool(server: McpServer, brain: Brain, fixed: Scope): void {
  server.registerTool(
    "why",
    {
      title: "Why",
      description:
        "Say where a memory came from: its full text, when it was learned, what was said before and after it, what caused it, whether it was forgotten. Use it to check a memory before you rely on it, or to read on around it.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ id }) =>
      answering(async () => {
        const why = await brain.why(id);
        // To a call from outside its scope an episode is not there.
        if (!isWithinReach(fixed, why.episode))
          throw new EncephalonError("unknown-episode", `There is no episode ${JSON.stringify(id)}.`, {
            value: id,
            remedy: "Take an id from `recall`, or from what `observe` returned.",
          });
        const near = (episode: Episode | null): Episode | null =>
          episode !== null && isWithinReach(fixed, episode) ? episode : null;
        const seen = {
          ...why,
          causedBy: near(why.causedBy),
          previous: near(why.previous),
          next: near(why.next),
        };
        return toolResult(textOf(seen), structureOf(seen));
      }),
  );
}

function textOf({ episode, learnedAt, forgotten, pinned, uses, causedBy, previous, next }: Why): string {
  const facts = `Learned ${when(learnedAt)}, used ${uses} times${forgotten ? ", forgotten" : ""}${pinned ? ", pinned" : ""}.`;
  const around = (label: string, other: Episode | null): readonly string[] =>
    other === null ? [] : [`${label}: ${quote(other, longestAround)}`];
  return [
    quotationNotice,
    quote(episode, longest),
    facts,
    ...around("Caused by", causedBy),
    ...around("Before it", previous),
    ...around("After it", next),
  ].join("\n\n");
}

function structureOf(why: Why): z.infer<typeof outputSchema> {
  const { episode, learnedAt, forgotten, pinned, uses } = why;
  const near = (other: Episode | null): ShownEpisode | null =>
    other === null ? null : showEpisode(other, longestAround);
  return {
    episode: showEpisode(episode, longest),
    learnedAt: new Date(learnedAt).toISOString(),
    forgotten,
    pinned,
    uses,
    causedBy: near(why.causedBy),
    previous: near(why.previous),
    next: near(why.next),
  };
}
