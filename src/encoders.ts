/** Encoders that leave the process or load big weights: `import { openOnnxEncoder } from "encephalon/encoders"`. */
export { centredEncoder } from "./providers/centred-encoder.ts";
export { createHttpEncoder, type HttpEncoderOptions } from "./providers/http-encoder.ts";
export { jointEncoder } from "./providers/joint-encoder.ts";
export { type OnnxEncoder, type OnnxEncoderOptions, openOnnxEncoder } from "./providers/onnx-encoder.ts";
