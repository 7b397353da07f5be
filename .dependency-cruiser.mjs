/**
 * Who may import whom. Test files are free of the layers: they bring parts together. The bench is free
 * of them too: it switches mechanisms off where they are.
 */

const computing = ["model", "ports", "math"];
const modules = ["channels", "register", "regions"];
const handedIn = ["store", "perception", "kernels"];
const below = [...computing, ...modules, ...handedIn, "providers", "pathways"];

/** Folder or file of `src`, and what it may import besides itself. */
const layers = {
  model: [],
  ports: ["model"],
  math: ["model"],
  kernels: computing,
  store: computing,
  // Encoders that leave the process or load big weights: the only network.
  providers: [...computing, "perception", "kernels"],
  perception: computing,
  logic: computing,
  // Modules get features from the fold's context and meet in pathways, never in each other.
  channels: [...computing, "perception"],
  register: computing,
  regions: [...computing, "perception"],
  // What is handed in is reached through ports: anatomy.ts alone chooses the implementations.
  pathways: [...computing, ...modules, "logic"],
  "anatomy.ts": below,
  "brain.ts": ["model", "ports", "pathways", "store", "anatomy.ts"],
  "index.ts": [...below, "anatomy.ts", "brain.ts"],
  "encoders.ts": ["providers", "ports"],
  "language-models.ts": ["providers", "ports"],
  adapters: ["model", "index.ts"],
  servers: ["model", "index.ts", "adapters"],
  // The check of Node's version comes before anything that needs a current one.
  cli: ["model", "index.ts", "adapters", "servers", "store/require-node.ts"],
};

const test = "\\.test\\.ts$";
const ours = "^(src|bench|examples|tools|tests)/";
/** ["model", "brain.ts"] as a pattern of the paths in `src` that they stand for. */
const within = (parts) =>
  `^src/(${parts.map((part) => (part.endsWith(".ts") ? `${part}$` : `${part}/`)).join("|")})`;

const rule = (name, comment, from, to) => ({ name, comment, severity: "error", from, to });

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    ...Object.entries(layers).map(([layer, allowed]) =>
      rule(
        layer,
        `${layer} imports ${allowed.join(", ") || "nothing"}.`,
        { path: within([layer]), pathNot: test },
        { path: ours, pathNot: within([layer, ...allowed]) },
      ),
    ),
    rule(
      "one-region",
      "No region imports another.",
      { path: "^src/regions/([^/]+)/", pathNot: test },
      { path: "^src/regions/", pathNot: "^src/regions/$1/" },
    ),
    rule(
      "examples",
      "An example uses what a user can.",
      { path: "^examples/", pathNot: test },
      { path: ours, pathNot: "^(src/((index|encoders|language-models)\\.ts$|adapters/)|examples/)" },
    ),
    rule(
      "only-layers",
      "A new folder gets its place above before it gets code.",
      { path: "^src/", pathNot: within(Object.keys(layers)) },
      {},
    ),
    rule(
      "node-at-the-edge",
      "Everything else runs in a browser.",
      { path: "^src/", pathNot: [within(["store", "providers", "servers", "cli"]), test] },
      { dependencyTypes: ["core"] },
    ),
    rule("no-cycle", "Imports of types count.", {}, { circular: true }),
    rule(
      "no-test-in-code",
      "Code never needs its tests.",
      { pathNot: ["^tests/", test] },
      { path: ["^tests/", test] },
    ),
    rule(
      "no-development-dependency",
      "What is published needs only what is installed with it.",
      { path: "^src/", pathNot: test },
      { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"], dependencyTypesNot: ["npm"] },
    ),
    rule("no-unknown-module", "An import that leads nowhere.", {}, { couldNotResolve: true }),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["types", "import", "node", "default"],
    },
  },
};
