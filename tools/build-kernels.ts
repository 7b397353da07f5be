/**
 * Compiles native/*.ts (AssemblyScript) into src/kernels/*-wasm.ts: modules that carry the bytes as base64,
 * so that Node, bundlers and browsers share them without a file to find.
 *
 *   node tools/build-kernels.ts
 */
import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import asc from "assemblyscript/asc";

const root = join(import.meta.dirname, "..");

/** Source of each kernel and the generated module, from the project's root. */
export const kernels: readonly { readonly source: string; readonly target: string }[] = [
  { source: "native/dense.ts", target: "src/kernels/dense-wasm.ts" },
  { source: "native/row-sums.ts", target: "src/kernels/row-sums-wasm.ts" },
];

/** The text of the generated module of a source. */
export async function kernelModule(source: string): Promise<string> {
  let bytes: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    // The stub runtime adds nothing to a module that allocates nothing.
    [source, "--outFile", "out.wasm", "-O3", "--noAssert", "--runtime", "stub", "--enable", "simd"],
    {
      baseDir: root,
      writeFile: (name: string, contents: string | Uint8Array) => {
        if (name === "out.wasm") bytes = contents as Uint8Array;
      },
    } as never,
  );
  if (error !== null || bytes === null) throw new Error(`${source} does not compile:\n${stderr.toString()}`);
  const name = basename(source, ".ts").replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  return `/** ${source}, compiled by tools/build-kernels.ts with AssemblyScript ${asc.version}; base64. */
export const ${name}Wasm: string =
  "${Buffer.from(bytes).toString("base64")}";
`;
}

if (import.meta.main)
  for (const { source, target } of kernels) writeFileSync(join(root, target), await kernelModule(source));
