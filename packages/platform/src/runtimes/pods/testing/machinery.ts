import { controlledBy, type Kind, keyOf, type Resource } from "@slipway/model";
import {
  type ContainerStatus,
  type Deployment,
  deploymentKind,
  type Pod,
  podKind,
} from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";

type PodStatus = NonNullable<Pod["status"]>;

/** A container's status with the fields that a kubelet never leaves out. */
export function container(name: string, change: Partial<ContainerStatus>): ContainerStatus {
  return { name, image: "i", imageID: "", restartCount: 0, ready: false, ...change };
}

/** Plays the parts of scheduler, kubelet, Deployment controller and garbage collector: by hand, at once. */
export class Machinery {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  async pod(key: `${string}/${string}`): Promise<Pod> {
    const pod = await this.#store.get(podKind, key);
    if (pod === undefined) throw new Error(`there is no pod ${key}`);
    return pod;
  }

  /** Gives the pod a node and adds to its status; the containers named take the place of what was said of them before. */
  async report(pod: Pod, status: Partial<PodStatus>): Promise<Pod> {
    const bound =
      pod.spec.nodeName === undefined
        ? await this.#store.replace(podKind, { ...pod, spec: { ...pod.spec, nodeName: "node" } }, "object")
        : pod;
    const next: PodStatus = {
      ...bound.status,
      startTime: "2026-01-01T00:00:00Z",
      ...status,
      initContainerStatuses: merge(bound.status?.initContainerStatuses, status.initContainerStatuses),
      containerStatuses: merge(bound.status?.containerStatuses, status.containerStatuses),
    };
    return this.#store.replace(podKind, { ...bound, status: next }, "status");
  }

  /** Ends what is deleted, and deletes what belongs to nothing any more. */
  async collect(namespace: string): Promise<void> {
    const deployments = await this.#all(deploymentKind, namespace);
    const owners = new Set(deployments.map(({ metadata }) => metadata.uid));
    for (const pod of await this.#all(podKind, namespace)) {
      const owner = pod.metadata.ownerReferences?.find(({ kind }) => kind === "Deployment");
      const orphan = owner !== undefined && !owners.has(owner.uid);
      if (orphan || pod.metadata.deletionTimestamp !== undefined)
        await this.#store.remove(podKind, keyOf(pod), { gracePeriodSeconds: 0 });
    }
  }

  /** Rolls every Deployment's template out, with this said of each of its pods. */
  async rollOut(deployment: Deployment, status: Partial<PodStatus>): Promise<void> {
    const { namespace = "", name, generation = 0 } = deployment.metadata;
    for (const pod of await this.podsOf(deployment))
      await this.#store.remove(podKind, keyOf(pod), { gracePeriodSeconds: 0 });
    const replicas = deployment.spec.replicas ?? 1;
    const { template } = deployment.spec;
    for (let ordinal = 0; ordinal < replicas; ordinal++) {
      const pod: Pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: {
          name: `${name}-${ordinal}`,
          namespace,
          labels: { ...template.metadata?.labels },
          annotations: { ...template.metadata?.annotations },
          ownerReferences: [controlledBy(deployment)],
        },
        spec: template.spec ?? { containers: [] },
      };
      await this.report(await this.#store.create(podKind, pod), status);
    }
    const answering = status.containerStatuses?.every(({ ready }) => ready) === true ? replicas : 0;
    const counts = {
      replicas,
      updatedReplicas: replicas,
      readyReplicas: answering,
      availableReplicas: answering,
    };
    await this.#store.replace(
      deploymentKind,
      { ...deployment, status: { observedGeneration: generation, ...counts } },
      "status",
    );
  }

  async podsOf(deployment: Deployment): Promise<readonly Pod[]> {
    const pods = await this.#all(podKind, deployment.metadata.namespace ?? "");
    return pods.filter((pod) =>
      pod.metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid),
    );
  }

  deployments(namespace: string): Promise<readonly Deployment[]> {
    return this.#all(deploymentKind, namespace);
  }

  async #all<R extends Resource>(kind: Kind<R>, namespace: string): Promise<readonly R[]> {
    return (await this.#store.list(kind, { namespace })).items;
  }
}

function merge(
  before: readonly ContainerStatus[] = [],
  now: readonly ContainerStatus[] = [],
): ContainerStatus[] {
  const names = new Set(now.map(({ name }) => name));
  return [...before.filter(({ name }) => !names.has(name)), ...now];
}
