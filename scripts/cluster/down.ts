/** `npm run cluster:down [-- --state DIR]`: takes the cluster for tests away, with all it changed on the machine. */
import { down } from "./cluster.ts";
import { stateFromArguments } from "./command-line.ts";

const state = stateFromArguments("npm run cluster:down -- [--state DIR]");
await down(state, (line) => process.stderr.write(`cluster: ${line}\n`));
process.stdout.write("The cluster is down.\n");
