import { defaultRegions } from "../../src/anatomy.ts";
import { Brain } from "../../src/brain.ts";
import type { BrainOptions, RecallOptions } from "../../src/index.ts";
import { allMechanisms, type Mechanisms } from "../../src/pathways/fold/mechanisms.ts";
// The brain loads its store when it first opens a file; here before any clock starts, as the other systems'.
import "../../src/store/sqlite-log.ts";
import { renderText } from "../../src/model/episode.ts";
import type { BrainModule } from "../../src/pathways/fold/brain-module.ts";
import type { RegionFactory } from "../../src/pathways/fold/options.ts";
import type { Associator } from "../../src/ports/associator.ts";
import { Hippocampus } from "../../src/regions/hippocampus/hippocampus.ts";
import type { Item } from "../datasets/dataset.ts";
import type { OpenSystem, System } from "./system.ts";

async function* stream(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

/** What a recall does otherwise than by default. */
export interface Way {
  readonly mechanisms?: Partial<Mechanisms>;
  readonly effort?: NonNullable<RecallOptions["effort"]>;
}

/** A brain as a benchmark opens it: a change of what it is by default. */
export interface Opened extends Way {
  readonly options?: BrainOptions;
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
  return systemOf(brain, () => effort);
}

function systemOf(brain: Brain, effortNow: () => Way["effort"]): System {
  let stages: Readonly<Record<string, number>> = {};
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
      const effort = effortNow();
      const { memories, degraded, timings } = await brain.recall(text, {
        k,
        ...(effort === undefined ? {} : { effort }),
        ...(asker === undefined ? {} : { asker }),
        ...(now === undefined ? {} : { now }),
      });
      if (degraded.length > 0) throw new Error(`degraded: ${JSON.stringify(degraded)}`);
      stages = timings;
      return memories.map(({ episode }) => ({ id: episode.id, text: renderText(episode) }));
    },
    stages: () => stages,
    close: () => brain.close(),
  };
}

/** The regions of a default brain, each as `change` gives it back. */
export function changedRegions(change: (module: BrainModule) => BrainModule): RegionFactory[] {
  return defaultRegions.map((create) => (given) => {
    const module = create(given);
    return module === null ? null : change(module);
  });
}

type Associate = Associator["associate"];

/** A way to ask a brain that others ask otherwise. */
export interface SharedWay extends Way {
  /** In the place of path search: made once for a brain. */
  readonly search?: (region: Hippocampus) => Associate;
}

/**
 * Systems that ask one brain in different ways, so that it observes once. They take turns, in the order of `ways`:
 * the first opens and fills the brain, the last closes it.
 */
export function sharedBrain(
  options: BrainOptions,
  ways: Readonly<Record<string, SharedWay>>,
): Record<string, OpenSystem> {
  const names = Object.keys(ways);
  const mechanisms = { ...allMechanisms };
  let shared: System | null = null;
  let region: Hippocampus | null = null;
  let own: Associate | null = null;
  let effort: Way["effort"];
  const regions = changedRegions((module) => {
    if (!(module instanceof Hippocampus)) return module;
    region = module;
    own = module.associate.bind(module);
    return module;
  });
  const openOne = async (name: string): Promise<System> => {
    if (shared === null)
      shared = systemOf(await Brain.open({ ...options, regions }, mechanisms), () => effort);
    const { recall, stages, ...system } = shared;
    const way = ways[name]!;
    Object.assign(mechanisms, allMechanisms, way.mechanisms);
    if (region !== null) Object.assign(region, { associate: way.search?.(region) ?? own });
    effort = way.effort;
    return {
      ...system,
      recall,
      ...(stages !== undefined && { stages }),
      observeMany: async (items) => {
        if (name === names[0]) await system.observeMany(items);
      },
      close: async () => {
        if (name !== names.at(-1)) return;
        shared = null;
        await system.close();
      },
    };
  };
  return Object.fromEntries(names.map((name) => [name, () => openOne(name)]));
}
