/** `npm run cluster:up [-- --state DIR]`: a Kubernetes for tests, made where there is none. */
import { up } from "./cluster.ts";
import { stateFromArguments } from "./command-line.ts";
import { layout, NETWORK } from "./places.ts";

const state = stateFromArguments("npm run cluster:up -- [--state DIR]");
const outcome = await up(state, (line) => process.stderr.write(`cluster: ${line}\n`));
const kubeconfig = layout(state).kubeconfig("admin");
process.stdout.write(
  `The cluster ${outcome === "made" ? "is up" : "was up already"}; servers of this machine reach its pods from ${NETWORK.host}.\n` +
    `  export KUBECONFIG=${kubeconfig}\n` +
    "  npm run test:cluster      # runs its tests\n" +
    "  npm run cluster:down      # takes it away\n",
);
