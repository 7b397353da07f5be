import assert from "node:assert/strict";
import { after, test } from "node:test";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { type BrainModule, defaultRegions, openBrain } from "../index.ts";
import { createMcpServer } from "../servers/mcp.ts";
import { readHookInput } from "./hook/hook-input.ts";
import { promptContext } from "./hook/remembered-context.ts";
import { presentDegraded } from "./present.ts";

/** A channel that can never answer. */
function outage(): BrainModule {
  return {
    manifest: {
      name: "outage",
      version: "1",
      kind: "channel",
      consumes: [],
      produces: [],
      function: "Fails.",
      anatomy: null,
      citations: [],
      test: "src/cli/degraded.test.ts",
    },
    apply: () => ({}),
    checkpoint: () => [],
    restore: () => {},
    witness: () => [],
    propose: () => {
      throw new RangeError("out of order");
    },
  };
}

const brain = await openBrain({ regions: [...defaultRegions, outage] });
after(() => brain.close());

test("U7: every door says which channel could not take part, also when nothing is found", async () => {
  const { memories, degraded } = await brain.recall("bees");
  assert.deepEqual(memories, []);
  assert.equal(
    presentDegraded(degraded),
    "Incomplete: outage failed (RangeError). `encephalon doctor` says more.",
  );

  const input = readHookInput(
    JSON.stringify({ hook_event_name: "UserPromptSubmit", session_id: "s", cwd: "/p", prompt: "bees" }),
  );
  assert.match(
    (await promptContext(brain, input, {})) ?? "",
    /\n\nIncomplete: outage failed \(RangeError\)\.$/,
  );

  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  const client = new Client({ name: "test", version: "1.0.0" });
  await Promise.all([createMcpServer(brain).connect(ours), client.connect(theirs)]);
  const { content, structuredContent, isError } = await client.callTool({
    name: "recall",
    arguments: { cue: "bees" },
  });
  await client.close();
  assert.notEqual(isError, true);
  assert.deepEqual(content, [
    {
      type: "text",
      text: "Nothing found.\n\nIncomplete: outage failed (RangeError). There may be more than was found.",
    },
  ]);
  const { degraded: told } = structuredContent as { readonly degraded: unknown };
  assert.deepEqual(told, [{ channel: "outage", reason: "failed", detail: "RangeError" }]);
});
