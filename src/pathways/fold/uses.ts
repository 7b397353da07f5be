import type { Body } from "./body.ts";
import { commitUses } from "./commit.ts";

/** Uses are committed this long after the first one that waits. */
const USES_WAIT_MS = 1_000;

/** Commits the uses of recalls a little later and together: a recall waits for no write. */
export class LateUses {
  readonly #body: Body;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #closed = false;

  constructor(body: Body) {
    this.#body = body;
  }

  /** To be called after what may have used memories. */
  soon(): void {
    if (this.#timer !== null || this.#closed || this.#body.pendingUses.length === 0) return;
    this.#timer = setTimeout(() => void this.flush(), USES_WAIT_MS);
    (this.#timer as { unref?(): void }).unref?.();
  }

  async flush(): Promise<void> {
    if (this.#body.pendingUses.length > 0) await this.#body.deriver.exclusive(() => this.commit());
  }

  /** No more by itself: what waits is left to the last `commit`. */
  stop(): void {
    this.#closed = true;
    this.#clear();
  }

  /** To be called inside `exclusive`. Uses that cannot be committed wait for the next time. */
  async commit(): Promise<void> {
    this.#clear();
    try {
      await commitUses(this.#body);
    } catch (error) {
      this.#body.emit("warning", { error });
    }
  }

  #clear(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
