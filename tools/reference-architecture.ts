/**
 * Writes docs/reference-architecture.md from the modules' manifests; with `--check`, only says whether
 * it is up to date, and exits with 1 when it is not.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defaultRegions, type Manifest } from "../src/index.ts";
import { staticEncoder } from "../src/providers/static-encoder-file.ts";
import { EpisodeRegister } from "../src/register/episode-register.ts";

/** Every module of a default brain, in the order in which an event reaches them. */
export const manifests: readonly Manifest[] = [
  new EpisodeRegister().manifest,
  ...defaultRegions.flatMap((create) => create({ encoder: staticEncoder() })?.manifest ?? []),
];

const candidates = "candidates";

/** The page, the same on every machine: a version's part after `+` names the platform and is left out. */
export function referenceArchitecture(modules: readonly Manifest[]): string {
  return `# Reference architecture

Every module of a default brain, from its manifest. Written by \`npm run docs\`: change the manifests, not this page.

| module | kind | consumes | produces | function | anatomy | citations | verified by | version |
|---|---|---|---|---|---|---|---|---|
${modules.map(row).join("\n")}

A module without an anatomy merely stores or matches: it is a model of no circuit. What a module *produces* is
\`${candidates}\` for a recall and signals, named \`module.signal\`, for whoever observed.

\`\`\`mermaid
${diagram(modules)}
\`\`\`
`;
}

function row(module: Manifest): string {
  const cells = [
    module.name,
    module.kind,
    module.consumes.join(", "),
    module.produces.join(", "),
    module.function,
    module.anatomy ?? "",
    module.citations.map(linked).join("; "),
    `[${module.test}](../${module.test})`,
    module.version.split("+")[0]!,
  ];
  return `| ${cells.map((cell) => (cell === "" ? "–" : cell.replaceAll("|", "\\|"))).join(" | ")} |`;
}

/** DOIs and arXiv ids become links. */
function linked(citation: string): string {
  return citation
    .replace(/doi:(10\.[^\s;,]+)/g, "[doi:$1](https://doi.org/$1)")
    .replace(/arXiv:(\d{4}\.\d{4,5})/g, "[arXiv:$1](https://arxiv.org/abs/$1)");
}

function diagram(modules: readonly Manifest[]): string {
  const events = [...new Set(modules.flatMap((module) => module.consumes))];
  const signals = modules.flatMap((module) => module.produces.filter((name) => name !== candidates));
  const lines = [
    "flowchart LR",
    "  subgraph log",
    ...events.map((event) => `    event_${event}[${event}]`),
    "  end",
    "  subgraph modules",
    ...modules.map((module) => `    module_${nodeOf(module.name)}["${module.name}<br/>${module.kind}"]`),
    "  end",
    ...(signals.length > 0
      ? ["  subgraph signals", ...signals.map((name) => `    signal_${nodeOf(name)}[${name}]`), "  end"]
      : []),
    "  recall([recall])",
  ];
  for (const module of modules) {
    const node = `module_${nodeOf(module.name)}`;
    for (const event of module.consumes) lines.push(`  event_${event} --> ${node}`);
    for (const name of module.produces)
      lines.push(
        name === candidates
          ? `  ${node} -- ${candidates} --> recall`
          : `  ${node} --> signal_${nodeOf(name)}`,
      );
  }
  return lines.join("\n");
}

const nodeOf = (name: string): string => name.replace(/\W/g, "_");

if (import.meta.main) {
  const path = join(import.meta.dirname, "../docs/reference-architecture.md");
  const page = referenceArchitecture(manifests);
  if (!process.argv.includes("--check")) writeFileSync(path, page);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== page) {
    console.error("docs/reference-architecture.md is out of date. Run: npm run docs");
    process.exitCode = 1;
  }
}
