/** The parts of a cluster home: `cluster.js operator`, `cluster.js aws-door`, `cluster.js router`. */
import { isPart, runPart } from "./cluster/parts.ts";

const [name = ""] = process.argv.slice(2);
const stop = new AbortController();
process.once("SIGTERM", () => stop.abort());
process.once("SIGINT", () => stop.abort());

if (isPart(name)) {
  try {
    await runPart(name, stop.signal);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
} else {
  process.stderr.write(`slipway cluster: there is no part ${JSON.stringify(name)}\n`);
  process.exitCode = 2;
}
