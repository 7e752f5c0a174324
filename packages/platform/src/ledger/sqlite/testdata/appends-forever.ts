/** Appends lines to the ledger whose path is given, for as long as it lives, and prints how many are acknowledged. */
import { silentLog } from "#lib/log.ts";
import { createSqliteLedger } from "../create-sqlite-ledger.ts";

const ledger = await createSqliteLedger({ path: process.argv[2] ?? "", log: silentLog });
const stream = { namespace: "default", pod: "p", uid: "u", container: "c" };
for (let from = 0; ; from += 7) {
  const lines = Array.from({ length: 7 }, (_, i) => ({ at: new Date(), text: `line ${from + i}` }));
  await ledger.appendLog(stream, from, lines);
  process.stdout.write(`${from + 7}\n`);
}
