import { logStoreContract } from "../../tests/contracts/log-store.ts";
import { scratchFiles } from "../../tests/contracts/scratch.ts";
import { openSqliteLog } from "./sqlite-log.ts";

const newPath = scratchFiles();

logStoreContract("the SQLite log", (options) => openSqliteLog({ path: newPath(), ...options }));
