import assert from "node:assert/strict";
import { test } from "node:test";
import { bucketOf, mpnetOnnx } from "./mpnet.ts";

test("MPNet: buckets of distances", () => {
  // T5's buckets (Raffel et al. 2020, arXiv:1910.10683), both ways: 16 a side, the first eight of one piece each,
  // then 8 + floor(8 log16(d / 8)), 15 from 8 * 16^(7/8) = 90.5 pieces on.
  const expected: readonly (readonly [distance: number, bucket: number])[] = [
    [0, 0],
    [-1, 1],
    [1, 17],
    [-7, 7],
    [7, 23],
    [-8, 8],
    [11, 24],
    [12, 25],
    [-16, 10],
    [32, 28],
    [-64, 14],
    [90, 30],
    [91, 31],
    [511, 31],
    [-511, 15],
  ];
  for (const [distance, bucket] of expected) assert.equal(bucketOf(distance, 32), bucket, `${distance}`);
});

test("MPNet to ONNX: its tensors under BERT's names, and those that BERT has besides", () => {
  const tensor = (...shape: readonly number[]): { shape: readonly number[]; values: Float32Array } => ({
    shape,
    values: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5),
  });
  const tensors = new Map([
    ["embeddings.word_embeddings.weight", tensor(5, 4)],
    ["embeddings.position_embeddings.weight", tensor(8, 4)],
    ["embeddings.LayerNorm.weight", tensor(4)],
    ["embeddings.LayerNorm.bias", tensor(4)],
    ["encoder.relative_attention_bias.weight", tensor(32, 2)],
    ...["attention.attn.q", "attention.attn.k", "attention.attn.v", "attention.attn.o"].flatMap(
      (part) =>
        [
          [`encoder.layer.0.${part}.weight`, tensor(4, 4)],
          [`encoder.layer.0.${part}.bias`, tensor(4)],
        ] as const,
    ),
    ["encoder.layer.0.attention.LayerNorm.weight", tensor(4)],
    ["encoder.layer.0.attention.LayerNorm.bias", tensor(4)],
    ["encoder.layer.0.intermediate.dense.weight", tensor(8, 4)],
    ["encoder.layer.0.intermediate.dense.bias", tensor(8)],
    ["encoder.layer.0.output.dense.weight", tensor(4, 8)],
    ["encoder.layer.0.output.dense.bias", tensor(4)],
    ["encoder.layer.0.output.LayerNorm.weight", tensor(4)],
    ["encoder.layer.0.output.LayerNorm.bias", tensor(4)],
  ]);
  const config = { hidden_size: 4, num_attention_heads: 2, num_hidden_layers: 1, layer_norm_eps: 1e-5 };
  const model = new TextDecoder("latin1").decode(mpnetOnnx(tensors, config));
  for (const name of ["place-bias", "encoder.layer.0.attention.self.query.weight", "last_hidden_state"])
    assert.ok(model.includes(name), name);
  tensors.delete("encoder.layer.0.attention.attn.k.weight");
  assert.throws(() => mpnetOnnx(tensors, config), /attention\.self\.key\.weight/);
});
