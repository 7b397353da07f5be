/**
 * Inner products of a query of 16-bit integers with `rows` rows of int8 codes, as 32-bit integers.
 * Exact: whoever makes the query sees to it that no sum overflows (`quantiseQuery` in src/math/dense-scan.ts).
 *
 * Pointers are byte offsets in the module's memory, `stride` is the bytes of a row and a multiple of 16,
 * the query has `stride` numbers. Nothing is checked, nothing is allocated.
 *
 * Memory is the limit, not arithmetic: rows are read one after the other, as they lie. Four at a time, which
 * would share the loads of the query, read rows of 384 bytes at half the speed.
 */
export function dots(query: usize, codes: usize, stride: usize, rows: i32, products: usize): void {
  for (; rows > 0; rows--) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 16) {
      low = i32x4.add(low, i32x4.dot_i16x8_s(v128.load8x8_s(codes + at), v128.load(query + 2 * at)));
      high = i32x4.add(high, i32x4.dot_i16x8_s(v128.load8x8_s(codes + at, 8), v128.load(query + 2 * at, 16)));
    }
    const sums = i32x4.add(low, high);
    const firstTwo = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    i32.store(products, firstTwo + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3));
    codes += stride;
    products += 4;
  }
}

/**
 * The same with codes of four bits: of 32 codes, the first 16 are the low halves of 16 bytes, the others the high
 * ones. The query has 2 * `stride` numbers.
 */
export function dotsOfPacked(query: usize, codes: usize, stride: usize, rows: i32, products: usize): void {
  for (; rows > 0; rows--) {
    let low = i32x4.splat(0);
    let high = i32x4.splat(0);
    for (let at: usize = 0; at < stride; at += 16) {
      const both = v128.load(codes + at);
      const first = i8x16.shr_s(i8x16.shl(both, 4), 4);
      const second = i8x16.shr_s(both, 4);
      const numbers = query + 4 * at;
      low = i32x4.add(low, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(first), v128.load(numbers)));
      high = i32x4.add(high, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(first), v128.load(numbers, 16)));
      low = i32x4.add(low, i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_s(second), v128.load(numbers, 32)));
      high = i32x4.add(high, i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_s(second), v128.load(numbers, 48)));
    }
    const sums = i32x4.add(low, high);
    const firstTwo = i32x4.extract_lane(sums, 0) + i32x4.extract_lane(sums, 1);
    i32.store(products, firstTwo + i32x4.extract_lane(sums, 2) + i32x4.extract_lane(sums, 3));
    codes += stride;
    products += 4;
  }
}
