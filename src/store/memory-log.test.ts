import { logStoreContract } from "../../tests/contracts/log-store.ts";
import { createMemoryLog } from "./memory-log.ts";

logStoreContract("the memory log", async (options) => createMemoryLog(options));
