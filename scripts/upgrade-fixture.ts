/**
 * `npm run upgrade-fixture [-- NAME]`: uses the built Slipway as it is and leaves below test/upgrade/fixtures/NAME what the upgrade
 * test starts later ones on. Run it for each release and commit the folder; the name is today's date where none is given.
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { makeHomeFixture } from "../test/upgrade/support/fixture-home.ts";
import { makeLedgerFixture } from "../test/upgrade/support/fixture-ledger.ts";

const [name = new Date().toISOString().slice(0, 10)] = process.argv.slice(2);
const folder = join(import.meta.dirname, "../test/upgrade/fixtures", name);
mkdirSync(folder, { recursive: true });
await makeLedgerFixture(folder);
await makeHomeFixture(folder);
process.stdout.write(`${folder}\n`);
