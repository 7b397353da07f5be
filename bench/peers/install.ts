import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { mempalaceVersion, venv } from "./mempalace.ts";

const folder = import.meta.dirname;

/** Installs what is missing, after saying so. Nothing of it belongs to the project's own installation. */
export function installPeers(print: (text: string) => void): void {
  if (!existsSync(join(folder, "node_modules")))
    attempt(print, "the npm peers (about 800 MB)", [
      ["npm", "ci", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund"],
    ]);
  if (mempalaceVersion() === null)
    attempt(print, "MemPalace (about 500 MB)", [
      ["python3", "-m", "venv", venv],
      [
        join(venv, process.platform === "win32" ? "Scripts" : "bin", "pip"),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        join(folder, "mempalace-requirements.txt"),
      ],
    ]);
}

/** A peer that cannot be installed is reported by its own row: the others run. */
function attempt(
  print: (text: string) => void,
  what: string,
  commands: readonly (readonly [string, ...string[]])[],
): void {
  print(`installing ${what}:`);
  for (const [program, ...args] of commands) {
    const command = [program, ...args].join(" ");
    print(`  ${command}`);
    try {
      execFileSync(program, args, {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: "skip" },
      });
    } catch (error) {
      print(
        `  failed (${error instanceof Error ? error.message.split("\n")[0] : error}); to try again: ${command}`,
      );
      return;
    }
  }
}
