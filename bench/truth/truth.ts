import type { TruthRow } from "./rows.ts";

/** Where the data are, whether a small part will do, and where the reliability plot goes; null: nowhere. */
export interface Chosen {
  readonly directory: string;
  readonly quick: boolean;
  readonly svg: string | null;
}

type Log = (line: string) => void;
type Part = (chosen: Chosen, log: Log) => Promise<{ readonly results: readonly TruthRow[] }>;

/** What `truth` measures, in the order that it is run. */
export const parts: Readonly<Record<string, Part>> = {
  logic: async (chosen, log) => (await import("./logic.ts")).runLogic(chosen, log),
  claims: async ({ directory }, log) => (await import("./claims.ts")).runClaims(directory, log),
  dates: async ({ directory }, log) => (await import("./dates.ts")).runDates(directory, log),
  updates: async ({ directory }, log) => (await import("./updates.ts")).runUpdates(directory, log),
  contradictions: async ({ directory }, log) =>
    (await import("./contradictions.ts")).runContradictions(directory, log),
  maintenance: async ({ directory, quick }, log) =>
    (await import("./maintenance.ts")).runMaintenance(directory, log, { quick }),
  poisoning: async (chosen, log) => (await import("./poisoning.ts")).runPoisoning(chosen, log),
  forks: async (chosen, log) => (await import("./forks.ts")).runForks(chosen, log),
  standing: async (chosen, log) => (await import("./standing.ts")).runStanding(chosen, log),
  context: async (chosen, log) => (await import("./context.ts")).runContext(chosen, log),
  knowing: async (chosen, log) => (await import("./knowing.ts")).runKnowing(chosen, log),
};

/** Each part's rows one after the other, with whatever else a part gives. */
export async function runTruth(chosen: Chosen, only: readonly string[], log: Log): Promise<object> {
  let report: { readonly results: readonly TruthRow[] } = { results: [] };
  for (const [name, run] of Object.entries(parts)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const found = await run(chosen, log);
    report = { ...report, ...found, results: [...report.results, ...found.results] };
  }
  return report;
}
