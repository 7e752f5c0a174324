import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import { terminationMessage } from "../pod/termination-message.ts";
import { mountsOf } from "../pod/volumes.ts";
import { containerId } from "../status/container-status.ts";
import type { PodFacts } from "../supervisor/facts.ts";

/** What ended launches said, read once: the next launch of the container writes to the same place. */
export class TerminationMessages {
  readonly #folder: PodFolder;
  readonly #known = new Map<string, Map<number, string>>();

  constructor(folder: PodFolder) {
    this.#folder = folder;
  }

  /** Messages by launch count, of the last two launches. */
  of(container: string): ReadonlyMap<number, string> {
    return this.#known.get(container) ?? new Map();
  }

  async read(pod: Pod, facts: PodFacts): Promise<void> {
    for (const container of containersOf(pod)) {
      const known = this.#known.get(container.name) ?? new Map<number, string>();
      this.#known.set(container.name, known);
      const launches = facts.launches.get(container.name) ?? [];
      for (const { count } of launches.slice(-2)) {
        const message = known.get(count) ?? messageInStatus(pod, container, count);
        if (message !== undefined) known.set(count, message);
      }
      const last = launches.at(-1);
      if (last?.end === undefined || last.end.how === "lost" || known.has(last.count)) continue;
      known.set(last.count, (await this.#fresh(pod, container, last.end.code)) ?? "");
    }
  }

  #fresh(pod: Pod, container: PodContainer, exitCode: number): Promise<string | undefined> {
    const mounts = mountsOf(container.spec, { pod, folder: this.#folder });
    return terminationMessage(container, { folder: this.#folder, mounts, exitCode });
  }
}

/** An earlier agent may have read it, before the folder was cleaned. */
function messageInStatus(pod: Pod, container: PodContainer, count: number): string | undefined {
  const id = containerId(pod.metadata.uid ?? "", container.name, count);
  return statesOf(pod).find((terminated) => terminated?.containerID === id)?.message;
}

function statesOf(pod: Pod) {
  const all: readonly ContainerStatus[] = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []),
  ];
  return all.flatMap(({ state, lastState }) => [state?.terminated, lastState?.terminated]);
}
