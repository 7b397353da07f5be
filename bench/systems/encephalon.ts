import { Brain } from "../../src/brain.ts";
import type { BrainOptions, RecallOptions } from "../../src/index.ts";
import { allMechanisms, type Mechanisms } from "../../src/pathways/mechanisms.ts";
// The brain loads its store when it first opens a file; here before any clock starts, as the other systems'.
import "../../src/store/sqlite-log.ts";
import { renderText } from "../../src/model/episode.ts";
import type { Item } from "../datasets/dataset.ts";
import type { System } from "./system.ts";

async function* stream(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** A brain as a benchmark opens it: a change of what it is by default. */
export interface Opened {
  readonly options?: BrainOptions;
  readonly mechanisms?: Partial<Mechanisms>;
  readonly effort?: NonNullable<RecallOptions["effort"]>;
}

/** Encephalon with its defaults, opened when its recalls are complete. A degraded answer is an error here. */
export function openEncephalon(path: string | null): Promise<System> {
  return openWith(path, {});
}

/** The same with a change: for ablations. */
export async function openWith(
  path: string | null,
  { options, mechanisms, effort }: Opened,
): Promise<System> {
  const brain = await Brain.open(
    { ...options, ...(path !== null && { path }) },
    { ...allMechanisms, ...mechanisms },
  );
  await brain.ready();
  return {
    async observe(item) {
      await brain.observe(item);
    },
    async observeMany(items) {
      const { stored } = await brain.observe(stream(items));
      if (stored !== items.length) throw new Error(`stored ${stored} of ${items.length} items`);
      await brain.ready();
    },
    async recall({ text, asker, now }, k) {
      const { memories, degraded } = await brain.recall(text, {
        k,
        ...(effort === undefined ? {} : { effort }),
        ...(asker === undefined ? {} : { asker }),
        ...(now === undefined ? {} : { now }),
      });
      if (degraded.length > 0) throw new Error(`degraded: ${JSON.stringify(degraded)}`);
      return memories.map(({ episode }) => ({ id: episode.id, text: renderText(episode) }));
    },
    close: () => brain.close(),
  };
}
