import { queryOf } from "../src/channels/dense-codes.ts";
import { DenseRows } from "../src/channels/dense-rows.ts";
import { DenseSearch } from "../src/channels/dense-search.ts";
import { ScalarDenseKernel } from "../src/kernels/dense-scalar.ts";
import { SimdDenseKernel } from "../src/kernels/dense-simd.ts";
import { randomAt } from "../src/math/random.ts";
import { type CreateDenseKernel, type DenseKernel, mostRows } from "../src/ports/kernels.ts";
import { type Meta, metaLines, metaOf, progressLine, table } from "./report.ts";
import { percentile } from "./statistics.ts";

export interface KernelRow {
  readonly rows: number;
  readonly dimensions: number;
  readonly system: string;
  /** Of one scan: the median, and the quickest. */
  readonly medianMs: number;
  readonly leastMs: number;
  /** Of what it reads, in the median. */
  readonly gigabytesPerSecond: number;
  /** Its median against that of reading as many bytes as it reads: 1 is all that the memory gives. */
  readonly shareOfMemory: number;
}

export interface KernelReport {
  readonly meta: Meta;
  readonly results: readonly KernelRow[];
}

const seed = 1;
const rounds = 15;
const nearest = 50;

interface System {
  readonly name: string;
  /** Bytes that a scan reads. */
  readonly bytes: number;
  scan(): number;
}

/** Times of one scan over all rows, for the kernel, its scalar twin and plain float32, in turns. */
export function runKernels(quick: boolean, print: (text: string) => void): KernelReport {
  const meta = metaOf("kernels", seed, quick);
  print(metaLines(meta));
  const sizes = quick
    ? [[10_000, 256] as const]
    : ([
        [100_000, 256],
        [100_000, 384],
        [1_000_000, 256],
      ] as const);
  const results: KernelRow[] = [];
  const progress = progressLine();
  for (const [rows, dimensions] of sizes) {
    progress.show(`${rows} rows of ${dimensions}: made up`);
    const systems = systemsOf(rows, dimensions);
    const times = systems.map((): number[] => []);
    for (let round = -1; round < rounds; round++)
      for (const [i, system] of systems.entries()) {
        progress.show(`${rows} rows of ${dimensions}: ${system.name} ${round + 1}/${rounds}`);
        const began = performance.now();
        const sum = system.scan();
        const ms = performance.now() - began;
        if (Number.isNaN(sum)) throw new Error(`${system.name} gave no number.`);
        // The first round is the compilers'.
        if (round >= 0) times[i]!.push(ms);
      }
    progress.done();
    const memory = systems.length - 1;
    const perByte = percentile(times[memory]!, 0.5) / systems[memory]!.bytes;
    const measured = systems.map(({ name, bytes }, i): KernelRow => {
      const medianMs = percentile(times[i]!, 0.5);
      return {
        rows,
        dimensions,
        system: name,
        medianMs,
        leastMs: Math.min(...times[i]!),
        gigabytesPerSecond: bytes / medianMs / 1e6,
        shareOfMemory: (perByte * bytes) / medianMs,
      };
    });
    results.push(...measured);
    print(`\n${rows} rows of ${dimensions}, one thread, medians of ${rounds} in turns\n${textOf(measured)}`);
  }
  return { meta, results };
}

function systemsOf(rows: number, dimensions: number): readonly System[] {
  const vector = Float32Array.from({ length: dimensions }, (_, i) => randomAt(seed, 0, i) - 0.5);
  const query = queryOf(vector, dimensions)!;
  const codes = new Int8Array(mostRows * dimensions);
  for (let i = 0; i < codes.length; i++) codes[i] = Math.floor(randomAt(seed, 1, i) * 255) - 127;
  const bytes = rows * dimensions;
  const kernelScan = (name: string, create: CreateDenseKernel): System => {
    const kernel = filled(create(dimensions, 8), rows, codes);
    return { name, bytes, scan: () => scanAll(kernel, query.codes) };
  };
  const floats = new Float32Array(bytes);
  for (let i = 0; i < bytes; i++) floats[i] = codes[i % codes.length]! / 127;
  const search = new DenseRows((width, bits) => SimdDenseKernel.create(width, bits)!, dimensions);
  const row = { scope: "{}", session: null, words: 0, statements: [], isOneStatement: false };
  for (let i = 0; i < rows; i++) search.add(i, row);
  for (let i = 0; i < rows; i++) search.setVectors(i, floats.subarray(i * dimensions, (i + 1) * dimensions));
  const memory = Buffer.alloc(bytes, 1);
  return [
    kernelScan("int8 SIMD", (width, bits) => SimdDenseKernel.create(width, bits)!),
    {
      name: `int8 SIMD, best ${nearest} of the seen`,
      bytes,
      scan: () => new DenseSearch(search, query, ["{}"]).nearest(nearest, () => true).length,
    },
    kernelScan("int8 scalar", (width, bits) => new ScalarDenseKernel(width, bits)),
    { name: "float32 loop", bytes: 4 * bytes, scan: () => scanFloats(floats, vector) },
    // libc's memchr for a byte that is not there: about the fastest that one thread reads memory.
    { name: "memory, read once", bytes, scan: () => memory.indexOf(2) },
  ];
}

function filled(kernel: DenseKernel, rows: number, codes: Int8Array): DenseKernel {
  kernel.grow(rows);
  for (let first = 0; first < rows; first += mostRows)
    kernel.write(first, codes.subarray(0, Math.min(mostRows, rows - first) * kernel.rowBytes));
  return kernel;
}

function scanAll(kernel: DenseKernel, query: Int16Array): number {
  let most = 0;
  for (let first = 0; first < kernel.rows; first += mostRows) {
    const end = Math.min(kernel.rows, first + mostRows);
    const dots = kernel.dots(query, first, end);
    for (let i = 0; i < end - first; i++) if (dots[i]! > most) most = dots[i]!;
  }
  return most;
}

function scanFloats(matrix: Float32Array, query: Float32Array): number {
  const width = query.length;
  let most = 0;
  for (let at = 0; at < matrix.length; at += width) {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += query[i]! * matrix[at + i]!;
    if (sum > most) most = sum;
  }
  return most;
}

function textOf(rows: readonly KernelRow[]): string {
  const least = rows[0]!.medianMs;
  return table(
    ["scan", "median ms", "least ms", "GB/s", "share of memory", "times the kernel's"],
    rows.map((row) => [
      row.system,
      row.medianMs.toFixed(2),
      row.leastMs.toFixed(2),
      row.gigabytesPerSecond.toFixed(1),
      row.shareOfMemory.toFixed(2),
      (row.medianMs / least).toFixed(1),
    ]),
    1,
  );
}
