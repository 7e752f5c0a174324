import { CLUSTER_MACHINES, type MachineWays } from "./machines.ts";

/** What a home's nodes and scheduler do by themselves, and what pods therefore have to say. */
export interface NodeWays {
  /** The node kills a program by the annotation of its own grace; elsewhere a probe of the pod does (stop-pod.ts). */
  readonly heedsMainGrace: boolean;
  /** Pods wait behind a gate until it is their turn to start (start-queue.ts). */
  readonly startsInTurn: boolean;
  /** Pods say as whom their containers run and what they may (security.ts), and what the movers of data need. */
  readonly asContainers: boolean;
  /** How long an image may fail to be pulled: registries are away for minutes, and come back. */
  readonly imagePatienceMs: number;
  /** By which pods reach each other. */
  readonly networkInterface: string;
  /** The node itself tells the hosts of a run each other's names; elsewhere `fetch` does (host-names.ts). */
  readonly tellsHosts: boolean;
  /** What the machines give where no NodePool says what an instance is; absent: everything. */
  readonly machines?: MachineWays;
}

/** The embedded home's own agent. */
export const AGENT: NodeWays = {
  heedsMainGrace: true,
  startsInTurn: false,
  asContainers: false,
  imagePatienceMs: 0,
  // Pods of a home share this machine's network, and have addresses of its loopback.
  networkInterface: "lo",
  tellsHosts: true,
};

/** Any kubelet, with the cluster's own scheduler. */
export const KUBELET: NodeWays = {
  heedsMainGrace: false,
  startsInTurn: true,
  asContainers: true,
  imagePatienceMs: 10 * 60_000,
  // What container runtimes call a pod's interface, whichever network plugin makes it.
  networkInterface: "eth0",
  tellsHosts: false,
  machines: CLUSTER_MACHINES,
};
