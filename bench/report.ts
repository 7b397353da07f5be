import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import type { Interval } from "./statistics.ts";

/** Where, when and with what a benchmark ran. */
export interface Meta {
  readonly bench: string;
  readonly date: string;
  readonly machine: string;
  readonly node: string;
  /** What `git describe --always --dirty` says, or null outside a work tree. */
  readonly commit: string | null;
  readonly seed: number;
  readonly quick: boolean;
}

export function metaOf(bench: string, seed: number, quick: boolean): Meta {
  const processors = cpus();
  return {
    bench,
    date: new Date().toISOString(),
    machine: `${processors[0]?.model.trim() ?? "unknown"} x ${processors.length}, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    node: process.version,
    commit: commitHash(),
    seed,
    quick,
  };
}

function commitHash(): string | null {
  try {
    return execFileSync("git", ["describe", "--always", "--dirty"], {
      cwd: import.meta.dirname,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return null; // no git, or no work tree: the figures stand without it
  }
}

export function metaLines(meta: Meta): string {
  return [
    `bench    ${meta.bench}${meta.quick ? " --quick (a smoke test: not comparable with a full run)" : ""}`,
    `machine  ${meta.machine}`,
    `node     ${meta.node}   commit ${meta.commit ?? "unknown"}   seed ${meta.seed}   ${meta.date}`,
  ].join("\n");
}

/** Rows under a header, columns aligned: the first `left` of them to the left, the others to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[], left: number): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column < left ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join("  ")
      .trimEnd();
  return [line(header), widths.map((width) => "-".repeat(width)).join("  "), ...rows.map(line)].join("\n");
}

/** A share in points: `4.1`, differences `+4.1`. Rounded first, so that what the last bits leave of a zero is 0.0. */
export function points(share: number, signed = true): string {
  const rounded = Math.round(share * 1000) / 10 + 0;
  return `${signed && rounded > 0 ? "+" : ""}${rounded.toFixed(1)}`;
}

/** In points: `75.0 [72.1, 77.9]`, differences with their sign; empty where there is none. */
export function withInterval(
  row: (Interval & { readonly value: number }) | undefined,
  signed: boolean,
): string {
  if (row === undefined) return "";
  const [value, lo, hi] = [row.value, row.lo, row.hi].map((share) => points(share, signed));
  return `${value} [${lo}, ${hi}]`;
}

/** `4.1*`: a difference in points, marked where it is outside noise: where its interval leaves out 0. */
export function marked(row: (Interval & { readonly value: number }) | undefined): string {
  return row === undefined ? "" : `${points(row.value)}${row.lo > 0 || row.hi < 0 ? "*" : " "}`;
}

export interface Progress {
  show(text: string): void;
  done(): void;
}

/** One line on stderr that rewrites itself; nothing where stderr is no terminal. */
export function progressLine(): Progress {
  const write = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[2K${text.slice(0, process.stderr.columns - 1)}`);
  };
  return { show: write, done: () => write("") };
}
