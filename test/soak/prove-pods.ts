import { ok, podProcesses } from "../e2e/support/home.ts";
import { become, persist } from "./persist.ts";
import type { Soak } from "./soak.ts";

interface PodList {
  readonly items: readonly {
    readonly metadata: { readonly name: string; readonly uid: string };
    readonly status?: { readonly phase?: string };
  }[];
}

/** No process goes on whose pod is gone or over: of those that are seen now each ends, while others come and go. */
export async function provePods(soak: Soak): Promise<void> {
  let left = await persist(soak, "the processes of pods", () => strays(soak));
  await become(soak, "the end of every process that belongs to no living pod", 30, async () => {
    const now = new Set(await strays(soak));
    left = left.filter((process) => now.has(process));
    return left.length === 0 ? true : undefined;
  });
  if (left.length > 0) soak.violated(`these run for no pod: ${left.join("; ")}`);
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
