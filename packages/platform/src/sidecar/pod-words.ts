import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "./places.ts";

/** Where a pod's annotations stand as files, and where the kubelet asks whether the program may run. */
export interface PodWords {
  readonly port: number;
  readonly stop: string;
  readonly ended: string;
}

/** Undefined where a sidecar hears of the program's end by SIGTERM. */
export function podWords(env: Environment): PodWords | undefined {
  const folder = env["SLIPWAY_POD_WORDS"];
  const port = Number(env["SLIPWAY_ALIVE_PORT"] ?? Number.NaN);
  if (folder === undefined || !Number.isInteger(port)) return undefined;
  return { port, stop: join(folder, "stop"), ended: join(folder, "ended") };
}

const LOOK_MS = 500;

/**
 * Listens where the kubelet asks for as long as the program may run: once the run is to stop nobody answers, and the kubelet
 * ends the program with its own grace, which it does only once it was answered. Resolves when it is said that the program has ended, or when the pod is taken away.
 */
export async function untilEnded(
  { port, stop, ended }: PodWords,
  say: (line: string) => void,
): Promise<"ended" | "taken away"> {
  let asked = false;
  const server = createServer((socket) => {
    asked = true;
    socket.destroy();
  });
  server.on("error", (error) => say(`Port ${port} cannot be listened at: ${error.message}`));
  server.listen(port);
  let takenAway = false;
  process.once("SIGTERM", () => {
    takenAway = true;
  });
  for (; ; await sleep(LOOK_MS)) {
    const over = takenAway || (await isAnnotated(ended));
    if (server.listening && (over || (asked && (await isAnnotated(stop))))) server.close();
    if (over) return takenAway ? "taken away" : "ended";
  }
}

async function isAnnotated(file: string): Promise<boolean> {
  return (await readFile(file, "utf8").catch(() => "")) !== "";
}
