import { up } from "../../../scripts/cluster/cluster.ts";
import { DEFAULT_STATE, layout } from "../../../scripts/cluster/places.ts";

/**
 * A cluster for the tests, which fail where there can be none. It stays: starting one takes longer than most tests.
 * Tests beside the code find its kubeconfig in SLIPWAY_TEST_KUBECONFIG.
 */
export default async function setup(): Promise<void> {
  await up(DEFAULT_STATE, (line) => process.stderr.write(`cluster: ${line}\n`));
  process.env["SLIPWAY_TEST_KUBECONFIG"] = layout(DEFAULT_STATE).kubeconfig("admin");
}
