/** The bytes of base64 as a module; null where WebAssembly or its SIMD is missing. */
export function wasmModule(base64: string): WebAssembly.Module | null {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const runs = typeof WebAssembly === "object" && WebAssembly.validate(bytes);
  return runs ? new WebAssembly.Module(bytes) : null;
}
