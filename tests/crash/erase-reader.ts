/** Reads a brain's file and never ends the transaction. Argument: path. Says when it has begun. */
import { writeSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

const db = new DatabaseSync(process.argv[2] ?? "", { readOnly: true });
db.exec("BEGIN; SELECT count(*) FROM events");
writeSync(1, "reading\n");
setInterval(() => db.isOpen, 1_000);
