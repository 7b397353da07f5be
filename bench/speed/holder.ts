import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Reply, Request } from "./protocol.ts";

/** A process of `worker.ts`, seen from the driver. One request at a time. */
export class Holder {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(join(import.meta.dirname, "worker.ts"), {
      execArgv: ["--expose-gc", "--no-warnings=ExperimentalWarning"],
    });
  }

  ask(request: Request): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void): void => {
        this.#child.off("message", onReply);
        this.#child.off("exit", onExit);
        act();
      };
      const onReply = (message: unknown): void => {
        const reply = message as Reply;
        settle(() => ("error" in reply ? reject(new Error(reply.error)) : resolve(reply.values)));
      };
      const onExit = (code: number | null): void =>
        settle(() => reject(new Error(`the process that holds the system ended with ${code}`)));
      this.#child.on("message", onReply).on("exit", onExit);
      this.#child.send(request);
    });
  }

  async end(): Promise<void> {
    if (!this.#child.connected) return;
    const gone = once(this.#child, "exit");
    this.#child.disconnect();
    await gone;
  }
}
