import { readFile } from "node:fs/promises";
import { EngineConnection } from "#lib/engine/engine-connection.ts";
import type { FoundEngine } from "#lib/engine/find-engine.ts";
import { DockerEngine } from "./docker-engine.ts";
import type { Engine } from "./engine.ts";

const PATIENCE_MS = 30_000;

/** Speaks to an engine that was found. Throws when it is gone again. */
export async function connectEngine({ address, name }: FoundEngine): Promise<Engine> {
  const connection = new EngineConnection(address);
  const info = await connection.json<Info>({
    method: "GET",
    path: "/info",
    timeoutMs: PATIENCE_MS,
  });
  const hasSelinux = info.SecurityOptions?.some((option) => option.includes("selinux")) === true;
  const hasNvidia = info.Runtimes?.["nvidia"] !== undefined;
  const [mostFiles, mostProcesses] = await Promise.all([
    hardLimit("Max open files"),
    hardLimit("Max processes"),
  ]);
  // Docker refuses such a name, and podman gives the container its id as one.
  const namesJoined = name.startsWith("podman");
  const facts = { hasSelinux, hasNvidia, mostFiles, mostProcesses, namesJoined };
  return new DockerEngine({ name, root: info.DockerRootDir, connection, facts });
}

interface Info {
  readonly DockerRootDir?: string;
  readonly SecurityOptions?: readonly string[];
  readonly Runtimes?: Readonly<Record<string, unknown>>;
}

/** Of this process; an engine of the same machine was mostly started with the same. */
async function hardLimit(what: string): Promise<number> {
  const text = await readFile("/proc/self/limits", "utf8").catch(() => "");
  const [, hard = ""] = new RegExp(`^${what} +\\S+ +(\\S+)`, "m").exec(text) ?? [];
  const limit = Number(hard);
  return Number.isInteger(limit) && limit > 0 ? limit : Number.MAX_SAFE_INTEGER;
}
