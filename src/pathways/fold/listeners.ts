import { EncephalonError } from "../../model/errors.ts";
import { type BrainEvents, brainEvents } from "./body.ts";

/** Who listens to what a brain tells. */
export class Listeners {
  readonly #listeners = new Map<keyof BrainEvents, Set<(event: never) => void>>();

  /** The function returned stops it. */
  add<Name extends keyof BrainEvents>(name: Name, listener: (event: BrainEvents[Name]) => void): () => void {
    if (!brainEvents.includes(name))
      throw new EncephalonError("invalid-options", `There is no event ${JSON.stringify(name)}.`, {
        value: name,
        remedy: `Listen to one of ${brainEvents.join(", ")}.`,
      });
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Who listens cannot stop the work. What a listener to warnings throws has nowhere to go. */
  tell<Name extends keyof BrainEvents>(name: Name, event: BrainEvents[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as (event: unknown) => void)(event);
      } catch (error) {
        if (name !== "warning") this.tell("warning", { error });
      }
    }
  }
}
