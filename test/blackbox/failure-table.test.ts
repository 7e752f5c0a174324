/** What becomes of jobs that fail: one table, in every home, at every door. */
import { join } from "node:path";
import { Home, ok } from "../e2e/support/home.ts";
import type { FailureHome } from "./failures/failure-home.ts";
import { PodsHome } from "./failures/pods-home.ts";
import { walkTable } from "./failures/walk-table.ts";
import { TARGET } from "./support/target-home.ts";

/** A folder of a bubblewrap that works on no machine. */
const BROKEN_BUBBLEWRAP = join(import.meta.dirname, "failures/broken-bubblewrap");

/** A home of one machine whose images of others' run in a podman of its own. */
async function openWithEngine(): Promise<FailureHome> {
  const { startEngine } = await import("../../packages/platform/src/embedded/node-agent/testing/engine.ts");
  const engine = await startEngine();
  const image = "registry.example/team/shell:1";
  await engine.makeImage(image);
  const home = new Home(undefined, { ...engine.env });
  await home.start();
  const down = async () => {
    await home.down();
    await engine.stop();
  };
  return new PodsHome({ home, place: "container", image, takeAway: interrupt(home), down });
}

/** A home of one machine whose jobs are processes; without a sandbox where bubblewrap does not work. */
async function openProcesses(place: "process" | "plain-process"): Promise<FailureHome> {
  const home = new Home(undefined, {
    SLIPWAY_CONTAINERS: "none",
    ...(place === "process" ? {} : { PATH: `${BROKEN_BUBBLEWRAP}:${process.env["PATH"]}` }),
  });
  await home.start();
  const down = () => home.down();
  return new PodsHome({ home, place, image: "slipway.dev/script", takeAway: interrupt(home), down });
}

const interrupt =
  (home: Home) =>
  ({ name }: { readonly name: string }) =>
    ok(home.slipway("interrupt", name));

async function openCluster(): Promise<FailureHome> {
  const { ClusterHome } = await import("./support/cluster-home.ts");
  const { BUSYBOX } = await import("../cluster/support/pods.ts");
  const home = await ClusterHome.shared();
  /** As a drain does. */
  const takeAway = (_: unknown, name: string) => {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace: "default" } };
    const path = `/api/v1/namespaces/default/pods/${name}/eviction`;
    return ok(home.kubectlWith(JSON.stringify(eviction), "create", "--raw", path, "-f", "-"));
  };
  return new PodsHome({ home, place: "cluster", image: BUSYBOX, takeAway, down: () => home.down() });
}

switch (TARGET) {
  case "embedded":
    walkTable("process", () => openProcesses("process"));
    walkTable("plain-process", () => openProcesses("plain-process"));
    walkTable("container", openWithEngine);
    break;
  case "cluster":
    walkTable("cluster", openCluster);
    break;
  case "sagemaker":
    walkTable("sagemaker", async () => (await import("./failures/scripted-home.ts")).ScriptedHome.open());
}
