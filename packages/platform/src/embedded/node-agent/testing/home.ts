import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { MASTERS } from "@slipway/model";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import type { Store } from "#store/store.ts";
import type { NodeAgentOptions } from "../create-node-agent.ts";

const AGENT = join(import.meta.dirname, "agent-process.ts");

/** The store of a state folder while no agent process has it open. */
export async function withStore<T>(stateDir: string, work: (store: Store) => Promise<T>): Promise<T> {
  const clock = systemClock;
  const storage = createStorage({ file: join(stateDir, "objects.sqlite"), clock });
  try {
    const server = await createApiServer({ storage, definitions: [], tokens: [], clock, log: silentLog });
    return await work(createEmbeddedStore(server, { user: "test", groups: [MASTERS] }));
  } finally {
    storage.close();
  }
}

/** A node agent as a process of its own, ready to be killed. */
export async function startAgentProcess(
  stateDir: string,
  { options = {} }: { readonly options?: Partial<NodeAgentOptions> } = {},
): Promise<ChildProcess> {
  const child = spawn(process.execPath, [AGENT, stateDir, JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once("data", () => resolve());
    child.once("exit", (code) =>
      reject(new Error(`the agent process ended with ${code} before it was ready`)),
    );
  });
  return child;
}

export function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
