import assert from "node:assert/strict";
import { it } from "node:test";
import { refuses } from "../../tests/contracts/log-store.ts";
import { requireNode24 } from "./require-node.ts";

it("L10: an old Node is refused by name, a current one is not", () => {
  for (const old of ["18.20.8", "20.20.2", "22.18.0", "23.11.1"])
    assert.throws(
      () => requireNode24(old),
      (error) => refuses("old-node")(error) && (error as Error).message.includes(old),
    );
  for (const current of ["24.0.0", "24.21.0", "25.1.0", "100.0.0", "24.0.0-nightly"]) requireNode24(current);
  requireNode24();
});
