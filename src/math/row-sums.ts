/** sum[j] = the sum over i < count of times[i] * rows[ids[i] * width + j], width = the sum's length. */
export function sumRows(
  rows: Int8Array,
  ids: Int32Array,
  times: Int16Array,
  count: number,
  sum: Int32Array,
): void {
  const width = sum.length;
  sum.fill(0);
  for (let i = 0; i < count; i++) {
    const row = ids[i]! * width;
    const by = times[i]!;
    for (let j = 0; j < width; j++) sum[j] = (sum[j]! + Math.imul(by, rows[row + j]!)) | 0;
  }
}
