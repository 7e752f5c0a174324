import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { PAUSE_IMAGE } from "./images/pause.ts";
import { layout, NETWORK, NODE } from "./places.ts";
import type { Command } from "./processes.ts";

const CNI_PLUGINS = "/usr/lib/cni";

/** The command lines of the one node. Their files are `writeNodeFiles`'. */
export function node(programs: string, state: string) {
  const { config, kubeconfig, kubelet } = layout(state);
  const labels = Object.entries(NODE.labels).map(([name, value]) => `${name}=${value}`);
  return {
    containerd: containerd(state),
    kubelet: {
      name: "kubelet",
      path: join(programs, "bin/kubelet"),
      args: [
        `--config=${join(config, "kubelet.json")}`,
        `--kubeconfig=${kubeconfig("kubelet")}`,
        `--root-dir=${kubelet}`,
        `--hostname-override=${NODE.name}`,
        `--node-ip=${NETWORK.host}`,
        `--node-labels=${labels.join(",")}`,
      ],
    },
    proxy: {
      name: "kube-proxy",
      path: join(programs, "bin/kube-proxy"),
      args: [`--config=${join(config, "proxy.json")}`],
    },
  } satisfies Record<string, Command>;
}

/** The same containerd for every version of Kubernetes. */
export function containerd(state: string): Command {
  const config = join(layout(state).config, "containerd.toml");
  return { name: "containerd", path: "containerd", args: ["--config", config] };
}

export async function writeNodeFiles(state: string): Promise<void> {
  const { cni, config, containerd: root } = layout(state);
  for (const folder of [join(cni, "net.d"), config, root]) await mkdir(folder, { recursive: true });
  const json = (path: string, content: unknown) => writeFile(path, JSON.stringify(content, null, 2));
  await json(join(cni, "net.d/10-bridge.conflist"), bridgePlugin(state));
  await json(join(config, "kubelet.json"), kubeletConfig(state));
  await json(join(config, "proxy.json"), proxyConfig(state));
  await writeFile(join(config, "containerd.toml"), containerdConfig(state));
}

function bridgePlugin(state: string) {
  const ipam = {
    type: "host-local",
    dataDir: join(layout(state).cni, "addresses"),
    ranges: [[{ subnet: NETWORK.pods }]],
    routes: [{ dst: "0.0.0.0/0" }],
  };
  const bridge = { type: "bridge", bridge: NETWORK.bridge, isGateway: true, ipMasq: false, ipam };
  const portmap = { type: "portmap", capabilities: { portMappings: true } };
  return { cniVersion: "0.4.0", name: NETWORK.bridge, plugins: [bridge, portmap] };
}

function kubeletConfig(state: string) {
  const { pki, podLogs, socket } = layout(state);
  // What the machine has more than a node's facts say is kept from the scheduler.
  const reserved = {
    cpu: String(Math.max(0, cpus().length - NODE.cpus)),
    memory: `${Math.max(0, Math.floor(totalmem() / 1024) - NODE.memoryMi * 1024)}Ki`,
  };
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: NETWORK.host,
    port: 10250,
    readOnlyPort: 0,
    healthzBindAddress: "127.0.0.1",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(pki, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: join(pki, "kubelet.crt"),
    tlsPrivateKeyFile: join(pki, "kubelet.key"),
    containerRuntimeEndpoint: `unix://${socket}`,
    podLogsDir: podLogs,
    volumePluginDir: layout(state).flexVolumes,
    systemReserved: reserved,
    maxPods: NODE.pods,
    nodeStatusUpdateFrequency: "2s",
    // How much a volume holds is looked at each minute elsewhere.
    volumeStatsAggPeriod: "5s",
    // No cgroups of the node's own: those are the machine's. A container's memory limit holds all the same.
    cgroupDriver: "cgroupfs",
    cgroupsPerQOS: false,
    enforceNodeAllocatable: [],
    failCgroupV1: false,
    failSwapOn: false,
    // In a machine that is itself a guest, some sysctls and /dev/kmsg are out of reach.
    // Pods have no cgroups of their own here, and a kubelet that would resize one ends for want of it (1.34).
    featureGates: { KubeletInUserNamespace: true, InPlacePodVerticalScaling: false },
    // Tests bring their images themselves and nothing could fetch them again.
    imageGCHighThresholdPercent: 100,
    imageGCLowThresholdPercent: 99,
    evictionHard: { "nodefs.available": "1%", "imagefs.available": "1%" },
  };
}

function proxyConfig(state: string) {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    mode: "iptables",
    // Pods and host share a bridge: without it an answer would go back past the rules that know the Service.
    iptables: { masqueradeAll: true },
    clientConnection: { kubeconfig: layout(state).kubeconfig("proxy") },
    bindAddress: NETWORK.host,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    nodePortAddresses: [NETWORK.pods],
    clusterCIDR: NETWORK.pods,
    hostnameOverride: NODE.name,
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
  };
}

function containerdConfig(state: string): string {
  const { cni, containerd: root, socket } = layout(state);
  return `version = 2
root = "${root}/root"
state = "${root}/state"
[grpc]
  address = "${socket}"
[plugins."io.containerd.internal.v1.opt"]
  path = "${root}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${PAUSE_IMAGE}"
  restrict_oom_score_adj = true
  disable_apparmor = true
  netns_mounts_under_state_dir = true
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
      runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${CNI_PLUGINS}"
    conf_dir = "${cni}/net.d"
`;
}
