/** A Kubernetes of one node on this machine, for tests: RBAC, Services, limits that hold, and no container registry. */
import { mkdir, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { lock } from "../../packages/lib/src/build-once.ts";
import { isThere } from "../../packages/lib/src/is-there.ts";
import { writeAtomically } from "../../packages/lib/src/write-atomically.ts";
import { buildPrograms, programsFolder } from "./build-programs.ts";
import { buildImages, importImage } from "./images/images.ts";
import * as machine from "./machine.ts";
import { writeNodeFiles } from "./node.ts";
import { issueCertificates, writeKubeconfig } from "./pki.ts";
import { LOCK, layout, NETWORK, NODE, type Tell } from "./places.ts";
import { commandLines, pidsOf, stop } from "./processes.ts";
import { commandsOf, isNodeReady, isServing, kubectl, programsOf, startOne, until } from "./running.ts";
import { installMissing } from "./system-packages.ts";

const PATIENCE_SECONDS = 30;
const USERS = ["admin", "controller-manager", "scheduler", "kubelet", "proxy"] as const;

/** Makes sure that a whole cluster runs on the state folder; says whether it did already. */
export async function up(state: string, tell: Tell): Promise<"made" | "was up"> {
  await installMissing(tell);
  const programs = await buildPrograms(tell);
  const images = await buildImages(tell);
  return withLock(tell, async () => {
    if (await isUp(state)) return "was up";
    refuseSecond(state);
    await destroy(state);
    tell("starting the cluster");
    await make({ state, programs, images });
    return "made";
  });
}

/** Leaves nothing of the cluster but its logs, in whatever condition it is. */
export function down(state: string, tell: Tell): Promise<void> {
  return withLock(tell, async () => {
    await destroy(state);
    if (!(await isThere(layout(state).logs))) await rmdir(state).catch(() => {});
  });
}

interface Parts {
  readonly state: string;
  readonly programs: string;
  readonly images: readonly string[];
}

async function make({ state, programs, images }: Parts): Promise<void> {
  await mkdir(state, { recursive: true, mode: 0o700 });
  await rm(layout(state).logs, { recursive: true, force: true });
  writeAtomically(layout(state).programs, programs);
  await machine.makeBridge();
  await issueCertificates(state);
  for (const user of USERS) await writeKubeconfig(state, user);
  await writeNodeFiles(state);
  const commands = commandsOf(programs, state);
  for (const each of [commands.etcd, commands.apiServer, commands.containerd]) startOne(state, each);
  await until("containerd", state, () => isThere(layout(state).socket));
  for (const image of images) await importImage(state, image);
  await until("kube-apiserver", state, () => isServing(state));
  for (const each of [commands.controllerManager, commands.scheduler, commands.kubelet, commands.proxy]) {
    startOne(state, each);
  }
  await until("kubelet", state, () => isNodeReady(state));
  await addExtendedResource(state);
  await until("kubelet", state, () => hasExtendedResource(state));
  await until("kube-controller-manager", state, () => hasDefaultAccount(state));
  writeAtomically(layout(state).complete, new Date().toISOString());
}

/** A cluster of other versions than the checkout's is not the one that is wanted. */
async function isUp(state: string): Promise<boolean> {
  if (!(await isThere(layout(state).complete)) || (await programsOf(state)) !== programsFolder())
    return false;
  const all = Object.values(commandsOf(programsFolder(), state));
  if (all.some(({ name }) => pidsOf(state, name).length === 0)) return false;
  // A busy machine may keep a whole cluster from answering at once.
  for (let tries = 0; tries < PATIENCE_SECONDS; tries++) {
    if ((await isServing(state)) && (await isNodeReady(state))) return true;
    await pause(1_000);
  }
  return false;
}

function refuseSecond(state: string): void {
  const other = commandLines("kube-apiserver").find(
    (args) =>
      args.includes(`--bind-address=${NETWORK.host}`) && !args.some((arg) => arg.includes(`${state}/`)),
  );
  if (other === undefined) return;
  const key = other.find((arg) => arg.startsWith("--tls-cert-file="))?.slice("--tls-cert-file=".length) ?? "";
  const theirs = dirname(dirname(key));
  throw new Error(
    `Another cluster has the network ${NETWORK.bridge}: end it with \`npm run cluster:down -- --state ${theirs}\`.`,
  );
}

async function destroy(state: string): Promise<void> {
  const { kubeconfig, ...files } = layout(state);
  await rm(files.complete, { force: true });
  // Those that would bring back what is taken away go first.
  for (const name of [
    "kubelet",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-apiserver",
    "etcd",
    "kube-proxy",
  ]) {
    await stop(state, name);
  }
  await machine.removeContainers(state);
  await machine.unmountBelow(state);
  await machine.removeFiles(state);
  if (!commandLines("kube-proxy").some((args) => args.some((arg) => arg.endsWith("/config/proxy.json")))) {
    await machine.removeNetwork();
    await machine.removeCgroups();
  }
  for (const path of [...Object.values(files), ...USERS.map(kubeconfig)]) {
    if (path !== files.logs) await rm(path, { recursive: true, force: true });
  }
}

async function addExtendedResource(state: string): Promise<void> {
  const path = `/status/capacity/${NODE.extended.name.replace("/", "~1")}`;
  const patch = JSON.stringify([{ op: "add", path, value: String(NODE.extended.count) }]);
  await kubectl(state, "patch", "node", NODE.name, "--subresource=status", "--type=json", "-p", patch);
}

/** The kubelet allows what is there at its next look. */
async function hasExtendedResource(state: string): Promise<boolean> {
  const path = `{.status.allocatable.${NODE.extended.name.replaceAll(".", "\\.")}}`;
  const said = await kubectl(state, "get", "node", NODE.name, "-o", `jsonpath=${path}`);
  return said === String(NODE.extended.count);
}

function hasDefaultAccount(state: string): Promise<boolean> {
  return kubectl(state, "get", "serviceaccount", "default").then(
    () => true,
    () => false,
  );
}

async function withLock<T>(tell: Tell, work: () => Promise<T>): Promise<T> {
  const release = await lock(LOCK, { onWait: () => tell("waiting for another who works on the cluster") });
  try {
    return await work();
  } finally {
    release();
  }
}
