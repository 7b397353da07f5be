/**
 * sum[j] = the sum over i < count of times[i] * row(ids[i])[j], in whole numbers of 32 bits, for all `stride` columns
 * of a table of int8 rows. Exact: whoever calls sees to it that no sum overflows (src/perception/static-encoder.ts).
 *
 * Pointers are byte offsets in the module's memory; `stride` is the bytes of a row and a multiple of 16; `ids` are
 * the rows' addresses (32 bits), `times` 16-bit integers; `count` is even. Nothing is checked, nothing is allocated.
 *
 * Sixteen columns at a time, so that their sums stay in registers; two rows at a time, since that is what one
 * instruction multiplies and adds. A text's rows stay in the nearest cache meanwhile.
 */
export function addRows(ids: usize, times: usize, count: i32, stride: usize, sum: usize): void {
  for (let column: usize = 0; column < stride; column += 16) {
    let first = i32x4.splat(0);
    let second = i32x4.splat(0);
    let third = i32x4.splat(0);
    let fourth = i32x4.splat(0);
    for (let i = 0; i < count; i += 2) {
      const a = v128.load(load<u32>(ids + 4 * i) + column);
      const b = v128.load(load<u32>(ids + 4 * i, 4) + column);
      const by = v128.load32_splat(times + 2 * i);
      const low = i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high = i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
      first = i32x4.add(first, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(low), by));
      second = i32x4.add(second, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(low), by));
      third = i32x4.add(third, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(high), by));
      fourth = i32x4.add(fourth, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(high), by));
    }
    v128.store(sum + 4 * column, first);
    v128.store(sum + 4 * column, second, 16);
    v128.store(sum + 4 * column, third, 32);
    v128.store(sum + 4 * column, fourth, 48);
  }
}
