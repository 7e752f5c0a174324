/** Faults for tests: parts of a cluster end and come back alone. */
import { stop } from "./processes.ts";
import { commandsOf, isNodeReady, isServing, programsOf, startOne, until } from "./running.ts";

/** The API server's process ends as by a crash, and everything else goes on; also for an API server that is stopped. */
export function stopApiServer(state: string): Promise<void> {
  return stop(state, "kube-apiserver");
}

/** Resolves once it is ready to serve. */
export async function startApiServer(state: string): Promise<void> {
  startOne(state, commandsOf(await programsOf(state), state).apiServer);
  await until("kube-apiserver", state, () => isServing(state));
}

/** Pods go on without it, but nobody looks after them and nothing is said about them. */
export function stopKubelet(state: string): Promise<void> {
  return stop(state, "kubelet");
}

/** Resolves once the node is ready; the API server must serve. */
export async function startKubelet(state: string): Promise<void> {
  startOne(state, commandsOf(await programsOf(state), state).kubelet);
  await until("kubelet", state, () => isNodeReady(state));
}
