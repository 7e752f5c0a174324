/** What the cluster changes on the machine outside its state folder, and how every trace of it goes. */
import { lstat, readdir, readFile, readlink, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { containerd } from "./node.ts";
import { layout, NETWORK } from "./places.ts";
import { commandLines, pidsOf, start, stop } from "./processes.ts";
import { run, succeeds } from "./run.ts";

/** The bridge is there before the first pod, since the API server listens on it. */
export async function makeBridge(): Promise<void> {
  const { bridge, mac, host, pods, services } = NETWORK;
  if (!(await succeeds("ip", ["link", "show", bridge])))
    await run("ip", ["link", "add", bridge, "type", "bridge"]);
  // Left to itself a bridge takes the least address of its ports: with each pod that goes, others would ask for this machine in vain.
  await run("ip", ["link", "set", bridge, "address", mac]);
  await run("ip", ["addr", "replace", `${host}/${pods.split("/")[1]}`, "dev", bridge]);
  await run("ip", ["link", "set", bridge, "up"]);
  // What is sent to a Service before kube-proxy knows of it would else leave the machine, and reach some stranger.
  await run("ip", ["route", "replace", services, "dev", bridge, "src", host]);
}

/**
 * Ends every container, and containerd with them; needs no API server and no kubelet. Containers outlive containerd and
 * their shims: one that was killed is started again, since it alone knows them all.
 */
export async function removeContainers(state: string): Promise<void> {
  const ctr = ["--address", layout(state).socket, "--namespace", "k8s.io"];
  if (await hasContainers(state)) {
    if (pidsOf(state, "containerd").length === 0) start(state, containerd(state));
    for (let tries = 0; tries < 100 && !(await succeeds("ctr", [...ctr, "version"])); tries++)
      await pause(200);
    const tasks = await run("ctr", [...ctr, "tasks", "ls", "-q"]).catch(() => "");
    for (const task of tasks.split("\n").filter(Boolean)) {
      await succeeds("ctr", [...ctr, "tasks", "rm", "--force", task]);
    }
  }
  await stop(state, "containerd");
  await stop(state, "containerd-shim-runc-v2");
}

async function hasContainers(state: string): Promise<boolean> {
  const bundles = join(layout(state).containerd, "state/io.containerd.runtime.v2.task/k8s.io");
  return (await readdir(bundles).catch(() => [])).length > 0;
}

/** Unmounts everything below the folder, the innermost first; a container's mounts survive its end by a crash. */
export async function unmountBelow(folder: string): Promise<void> {
  const mounts = (await readFile("/proc/self/mountinfo", "utf8"))
    .split("\n")
    .map((line) => line.split(" ")[4]);
  const below = mounts.filter((path): path is string => path?.startsWith(`${folder}/`) ?? false);
  for (const path of below.reverse()) await succeeds("umount", ["-l", path]);
}

/** Takes away kube-proxy's and the kubelet's rules, whose chains all begin alike, and the bridge. */
export async function removeNetwork(): Promise<void> {
  for (const tool of ["iptables", "ip6tables"]) {
    for (const table of ["nat", "filter", "mangle"]) await removeChains(tool, table);
  }
  await succeeds("ip", ["link", "del", NETWORK.bridge]);
}

async function removeChains(tool: string, table: string): Promise<void> {
  const rules = (await run(tool, ["-t", table, "-S"]).catch(() => "")).split("\n");
  const ours = /^(KUBE|CNI)-/;
  // Those that lead into such a chain from one of the machine's own.
  for (const rule of rules) {
    const [, chain, target] = /^-A (\S+) .*-j (\S+)/.exec(rule) ?? [];
    if (chain === undefined || target === undefined || ours.test(chain) || !ours.test(target)) continue;
    await run("sh", ["-c", `${tool} -t ${table} ${rule.replace(/^-A/, "-D")}`]);
  }
  const chains = rules
    .flatMap((rule) => /^-N (\S+)$/.exec(rule)?.[1] ?? [])
    .filter((name) => ours.test(name));
  for (const step of ["-F", "-X"])
    for (const chain of chains) await succeeds(tool, ["-t", table, step, chain]);
}

/** What the kubelet, containerd and its plugins write at places that no setting moves. */
export async function removeFiles(state: string): Promise<void> {
  const logs = "/var/log/containers";
  await removeFrom(logs, async (name) => {
    const path = join(logs, name);
    return (await lstat(path)).isSymbolicLink() && (await readlink(path)).startsWith(`${state}/`);
  });
  // Every containerd has a loopback plugin, so that one's records may be another's.
  const isAlone = commandLines("containerd").length === 0;
  await removeFrom(
    "/var/lib/cni/results",
    async (name) => name.startsWith(`${NETWORK.bridge}-`) || (isAlone && name.startsWith("cni-loopback-")),
  );
  if (commandLines("kubelet").length === 0) {
    await removeFrom("/var/lib/kubelet/device-plugins", async (name) => name.startsWith("kubelet"));
  }
  for (const folder of [
    ...["/var/lib/cni/results", "/var/lib/cni", "/var/lib/kubelet/device-plugins", "/var/lib/kubelet"],
    logs,
  ]) {
    await rmdir(folder).catch(() => {});
  }
}

/** The cgroup that containerd puts its namespace's containers in, when nobody else's are. */
export async function removeCgroups(): Promise<void> {
  const controllers = await readdir("/sys/fs/cgroup").catch(() => []);
  for (const at of ["", ...controllers]) await rmdir(join("/sys/fs/cgroup", at, "k8s.io")).catch(() => {});
}

async function removeFrom(folder: string, isOurs: (name: string) => Promise<boolean>): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (await isOurs(name)) await rm(join(folder, name), { force: true });
  }
}
