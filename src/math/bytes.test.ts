import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { Chains, Interner } from "./columns.ts";
import { randomAt } from "./random.ts";

const anyString = fc.string({ unit: "binary" });

test("what was written is read back, in order, to the last byte", () => {
  const value = fc.oneof(
    fc.record({ as: fc.constant("uint" as const), value: fc.maxSafeNat() }),
    fc.record({ as: fc.constant("float" as const), value: fc.double({ noNaN: true }) }),
    fc.record({ as: fc.constant("string" as const), value: anyString }),
    fc.record({ as: fc.constant("strings" as const), value: fc.array(anyString) }),
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const writer = new ByteWriter();
      for (const each of values) writer[each.as](each.value as never);
      const reader = new ByteReader(writer.take());
      for (const each of values) assert.deepEqual(reader[each.as](), each.value);
      reader.end();
    }),
  );
});

test("300 is the two bytes of its LEB128 form, AC 02", () => {
  const writer = new ByteWriter();
  writer.uint(300);
  assert.deepEqual([...writer.take()], [0xac, 0x02]);
});

test("damaged bytes are a RangeError, never gigabytes", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      for (const read of [
        (reader: ByteReader) => Interner.read(reader),
        (reader: ByteReader) => Chains.read(reader, 5),
        (reader: ByteReader) => reader.string(),
      ])
        try {
          read(new ByteReader(bytes));
        } catch (error) {
          assert.ok(error instanceof RangeError);
        }
    }),
  );
});

test("a chain holds the rows of its key in order, and closes over one that is removed", () => {
  const step = fc.oneof(fc.record({ add: fc.constantFrom("a", "b") }), fc.record({ remove: fc.nat(30) }));
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const chains = new Chains();
      const expected: (string | null)[] = [];
      for (const each of steps)
        if ("add" in each) {
          chains.place(expected.length);
          chains.append(expected.length, each.add);
          expected.push(each.add);
        } else if (each.remove < expected.length) {
          chains.remove(each.remove);
          expected[each.remove] = null;
        }
      const writer = new ByteWriter();
      chains.write(writer, expected.length);
      for (const read of [chains, Chains.read(new ByteReader(writer.take()), expected.length)])
        expected.forEach((name, row) => {
          const before = name === null ? -1 : expected.lastIndexOf(name, row - 1);
          assert.equal(read.previous[row], row === 0 ? -1 : before);
        });
    }),
  );
});

test("D7: randomAt depends on each argument and stays in [0, 1)", () => {
  const numbers = Array.from({ length: 1000 }, (_, i) => randomAt(1, 2, i));
  assert.ok(numbers.every((number) => number >= 0 && number < 1));
  assert.equal(new Set(numbers).size, 1000);
  const mean = numbers.reduce((sum, number) => sum + number) / 1000;
  assert.ok(Math.abs(mean - 0.5) < 0.05, `mean ${mean}`);
  assert.notEqual(randomAt(1, 2, 3), randomAt(2, 2, 3));
  assert.notEqual(randomAt(1, 2, 3), randomAt(1, 3, 3));
});
