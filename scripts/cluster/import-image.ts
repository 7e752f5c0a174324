/** `node scripts/cluster/import-image.ts FILE [--state DIR]`: gives the cluster an image out of an OCI layout's tar. */
import { parseArgs } from "node:util";
import { resolveState } from "./command-line.ts";
import { importImage } from "./images/images.ts";

const { values, positionals } = parseArgs({ options: { state: { type: "string" } }, allowPositionals: true });
const [file] = positionals;
if (file === undefined) {
  process.stderr.write("usage: node scripts/cluster/import-image.ts FILE [--state DIR]\n");
  process.exit(2);
}
await importImage(resolveState(values.state), file);
