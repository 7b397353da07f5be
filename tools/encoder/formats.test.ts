import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import { bertOnnx } from "./bert-onnx.ts";
import { Message } from "./protobuf.ts";
import { readSafetensors } from "./safetensors.ts";
import { unzip } from "./zip.ts";

test("protobuf: the examples of its encoding guide", () => {
  // protobuf.dev/programming-guides/encoding: field 1 = 150, field 2 = "testing", a message in field 3.
  const inner = new Message().int(1, 150);
  assert.equal(Buffer.from(inner.encoded()).toString("hex"), "089601");
  assert.equal(
    Buffer.from(new Message().bytes(2, "testing").encoded()).toString("hex"),
    "120774657374696e67",
  );
  assert.equal(Buffer.from(new Message().bytes(3, inner).encoded()).toString("hex"), "1a03089601");
  // -2 takes ten bytes; 1.5 is 0x3fc00000.
  assert.equal(Buffer.from(new Message().int(1, -2).encoded()).toString("hex"), "08feffffffffffffffff01");
  assert.equal(Buffer.from(new Message().float(2, 1.5).encoded()).toString("hex"), "150000c03f");
});

test("safetensors: float32 tensors by name", () => {
  const header = Buffer.from('{"w":{"dtype":"F32","shape":[1,2],"data_offsets":[0,8]},"__metadata__":{}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  const tensors = readSafetensors(
    Buffer.concat([length, header, Buffer.from(Float32Array.of(1, -2).buffer)]),
  );
  assert.deepEqual([...tensors.keys()], ["w"]);
  assert.deepEqual(tensors.get("w")!.shape, [1, 2]);
  assert.deepEqual([...tensors.get("w")!.values], [1, -2]);
});

test("zip: stored and deflated files by name", () => {
  const files: [string, Buffer, number][] = [
    ["a.txt", Buffer.from("plain"), 0],
    ["b/c.txt", Buffer.from("packed ".repeat(9)), 8],
  ];
  const bodies: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const [name, content, method] of files) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(method, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(packed.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    bodies.push(Buffer.from("PK\x03\x04"), shared, Buffer.from(name), packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    entries.push(Buffer.from("PK\x01\x02\0\0"), shared, rest, Buffer.from(name));
    at += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(at, 12);
  const read = unzip(Buffer.concat([...bodies, directory, Buffer.from("PK\x05\x06"), end]));
  for (const [name, content] of files)
    assert.equal(Buffer.from(read.get(name)!()).toString(), content.toString());
  assert.throws(() => unzip(Buffer.from("no archive, but longer than its end would be")), /not a zip/);
});

test("bert to ONNX: missing weights are named", () => {
  const config = { hidden_size: 4, num_attention_heads: 2, num_hidden_layers: 0, layer_norm_eps: 1e-12 };
  assert.throws(() => bertOnnx(new Map(), config), /embeddings\.word_embeddings\.weight/);
});
