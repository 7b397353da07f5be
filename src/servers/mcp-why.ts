import type { McpServer } from "@modelcontextprotocol/server";
import * as z from "zod";
import { type Brain, EncephalonError, type Episode, type Scope, type Why } from "../index.ts";
import { when } from "./describe.ts";
import { isWithinReach } from "./mcp-scope.ts";
import { answering, episodeShape, type ShownEpisode, showEpisode, toolResult } from "./mcp-shapes.ts";
import { quotationNotice, quote, structuredNotice } from "./quote.ts";

/** Characters of the episode itself, and of those around it. */
const longest = 20_000;
const longestAround = 500;

const inputSchema = z.object({
  id: z.string().min(1).describe("The id of an episode, from recall or observe"),
});

const outputSchema = z.object({
  notice: z.string(),
  episode: episodeShape,
  learnedAt: z.string(),
  forgotten: z.boolean(),
  pinned: z.boolean(),
  uses: z.number(),
  causedBy: episodeShape.nullable(),
  previous: episodeShape.nullable(),
  next: episodeShape.nullable(),
});

/** An episode with whose word it is. */
type Told = Pick<Why, "episode" | "provenance">;

interface Seen {
  readonly why: Why;
  readonly causedBy: Told | null;
  readonly previous: Told | null;
  readonly next: Told | null;
}

export function addWhyTool(server: McpServer, brain: Brain, fixed: Scope): void {
  server.registerTool(
    "why",
    {
      title: "Why",
      description:
        "Where a memory came from: its full text, whose word it is, when it was learned, what was said before and after it, what caused it. Use it to check a memory before you rely on it, or to read on around it.",
      inputSchema,
      outputSchema,
      annotations: { readOnlyHint: true, openWorldHint: false },
    },
    ({ id }) =>
      answering(async () => {
        const seen = await seenFrom(brain, fixed, id);
        return toolResult(textOf(seen), structureOf(seen));
      }),
  );
}

async function seenFrom(brain: Brain, fixed: Scope, id: string): Promise<Seen> {
  const why = await brain.why(id);
  // To a call from outside its scope an episode is not there.
  if (!isWithinReach(fixed, why.episode))
    throw new EncephalonError("unknown-episode", `There is no episode ${JSON.stringify(id)}.`, {
      value: id,
      remedy: "Take an id from `recall`, or from what `observe` returned.",
    });
  const near = async (episode: Episode | null): Promise<Told | null> =>
    episode !== null && isWithinReach(fixed, episode) ? brain.why(episode.id) : null;
  return {
    why,
    causedBy: await near(why.causedBy),
    previous: await near(why.previous),
    next: await near(why.next),
  };
}

function textOf({ why, causedBy, previous, next }: Seen): string {
  const { episode, provenance, learnedAt, forgotten, pinned, uses } = why;
  const facts = `Learned ${when(learnedAt)}, used ${uses} ${uses === 1 ? "time" : "times"}${forgotten ? ", forgotten" : ""}${pinned ? ", pinned" : ""}.`;
  const around = (label: string, other: Told | null): readonly string[] =>
    other === null ? [] : [`${label}: ${quote(other.episode, longestAround, other.provenance)}`];
  return [
    quotationNotice,
    quote(episode, longest, provenance),
    facts,
    ...around("Caused by", causedBy),
    ...around("Before it", previous),
    ...around("After it", next),
  ].join("\n\n");
}

function structureOf({ why, causedBy, previous, next }: Seen): z.infer<typeof outputSchema> {
  const { episode, provenance, learnedAt, forgotten, pinned, uses } = why;
  const near = (other: Told | null): ShownEpisode | null =>
    other && showEpisode(other.episode, longestAround, other.provenance);
  return {
    notice: structuredNotice,
    episode: showEpisode(episode, longest, provenance),
    learnedAt: new Date(learnedAt).toISOString(),
    forgotten,
    pinned,
    uses,
    causedBy: near(causedBy),
    previous: near(previous),
    next: near(next),
  };
}
