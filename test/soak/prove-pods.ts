import { ok, podProcesses } from "../e2e/support/home.ts";
import { become } from "./persist.ts";
import type { Soak } from "./soak.ts";

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly status?: { readonly phase?: string };
  }[];
}

/** No process but of a pod that is there and not over, and one server: what is deleted leaves nothing that runs. */
export async function provePods(soak: Soak): Promise<void> {
  await become(soak, "the end of every process that belongs to no living pod", 30, async () =>
    (await strays(soak)).length === 0 ? true : undefined,
  ).then(async (proven) => {
    if (proven === undefined) soak.violated(`these run for no pod: ${(await strays(soak)).join("; ")}`);
  });
}

async function strays(soak: Soak): Promise<readonly string[]> {
  // Processes first: a pod that comes meanwhile is then in the list.
  const running = podProcesses(soak.home);
  const pods = JSON.parse(await ok(soak.home.kubectl("get", "pods", "-A", "-o", "json"))) as PodList;
  const over = new Set(["Succeeded", "Failed"]);
  const alive = new Set(
    pods.items.filter(({ status }) => !over.has(status?.phase ?? "")).map(({ metadata }) => metadata.uid),
  );
  return running
    .filter(({ pod }) => pod !== undefined && !alive.has(pod))
    .map(({ pid, pod, commandLine }) => `${pid} of ${pod} (${commandLine})`);
}
