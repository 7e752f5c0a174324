import type { TestProject } from "vitest/node";
import { BOATYARD } from "../../../packages/platform/src/reconcile/testing/boat.ts";
import { defineForStores, removeStores } from "../../../packages/platform/src/store/testing/cluster-store.ts";
import { up } from "../../../scripts/cluster/cluster.ts";
import { DEFAULT_STATE, layout, NETWORK } from "../../../scripts/cluster/places.ts";
import { startSharedServices } from "./shared-home.ts";

let users = 0;
let services: ReturnType<typeof startSharedServices> | undefined;

/**
 * A cluster for the tests, which fail where there can be none. It stays: starting one takes longer than most tests.
 * Tests beside the code find its kubeconfig in SLIPWAY_TEST_KUBECONFIG. What a home that files share stands on goes with the last project.
 */
export default async function setup({ name }: TestProject): Promise<() => Promise<void>> {
  await up(DEFAULT_STATE, (line) => process.stderr.write(`cluster: ${line}\n`));
  const kubeconfig = layout(DEFAULT_STATE).kubeconfig("admin");
  process.env["SLIPWAY_TEST_KUBECONFIG"] = kubeconfig;
  if (name === "api-server") await defineForStores(kubeconfig, BOATYARD);
  users += 1;
  services ??= startSharedServices(NETWORK.host);
  await services;
  return async () => {
    if (name === "api-server") await removeStores(kubeconfig);
    users -= 1;
    if (users === 0) await (await services)?.close();
  };
}
