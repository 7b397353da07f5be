import { readFileSync } from "node:fs";

/** The objects of a file that holds one a line. The caller names their shape; nothing checks it. */
export function readJsonLines<Shape>(path: string): Shape[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Shape);
}
