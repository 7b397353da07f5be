export interface Tensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The float32 tensors of a safetensors file (8 bytes of header length, a JSON header, then the values). */
export function readSafetensors(bytes: Uint8Array): Map<string, Tensor> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const header: Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }> =
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = new Map<string, Tensor>();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (dtype !== "F32") continue;
    // Copied, because a Float32Array must begin at a multiple of four.
    const body = new Uint8Array(bytes.subarray(start + data_offsets[0], start + data_offsets[1]));
    tensors.set(name, { shape, values: new Float32Array(body.buffer) });
  }
  return tensors;
}
