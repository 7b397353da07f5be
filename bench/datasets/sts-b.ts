import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface SentencePair {
  readonly first: string;
  readonly second: string;
  /** How alike people find the two: 0 (nothing in common) to 5 (the same). */
  readonly likeness: number;
}

/** A part of STS-B (Cer et al. 2017, arXiv:1708.00055), or null where the data directory does not have it. */
export function loadStsB(directory: string, part: "dev" | "train"): readonly SentencePair[] | null {
  const path = join(directory, "sts-b", `sts-${part}.csv`);
  if (!existsSync(path)) return null;
  // Tabs between fields and nothing quoted, whatever the name says: genre, file, year, id, score, two sentences.
  return readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const fields = line.split("\t");
      return { first: fields[5]!, second: fields[6]!, likeness: Number(fields[4]) };
    });
}
