import { defined } from "@slipway/model";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { containersOf, type PodContainer } from "../pod/roles.ts";
import type { ContainerObservation } from "../status/container-status.ts";
import { restartDelay } from "../status/restart-delay.ts";
import { type Launch, lastLaunch, type PodFacts } from "../supervisor/facts.ts";
import { launchToRepeat } from "./outlook.ts";
import type { Trouble } from "./trouble.ts";

export interface LookOptions {
  readonly pod: Pod;
  readonly facts: PodFacts;
  /** Nothing is to be started any more. */
  readonly ending: boolean;
  readonly trouble?: Trouble | undefined;
  readonly probes: { started(container: string): boolean; ready(container: string): boolean };
  readonly messages: { of(container: string): ReadonlyMap<number, string> };
}

/** Everything that is known of a pod's containers now. */
export function look(options: LookOptions): readonly ContainerObservation[] {
  return containersOf(options.pod).map((container) => {
    const waiting = waitingFor(container, options);
    return {
      container,
      launches: (options.facts.launches.get(container.name) ?? []).filter(hasBegun),
      started: options.probes.started(container.name),
      ready: options.probes.ready(container.name),
      messages: options.messages.of(container.name),
      ...defined({ waiting }),
    };
  });
}

function waitingFor(
  container: PodContainer,
  options: LookOptions,
): ContainerObservation["waiting"] | undefined {
  const { pod, facts, trouble, ending } = options;
  const last = facts.launches.get(container.name)?.filter(hasBegun).at(-1);
  if (last === undefined || last.end !== undefined) {
    const concerned = trouble !== undefined && (trouble.container ?? container.name) === container.name;
    if (concerned && !ending && mayStart(options, container)) {
      const { reason, message } = trouble;
      return { reason, message };
    }
  }
  if (last === undefined)
    return { reason: pod.spec.initContainers === undefined ? "ContainerCreating" : "PodInitializing" };
  if (ending || launchToRepeat(pod, container, facts) === undefined) return undefined;
  const { namespace, name, uid } = pod.metadata;
  const seconds = restartDelay(facts.launches.get(container.name) ?? []);
  return {
    reason: "CrashLoopBackOff",
    message: `back-off ${seconds}s restarting failed container=${container.name} pod=${name}_${namespace}(${uid})`,
  };
}

/** An engine takes a moment to make a container, which does not run until then. */
const hasBegun = ({ isContainer, startedAt, end }: Launch): boolean =>
  isContainer === undefined || startedAt !== undefined || end !== undefined;

function mayStart({ pod, facts }: LookOptions, container: PodContainer): boolean {
  return (
    lastLaunch(facts, container.name) === undefined || launchToRepeat(pod, container, facts) !== undefined
  );
}
