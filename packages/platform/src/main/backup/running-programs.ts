import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { readFacts } from "#embedded/node-agent/supervisor/facts.ts";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";

/** The processes of pods, and those that supervise them, that a home which does not run has left running. */
export async function runningPrograms(podsFolder: string): Promise<readonly number[]> {
  const names: readonly string[] = await readdir(podsFolder).catch(() => []);
  const known = await Promise.all(names.map((name) => processesIn(join(podsFolder, name))));
  const alive = await Promise.all(
    known.flat().map(async (process) => ((await isAlive(process)) ? [process.pid] : [])),
  );
  return alive.flat();
}

async function processesIn(podFolder: string): Promise<readonly ProcessIdentity[]> {
  const facts = await readFacts(podFolder).catch(() => undefined);
  if (facts === undefined) return [];
  const launches = [...facts.launches.values()].flat();
  return [facts.process, ...launches.map(({ process }) => process)].filter(
    (process) => process !== undefined,
  );
}
