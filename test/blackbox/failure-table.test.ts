/** What becomes of jobs that fail: one table, in every home, at every door. */
import { Home, ok } from "../e2e/support/home.ts";
import type { FailureHome } from "./failures/failure-home.ts";
import { PodsHome } from "./failures/pods-home.ts";
import { walkTable } from "./failures/walk-table.ts";
import { TARGET } from "./support/target-home.ts";

/** A home of one machine whose images of others' run in a podman of its own. */
async function openWithEngine(): Promise<FailureHome> {
  const { startEngine } = await import("../../packages/platform/src/embedded/node-agent/testing/engine.ts");
  const engine = await startEngine();
  const image = "registry.example/team/shell:1";
  await engine.makeImage(image);
  const home = new Home(undefined, { ...engine.env });
  await home.start();
  const parts = { home, place: "container", image, takeAway: interrupt(home) } as const;
  return Object.assign(new PodsHome(parts), {
    down: async () => {
      await home.down();
      await engine.stop();
    },
  });
}

async function openProcesses(): Promise<FailureHome> {
  const home = new Home(undefined, { SLIPWAY_CONTAINERS: "none" });
  await home.start();
  const parts = { home, place: "process", image: "slipway.dev/script", takeAway: interrupt(home) } as const;
  return Object.assign(new PodsHome(parts), { down: () => home.down() });
}

const interrupt =
  (home: Home) =>
  ({ name }: { readonly name: string }) =>
    ok(home.slipway("interrupt", name));

async function openCluster(): Promise<FailureHome> {
  const { ClusterHome } = await import("./support/cluster-home.ts");
  const { BUSYBOX } = await import("../cluster/support/pods.ts");
  const home = await ClusterHome.open();
  /** As a drain does. */
  const takeAway = ({ namespace }: { readonly namespace: string }, name: string) => {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/eviction`;
    return ok(home.kubectlWith(JSON.stringify(eviction), "create", "--raw", path, "-f", "-"));
  };
  const parts = { home, place: "cluster", image: BUSYBOX, takeAway } as const;
  return Object.assign(new PodsHome(parts), { down: () => home.down() });
}

switch (TARGET) {
  case "embedded":
    walkTable("process", openProcesses);
    walkTable("container", openWithEngine);
    break;
  case "cluster":
    walkTable("cluster", openCluster);
    break;
  case "sagemaker":
    walkTable("sagemaker", async () => (await import("./failures/scripted-home.ts")).ScriptedHome.open());
}
