import { Buffer } from "node:buffer";
import { Message } from "./protobuf.ts";
import type { Tensor } from "./safetensors.ts";

/** The fields of a Hugging Face `config.json` that shape a BERT encoder. */
export interface BertConfig {
  readonly hidden_size: number;
  readonly num_attention_heads: number;
  readonly num_hidden_layers: number;
  readonly layer_norm_eps: number;
}

/** Rows in whole numbers; each `block` of a row's columns has a scale (the bits of a 16-bit float). */
export interface QuantisedTable {
  readonly rows: number;
  readonly columns: number;
  readonly block: number;
  readonly values: Int8Array;
  readonly scales: Uint16Array;
}

const FLOAT = 1;
const INT8 = 3;
const INT64 = 7;
const FLOAT16 = 10;

/**
 * A BERT encoder (Devlin et al. 2018, arXiv:1810.04805) as an ONNX model, from its tensors under the names of
 * Hugging Face's BertModel. `placeBias`: [1, heads, pieces, pieces], what attention owes to where a piece stands
 * from another. Inputs `input_ids`, `attention_mask`, `token_type_ids`: int64 [batch, sequence].
 * Output `last_hidden_state`: float32 [batch, sequence, hidden]. Opset 17.
 */
export function bertOnnx(
  tensors: ReadonlyMap<string, Tensor>,
  config: BertConfig,
  { words, placeBias }: { readonly words?: QuantisedTable; readonly placeBias?: Tensor } = {},
): Uint8Array {
  const graph = new Graph(tensors);
  const hidden = config.hidden_size;
  const heads = config.num_attention_heads;
  const split = graph.ints("split-heads", [0, 0, heads, hidden / heads]);
  const joined = graph.ints("join-heads", [0, 0, hidden]);
  const one = graph.float("one", 1);

  const word =
    words === undefined
      ? graph.node("Gather", [graph.weight("embeddings.word_embeddings.weight"), "input_ids"])
      : graph.gathered(words, "input_ids");
  const type = graph.node("Gather", [
    graph.weight("embeddings.token_type_embeddings.weight"),
    "token_type_ids",
  ]);
  const length = graph.node("Slice", [
    graph.node("Shape", ["input_ids"]),
    graph.ints("1", [1]),
    graph.ints("2", [2]),
  ]);
  const place = graph.node("Slice", [
    graph.weight("embeddings.position_embeddings.weight"),
    graph.ints("0", [0]),
    length,
  ]);
  const normal = (x: string, name: string): string =>
    graph.node(
      "LayerNormalization",
      [x, graph.weight(`${name}.weight`), graph.weight(`${name}.bias`)],
      [attribute("axis", -1), attributeFloat("epsilon", config.layer_norm_eps)],
    );
  const dense = (x: string, name: string): string =>
    graph.node("Add", [
      graph.node("MatMul", [x, graph.transposed(`${name}.weight`)]),
      graph.weight(`${name}.bias`),
    ]);

  let state = normal(graph.node("Add", [graph.node("Add", [word, type]), place]), "embeddings.LayerNorm");

  const mask = graph.node("Cast", ["attention_mask"], [attribute("to", FLOAT)]);
  const wide = graph.node("Unsqueeze", [mask, graph.ints("heads-and-rows", [1, 2])]);
  const unseen = graph.node("Mul", [graph.node("Sub", [one, wide]), graph.float("never", -1e9)]);
  const penalty =
    placeBias === undefined ? unseen : graph.node("Add", [unseen, graph.corner(placeBias, length)]);
  const scale = graph.float("scale", 1 / Math.sqrt(hidden / heads));
  const root = graph.float("root-of-two", Math.SQRT2);
  const half = graph.float("half", 0.5);

  for (let layer = 0; layer < config.num_hidden_layers; layer++) {
    const at = `encoder.layer.${layer}`;
    const ofHeads = (part: string, order: readonly number[]): string =>
      graph.node(
        "Transpose",
        [graph.node("Reshape", [dense(state, `${at}.attention.self.${part}`), split])],
        [attributeInts("perm", order)],
      );
    const products = graph.node("MatMul", [ofHeads("query", [0, 2, 1, 3]), ofHeads("key", [0, 2, 3, 1])]);
    const scores = graph.node("Add", [graph.node("Mul", [products, scale]), penalty]);
    const weights = graph.node("Softmax", [scores], [attribute("axis", -1)]);
    const mixed = graph.node(
      "Transpose",
      [graph.node("MatMul", [weights, ofHeads("value", [0, 2, 1, 3])])],
      [attributeInts("perm", [0, 2, 1, 3])],
    );
    const attended = dense(graph.node("Reshape", [mixed, joined]), `${at}.attention.output.dense`);
    state = normal(graph.node("Add", [attended, state]), `${at}.attention.output.LayerNorm`);

    const inner = dense(state, `${at}.intermediate.dense`);
    const erf = graph.node("Add", [graph.node("Erf", [graph.node("Div", [inner, root])]), one]);
    const gelu = graph.node("Mul", [graph.node("Mul", [inner, erf]), half]);
    state = normal(graph.node("Add", [dense(gelu, `${at}.output.dense`), state]), `${at}.output.LayerNorm`);
  }
  return graph.model(state, hidden);
}

// Field numbers below are those of onnx.proto3 (github.com/onnx/onnx).
class Graph {
  readonly #tensors: ReadonlyMap<string, Tensor>;
  readonly #nodes: Message[] = [];
  readonly #constants = new Map<string, Message>();

  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.#tensors = tensors;
  }

  node(type: string, inputs: readonly string[], attributes: readonly Message[] = []): string {
    const output = `${type}-${this.#nodes.length}`;
    const node = new Message();
    for (const input of inputs) node.bytes(1, input);
    node.bytes(2, output).bytes(3, output).bytes(4, type);
    for (const given of attributes) node.bytes(5, given);
    this.#nodes.push(node);
    return output;
  }

  weight(name: string): string {
    const { shape, values } = this.#tensor(name);
    return this.#constant(name, FLOAT, shape, values);
  }

  /** Linear layers hold [out, in]; MatMul wants [in, out]. */
  transposed(name: string): string {
    const { shape, values } = this.#tensor(name);
    const [out, into] = shape as [number, number];
    const turned = new Float32Array(values.length);
    for (let i = 0; i < out; i++) for (let j = 0; j < into; j++) turned[j * out + i] = values[i * into + j]!;
    return this.#constant(name, FLOAT, [into, out], turned);
  }

  /** The rows that `ids` name, as floats: [..., columns]. */
  gathered(table: QuantisedTable, ids: string): string {
    const blocks = table.columns / table.block;
    const values = this.#constant("words.values", INT8, [table.rows, table.columns], table.values);
    const scales = this.#constant("words.scales", FLOAT16, [table.rows, blocks], table.scales);
    const floats = (rows: string, shape: string): string => {
      const cast = this.node("Cast", [this.node("Gather", [rows, ids])], [attribute("to", FLOAT)]);
      return this.node("Reshape", [cast, shape]);
    };
    const scaled = this.node("Mul", [
      floats(values, this.ints("blocks", [0, 0, blocks, table.block])),
      floats(scales, this.ints("scale-a-block", [0, 0, blocks, 1])),
    ]);
    return this.node("Reshape", [scaled, this.ints("columns", [0, 0, table.columns])]);
  }

  /** The first `length` of both last axes. */
  corner(square: Tensor, length: string): string {
    const whole = this.#constant("place-bias", FLOAT, square.shape, square.values);
    const rows = this.node("Slice", [whole, this.ints("0", [0]), length, this.ints("2", [2])]);
    return this.node("Slice", [rows, this.ints("0", [0]), length, this.ints("3", [3])]);
  }

  float(name: string, value: number): string {
    return this.#constant(name, FLOAT, [], Float32Array.of(value));
  }

  ints(name: string, values: readonly number[]): string {
    return this.#constant(name, INT64, [values.length], BigInt64Array.from(values.map(BigInt)));
  }

  model(output: string, hidden: number): Uint8Array {
    const graph = new Message();
    for (const node of this.#nodes) graph.bytes(1, node);
    graph.bytes(1, new Message().bytes(1, output).bytes(2, "last_hidden_state").bytes(4, "Identity"));
    graph.bytes(2, "bert");
    for (const constant of this.#constants.values()) graph.bytes(5, constant);
    const shape = [new Message().bytes(2, "batch"), new Message().bytes(2, "sequence")];
    for (const input of ["input_ids", "attention_mask", "token_type_ids"])
      graph.bytes(11, valueInfo(input, INT64, shape));
    graph.bytes(12, valueInfo("last_hidden_state", FLOAT, [...shape, new Message().int(1, hidden)]));
    return new Message().int(1, 8).bytes(7, graph).bytes(8, new Message().bytes(1, "").int(2, 17)).encoded();
  }

  #tensor(name: string): Tensor {
    const tensor = this.#tensors.get(name);
    if (tensor === undefined) throw new Error(`the weights lack ${name}`);
    return tensor;
  }

  #constant(name: string, type: number, shape: readonly number[], values: ArrayBufferView): string {
    if (!this.#constants.has(name)) {
      const tensor = new Message();
      for (const size of shape) tensor.int(1, size);
      tensor.int(2, type).bytes(8, name);
      tensor.bytes(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength));
      this.#constants.set(name, tensor);
    }
    return name;
  }
}

function valueInfo(name: string, type: number, dimensions: readonly Message[]): Message {
  const shape = new Message();
  for (const dimension of dimensions) shape.bytes(1, dimension);
  const tensor = new Message().int(1, type).bytes(2, shape);
  return new Message().bytes(1, name).bytes(2, new Message().bytes(1, tensor));
}

function attribute(name: string, value: number): Message {
  return new Message().bytes(1, name).int(3, value).int(20, 2);
}

function attributeFloat(name: string, value: number): Message {
  return new Message().bytes(1, name).float(2, value).int(20, 1);
}

function attributeInts(name: string, values: readonly number[]): Message {
  const message = new Message().bytes(1, name);
  for (const value of values) message.int(8, value);
  return message.int(20, 7);
}
