/** Where the cluster for tests lies on this machine, and its addresses; none of it in the checkout. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** What was built, which outlives every cluster. */
export const CACHE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "slipway-test-cluster");

/** Where a cluster lives unless `--state` says otherwise. */
export const DEFAULT_STATE = join(CACHE, "state");

/** Who changes a cluster, or needs it unchanged while it is not whole, holds this. */
export const LOCK = join(CACHE, "cluster.lock");

/**
 * Everything listens on the bridge or on loopback. There is one such network on a machine, and so one cluster at a time:
 * kube-proxy's rules have fixed names.
 */
export const NETWORK = {
  bridge: "slipway0",
  mac: "0a:58:0a:59:00:01",
  /** The host's address on the bridge: the API server's and the kubelet's, and where pods reach servers of the host. */
  host: "10.89.0.1",
  pods: "10.89.0.0/16",
  services: "10.90.0.0/16",
  /** The Service `kubernetes`. */
  apiService: "10.90.0.1",
  apiPort: 16443,
  etcdPort: 12379,
  etcdPeerPort: 12380,
} as const;

/** What tests may rely on, whatever the machine has beyond it. */
export const NODE = {
  name: "slipway-node",
  cpus: 2,
  memoryMi: 4096,
  pods: 110,
  labels: { "node.kubernetes.io/instance-type": "ml.m5.large", "topology.kubernetes.io/zone": "test-1a" },
  /** A device of which nothing but the count exists. */
  extended: { name: "example.com/accelerator", count: 2 },
} as const;

/** A folder of the cache that gets another name when what it is built from changes. */
export function cached(name: string, from: readonly (string | URL)[]): string {
  const hash = createHash("sha256");
  for (const each of from) hash.update(each instanceof URL ? readFileSync(each) : each).update("\0");
  return join(CACHE, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

/** The files of one cluster. */
export function layout(state: string) {
  return {
    /** Names the folder of the programs that the cluster was made with. */
    programs: join(state, "programs"),
    /** Is there once the cluster has been made. */
    complete: join(state, "complete"),
    pki: join(state, "pki"),
    logs: join(state, "logs"),
    config: join(state, "config"),
    kubeconfig: (user: User) => join(state, `${user}.kubeconfig`),
    etcd: join(state, "etcd"),
    kubelet: join(state, "kubelet"),
    podLogs: join(state, "pod-logs"),
    flexVolumes: join(state, "flex-volumes"),
    kubectlCache: join(state, "kubectl-cache"),
    cni: join(state, "cni"),
    containerd: join(state, "containerd"),
    socket: join(state, "containerd", "containerd.sock"),
  };
}

/** Who has a kubeconfig; `admin` may do everything. */
export type User = "admin" | "controller-manager" | "scheduler" | "kubelet" | "proxy";

/** Tells a person what takes long. */
export type Tell = (line: string) => void;
