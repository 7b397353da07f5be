import type { Episode } from "../../src/model/episode.ts";
import type { Features } from "../../src/ports/features.ts";
import type { Hippocampus } from "../../src/regions/hippocampus/hippocampus.ts";

/** The same region, which perceives of each episode what `change` makes of its features. */
export function perceiving(
  region: Hippocampus,
  change: (features: Features, episode: Episode) => Features,
): Hippocampus {
  const apply = region.apply.bind(region);
  return Object.assign(region, {
    apply: (event: Parameters<typeof apply>[0], context: Parameters<typeof apply>[1]) =>
      apply(event, { ...context, perceive: (episode) => change(context.perceive(episode), episode) }),
  });
}
