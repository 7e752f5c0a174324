import type { Cluster } from "./cluster.ts";

export const BUSYBOX = "slipway.test/busybox:1";

export interface Pod {
  readonly status: {
    readonly phase: string;
    readonly podIP?: string;
    readonly conditions?: readonly {
      readonly type: string;
      readonly reason?: string;
      readonly message?: string;
    }[];
    readonly containerStatuses?: readonly ContainerStatus[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
  };
}

export interface ContainerStatus {
  readonly name: string;
  readonly state: {
    readonly waiting?: { readonly reason: string };
    readonly terminated?: { readonly reason: string; readonly exitCode: number };
  };
}

/** A pod that runs a shell script once. */
export function scriptPod(
  name: string,
  script: string,
  more: { readonly container?: object; readonly spec?: object; readonly labels?: object } = {},
): object {
  const main = { name: "main", image: BUSYBOX, imagePullPolicy: "Never", command: ["sh", "-c", script] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, labels: more.labels ?? {} },
    spec: {
      restartPolicy: "Never",
      terminationGracePeriodSeconds: 1,
      containers: [{ ...main, ...more.container }],
      ...more.spec,
    },
  };
}

/** The pod, once it is as the question wants it; throws with its status after a minute. */
export async function podWhen(
  cluster: Cluster,
  where: { readonly namespace: string; readonly name: string },
  question: (pod: Pod) => boolean,
): Promise<Pod> {
  const end = Date.now() + 60_000;
  for (;;) {
    const pod = await cluster.get<Pod>("pod", where.name, `--namespace=${where.namespace}`);
    if (question(pod)) return pod;
    if (Date.now() > end) throw new Error(`Pod ${where.name} stayed ${JSON.stringify(pod.status)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

export const isOver = (pod: Pod): boolean => ["Succeeded", "Failed"].includes(pod.status.phase);
