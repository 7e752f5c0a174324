import { readdir, readlink, symlink } from "node:fs/promises";
import { join } from "node:path";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";

/** One start of one container; `count` is how often the container was started before. */
export interface Launch {
  readonly count: number;
  /** Absent while the program is not yet there. */
  readonly process?: ProcessIdentity;
  readonly startedAt?: Date;
  /** It took more memory than its limit, and is ended or ending for that. */
  readonly overLimit?: true;
  readonly end?: LaunchEnd;
}

export interface LaunchEnd {
  /** As a shell tells it: 128 and the signal's number when a signal ended the program. */
  readonly code: number;
  readonly at: Date;
  /** `oom`: it needed more memory than its limit, or than the machine had. `lost`: nobody saw the program end. */
  readonly how?: "oom" | "lost";
}

/** Everything a pod's folder tells of what its supervisor has done. */
export interface PodFacts {
  /** The newest plan's number, 0 before there is one. */
  readonly attempt: number;
  /** The supervisor of that plan: none was seen, it runs, it was killed, or it has left with everything ended. */
  readonly supervisor: "none" | "alive" | "dead" | "done";
  readonly process?: ProcessIdentity;
  /** When it was told to stop. */
  readonly stoppedAt?: Date;
  readonly doneAt?: Date;
  /** Why the agent ended the pod, decided once. */
  readonly ending?: string;
  readonly launches: ReadonlyMap<string, readonly Launch[]>;
}

const LAUNCH_FACT = /^([a-z0-9-]+)\.(\d+)\.(run|end|oom)$/;

/** Reads a pod's folder; an absent one is that of a pod that nothing has happened to. */
export async function readFacts(podFolder: string): Promise<PodFacts> {
  const [attempt, told] = await Promise.all([newestPlan(podFolder), readAll(join(podFolder, "state"))]);
  const process = identityIn(told.get(`lock.${attempt}`));
  const stoppedAt = timeIn(told.get(`stop.${attempt}`));
  const doneAt = timeIn(told.get(`done.${attempt}`));
  const ending = told.get("ending");
  return {
    attempt,
    supervisor: doneAt === undefined ? await supervisorState(process) : "done",
    ...(process === undefined ? {} : { process }),
    ...(stoppedAt === undefined ? {} : { stoppedAt }),
    ...(doneAt === undefined ? {} : { doneAt }),
    ...(ending === undefined ? {} : { ending }),
    launches: launchesIn(told),
  };
}

/** Writes down what the agent itself decided or found out; what is written already stays as it is. */
export async function writeFact(podFolder: string, name: string, fact: string): Promise<void> {
  try {
    await symlink(fact, join(podFolder, "state", name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

export function lastLaunch(facts: PodFacts, container: string): Launch | undefined {
  return facts.launches.get(container)?.at(-1);
}

async function newestPlan(folder: string): Promise<number> {
  const numbers = (await namesIn(folder)).map((name) => Number(/^plan\.(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

async function readAll(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await Promise.all(
    (await namesIn(folder)).map(
      async (name) => [name, await readlink(join(folder, name)).catch(() => undefined)] as const,
    ),
  );
  return new Map(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw error;
  }
}

async function supervisorState(process: ProcessIdentity | undefined): Promise<PodFacts["supervisor"]> {
  if (process === undefined) return "none";
  return (await isAlive(process)) ? "alive" : "dead";
}

function launchesIn(told: ReadonlyMap<string, string>): Map<string, readonly Launch[]> {
  const found = new Map<string, Map<number, Launch>>();
  for (const [name, fact] of told) {
    const match = LAUNCH_FACT.exec(name);
    if (match === null) continue;
    const [, container = "", count = "0", what] = match;
    const launches = found.get(container) ?? new Map<number, Launch>();
    const known = launches.get(Number(count)) ?? { count: Number(count) };
    launches.set(Number(count), { ...known, ...launchFact(what, fact) });
    found.set(container, launches);
  }
  return new Map(
    [...found].map(([container, launches]) => [
      container,
      [...launches.values()].map(withLimit).sort((a, b) => a.count - b.count),
    ]),
  );
}

function launchFact(what: string | undefined, fact: string): Partial<Launch> {
  if (what === "run") return runIn(fact);
  return what === "oom" ? { overLimit: true } : { end: endIn(fact) };
}

/** However its parent took its end, a program that was ended for its memory was killed. */
function withLimit(launch: Launch): Launch {
  if (launch.overLimit === undefined || launch.end === undefined) return launch;
  return { ...launch, end: { ...launch.end, code: 137, how: "oom" } };
}

function runIn(fact: string): Partial<Launch> {
  const process = identityIn(fact);
  const seconds = Number(fact.split(" ")[2]);
  return {
    ...(process === undefined ? {} : { process }),
    ...(Number.isFinite(seconds) ? { startedAt: new Date(seconds * 1000) } : {}),
  };
}

function endIn(fact: string): LaunchEnd {
  const [code, seconds, how] = fact.split(" ");
  return {
    code: Number(code),
    at: new Date(Number(seconds) * 1000),
    ...(how === "oom" || how === "lost" ? { how } : {}),
  };
}

function timeIn(fact: string | undefined): Date | undefined {
  return fact === undefined ? undefined : new Date(Number(fact.split(" ")[0]) * 1000);
}

function identityIn(fact: string | undefined): ProcessIdentity | undefined {
  const [pid, mark] = fact?.split(" ") ?? [];
  return pid === undefined || mark === undefined || !/^\d+$/.test(pid)
    ? undefined
    : { pid: Number(pid), mark };
}
