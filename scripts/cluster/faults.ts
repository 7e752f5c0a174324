/**
 * Faults for tests: parts of a cluster end as by a crash and come back alone. While one is away the cluster is
 * locked, so that nobody who asks for a whole cluster takes this one for broken; a killed test gives the lock back.
 */
import { lock } from "../../packages/lib/src/build-once.ts";
import { LOCK } from "./places.ts";
import { stop } from "./processes.ts";
import { commandsOf, isNodeReady, isServing, programsOf, startOne, until } from "./running.ts";

type Part = "kube-apiserver" | "kubelet";

const absences = new Map<string, { readonly parts: Set<Part>; readonly release: () => void }>();

/** Everything else goes on; nothing happens to one that is stopped already. */
export function stopApiServer(state: string): Promise<void> {
  return takeAway(state, "kube-apiserver");
}

/** Resolves once it is ready to serve. */
export async function startApiServer(state: string): Promise<void> {
  startOne(state, commandsOf(await programsOf(state), state).apiServer);
  await until("kube-apiserver", state, () => isServing(state));
  isBack(state, "kube-apiserver");
}

/** Pods go on without it, but nobody looks after them and nothing is said about them. */
export function stopKubelet(state: string): Promise<void> {
  return takeAway(state, "kubelet");
}

/** Resolves once the node is ready; the API server must serve. */
export async function startKubelet(state: string): Promise<void> {
  startOne(state, commandsOf(await programsOf(state), state).kubelet);
  await until("kubelet", state, () => isNodeReady(state));
  isBack(state, "kubelet");
}

async function takeAway(state: string, part: Part): Promise<void> {
  if (!absences.has(state)) absences.set(state, { parts: new Set(), release: await lock(LOCK) });
  absences.get(state)?.parts.add(part);
  await stop(state, part);
}

function isBack(state: string, part: Part): void {
  const absence = absences.get(state);
  if (!absence?.parts.delete(part) || absence.parts.size > 0) return;
  absences.delete(state);
  absence.release();
}
