import { defineConfig } from "tsdown";

/**
 * One module per entry and shared chunks; dependencies stay imports. The engine is Node 24, but the
 * syntax goes down to Node 20, so that an older Node gets as far as the check that names the remedy.
 */
export default defineConfig({
  entry: {
    index: "src/index.ts",
    encoders: "src/encoders.ts",
    "language-models": "src/language-models.ts",
    // Begun as a process of its own by what is in `encoders`.
    "onnx-process": "src/providers/onnx-process.ts",
    transcripts: "src/adapters/transcripts/read-transcript.ts",
    mcp: "src/servers/mcp.ts",
    "cli/encephalon": "src/cli/encephalon.ts",
  },
  format: "esm",
  platform: "node",
  target: "node20",
  fixedExtension: false,
  dts: true,
  // `AsyncDisposable` is in no yearly library of TypeScript yet.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
});
