import { ByteReader, ByteWriter } from "../math/bytes.ts";
import type { LogEvent } from "../model/event.ts";
import type { Derived, Manifest, Signals } from "../ports/derived.ts";
import { noSignals } from "../ports/derived.ts";
import type { RuleKeeper } from "../ports/rule-keeper.ts";

/** `policy` event that sets the user's rules: its value is the program. */
export const rulesPolicy = "rules";

/**
 * The user's rules, as they were set last. It stores; it is no model of anything. They are what the user wrote and
 * hold nothing of an episode: no erasure takes them.
 */
export class RuleBook implements Derived, RuleKeeper {
  readonly manifest: Manifest = {
    name: "rules",
    version: "1",
    kind: "store",
    consumes: ["policy"],
    produces: [],
    function: "Keeps the user's rules over claims.",
    anatomy: null,
    citations: [],
    test: "src/register/rule-book.test.ts",
  };
  #rules = "";

  rules(): string {
    return this.#rules;
  }

  apply(event: LogEvent): Signals {
    if (event.type === "policy" && event.name === rulesPolicy) this.#rules = event.value;
    return noSignals;
  }

  *checkpoint(): Generator<Uint8Array> {
    const writer = new ByteWriter();
    writer.string(this.#rules);
    yield writer.take();
  }

  restore(bytes: Uint8Array | null): void {
    this.#rules = "";
    if (bytes === null) return;
    const reader = new ByteReader(bytes);
    this.#rules = reader.string();
    reader.end();
  }

  witness(): Generator<Uint8Array> {
    return this.checkpoint();
  }

  stats(): Readonly<Record<string, number>> {
    return { characters: this.#rules.length };
  }
}
