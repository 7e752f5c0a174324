import type { ContainerStatus, Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import type { CheckTools } from "../probes/check.ts";
import { ContainerProbes } from "../probes/container-probes.ts";
import { containerId } from "../status/container-status.ts";
import type { PodFacts } from "../supervisor/facts.ts";

export interface PodProbesOptions {
  readonly clock: Clock;
  /** `launch` is NAME.COUNT. */
  tools(container: PodContainer, launch: string): CheckTools;
  changed(): void;
  unhealthy(container: string, kind: string, message: string): void;
  /** `launch` is NAME.COUNT, so that a later start of the container is not meant. */
  kill(attempt: number, launch: string, seconds: number): void;
}

/** The probes of what runs now: each launch has its own, which end with it. */
export class PodProbes {
  readonly #options: PodProbesOptions;
  readonly #running = new Map<string, { readonly id: string; readonly probes: ContainerProbes }>();

  constructor(options: PodProbesOptions) {
    this.#options = options;
  }

  follow(pod: Pod, facts: PodFacts): void {
    for (const container of containersOf(pod)) {
      const launch = facts.launches.get(container.name)?.at(-1);
      const lives =
        launch?.startedAt !== undefined && launch.end === undefined && facts.supervisor === "alive";
      const id = lives ? containerId(pod.metadata.uid ?? "", container.name, launch.count) : undefined;
      const present = this.#running.get(container.name);
      if (present?.id === id) continue;
      present?.probes.stop();
      this.#running.delete(container.name);
      if (id === undefined || container.role === "init" || launch === undefined) continue;
      const probes = this.#start(pod, container, {
        id,
        attempt: facts.attempt,
        launch: `${container.name}.${launch.count}`,
      });
      this.#running.set(container.name, { id, probes });
    }
  }

  started(container: string): boolean {
    return this.#running.get(container)?.probes.started ?? false;
  }

  ready(container: string): boolean {
    return this.#running.get(container)?.probes.ready ?? false;
  }

  stop(): void {
    for (const { probes } of this.#running.values()) probes.stop();
    this.#running.clear();
  }

  #start(
    pod: Pod,
    container: PodContainer,
    at: { readonly id: string; readonly attempt: number; readonly launch: string },
  ): ContainerProbes {
    const { clock, tools, changed, unhealthy, kill } = this.#options;
    const known = statusesOf(pod).find(({ containerID }) => containerID === at.id);
    return new ContainerProbes({
      container: container.spec,
      clock,
      tools: tools(container, at.launch),
      known: { started: known?.started === true, ready: known?.ready === true },
      changed,
      unhealthy: (kind, message) => unhealthy(container.name, kind, message),
      kill: (kind, message) => {
        unhealthy(container.name, kind, message);
        const { livenessProbe, startupProbe } = container.spec;
        const probe = kind === "startup" ? startupProbe : livenessProbe;
        kill(
          at.attempt,
          at.launch,
          probe?.terminationGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30,
        );
      },
    });
  }
}

function statusesOf(pod: Pod): readonly ContainerStatus[] {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])];
}
