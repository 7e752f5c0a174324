/** The parts of a cluster that was made: their command lines, and how each says that it is ready. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { controlPlane } from "./control-plane.ts";
import { node } from "./node.ts";
import { layout, NODE } from "./places.ts";
import { type Command, pidsOf, start } from "./processes.ts";
import { run } from "./run.ts";

const READY_SECONDS = 120;

/** What runs; every one of them, or the cluster is not up. */
export function commandsOf(programs: string, state: string) {
  return { ...controlPlane(programs, state), ...node(programs, state) };
}

/** Starts a part unless it runs. */
export function startOne(state: string, command: Command): void {
  if (pidsOf(state, command.name).length === 0) start(state, command);
}

/** What kubectl prints, as the cluster's administrator. */
export async function kubectl(state: string, ...args: readonly string[]): Promise<string> {
  const path = join(await programsOf(state), "bin/kubectl");
  return run(path, ["--kubeconfig", layout(state).kubeconfig("admin"), "--request-timeout=10s", ...args]);
}

export function isServing(state: string): Promise<boolean> {
  return kubectl(state, "get", "--raw", "/readyz").then(
    () => true,
    () => false,
  );
}

export function isNodeReady(state: string): Promise<boolean> {
  const path = '{.status.conditions[?(@.type=="Ready")].status}';
  return kubectl(state, "get", "node", NODE.name, "-o", `jsonpath=${path}`).then(
    (said) => said === "True",
    () => false,
  );
}

/** Which programs the cluster was made with; throws when there is none. */
export function programsOf(state: string): Promise<string> {
  return readFile(layout(state).programs, "utf8").catch((error) => {
    throw new Error(`No cluster runs on ${state}; \`npm run cluster:up\` starts one.`, { cause: error });
  });
}

/** Asks until the answer is yes; throws when the program that it is about has ended, or after two minutes. */
export async function until(name: string, state: string, question: () => Promise<boolean>): Promise<void> {
  const log = join(layout(state).logs, `${name}.log`);
  const end = Date.now() + READY_SECONDS * 1_000;
  while (!(await question())) {
    if (pidsOf(state, name).length === 0) {
      const said = await readFile(log, "utf8").catch(() => "");
      throw new Error(`${name} has ended: ${said.trim().split("\n").at(-1)} (see ${log})`);
    }
    if (Date.now() > end) throw new Error(`${name} was not ready within ${READY_SECONDS} s; see ${log}`);
    await pause(200);
  }
}
