import type { Encoder } from "../../src/ports/encoder.ts";

let serving: Encoder | undefined;

/** Makes this module, where it stands for Transformers.js, answer with the encoder's vectors. */
export function serveAsTransformers(encoder: Encoder): void {
  serving = encoder;
}

/** The one function of Transformers.js that hippo-memory calls. */
export async function pipeline(): Promise<(text: string) => Promise<{ readonly data: Float32Array }>> {
  return async (text) => {
    if (serving === undefined) throw new Error("no encoder is served");
    const [data] = await serving.encode([text], "episode");
    return { data: data! };
  };
}
