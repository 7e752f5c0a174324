import { type Dirent, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { defined } from "@slipway/model";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";

/** One start of one container; `count` is how often the container was started before. */
export interface Launch {
  readonly count: number;
  /** Absent while the program is not yet there, and for what the agent does itself. */
  readonly process?: ProcessIdentity;
  /** What the agent is to do instead of a program: its work, to come to its end, to break off. */
  readonly asked?: "run" | "term" | "kill";
  /** The agent has a container engine do it. */
  readonly isContainer?: true;
  /** Since when its container is there, and what was so at that time. */
  readonly madeAt?: MadeContainer;
  /** Its container was told to come to its end. */
  readonly signalled?: true;
  readonly startedAt?: Date;
  /** It took more memory than its limit, and is ended or ending for that. */
  readonly overLimit?: true;
  readonly end?: LaunchEnd;
}

export interface MadeContainer {
  readonly at: Date;
  /** How often the kernel had killed for want of memory. */
  readonly kills: number;
  /** Bytes that the container's log had. */
  readonly base: number;
  /** By which its program is told to come to its end. */
  readonly stopSignal: string;
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

/** A fact's words, and when it was made. */
interface Fact {
  readonly words: string;
  readonly at: Date;
}

const LAUNCH_FACT = /^([a-z0-9-]+)\.(\d+)\.(run|end|oom|term|kill|made|sent)$/;

/**
 * Reads a pod's folder; an absent one is that of a pod that nothing has happened to. A few names of the home's own: asked of
 * the system one after the other they cost a tenth of what they would as promises.
 */
export async function readFacts(podFolder: string): Promise<PodFacts> {
  const [attempt, kept] = [newestPlan(podFolder), readAll(join(podFolder, "state"))];
  const process = identityIn(kept.get(`lock.${attempt}`));
  const stoppedAt = timeIn(kept.get(`stop.${attempt}`));
  const doneAt = timeIn(kept.get(`done.${attempt}`));
  const ending = kept.get("ending")?.words;
  return {
    attempt,
    supervisor: doneAt === undefined ? await supervisorState(process) : "done",
    ...defined({ process, stoppedAt, doneAt, ending }),
    launches: launchesIn(kept),
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

function newestPlan(folder: string): number {
  const numbers = entriesIn(folder).map(({ name }) => Number(/^plan\.(\d+)$/.exec(name)?.[1] ?? 0));
  return Math.max(0, ...numbers);
}

/** By name. What a supervisor saw counts before what the agent concluded of the same. */
function readAll(folder: string): ReadonlyMap<string, Fact> {
  const facts = entriesIn(folder).map((entry) => factIn(folder, entry));
  return new Map(facts.filter((fact) => fact !== undefined));
}

/** A link to the fact, or an empty file with the fact behind its name; the first kind is older, or the agent's own. */
function factIn(folder: string, entry: Dirent): readonly [string, Fact] | undefined {
  try {
    const path = join(folder, entry.name);
    const at = lstatSync(path).mtime;
    if (entry.isSymbolicLink()) return [entry.name, { words: readlinkSync(path), at }];
    const [name = "", ...words] = entry.name.split(" ");
    return entry.isFile() ? [name, { words: words.join(" "), at }] : undefined;
  } catch {
    return undefined;
  }
}

/** In the order of names. */
function entriesIn(folder: string): readonly Dirent[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
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

const ORDER = ["run", "term", "kill"];
const kindOf = (name: string): string => name.slice(name.lastIndexOf(".") + 1);

function launchesIn(kept: ReadonlyMap<string, Fact>): Map<string, readonly Launch[]> {
  const found = new Map<string, Map<number, Launch>>();
  // In the order of names "run" would come after "kill" and before "term".
  const order = [...kept].sort(([a], [b]) => ORDER.indexOf(kindOf(a)) - ORDER.indexOf(kindOf(b)));
  for (const [name, fact] of order) {
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

function launchFact(what: string | undefined, fact: Fact): Partial<Launch> {
  if (what === "run") return runIn(fact);
  if (what === "term" || what === "kill") return { asked: what };
  if (what === "made") return madeIn(fact);
  if (what === "sent") return { signalled: true };
  return what === "oom" ? { overLimit: true } : { end: endIn(fact) };
}

/** However its parent took its end, a program that was ended for its memory was killed. */
function withLimit(launch: Launch): Launch {
  if (launch.overLimit === undefined || launch.end === undefined) return launch;
  return { ...launch, end: { ...launch.end, code: 137, how: "oom" } };
}

/** Links say the seconds themselves, after their other words. */
function timeOf({ words, at }: Fact, place: number): Date {
  const seconds = Number(words.split(" ")[place] || Number.NaN);
  return Number.isFinite(seconds) ? new Date(seconds * 1000) : at;
}

function runIn(fact: Fact): Partial<Launch> {
  const startedAt = timeOf(fact, 2);
  if (fact.words === "asked") return { asked: "run", startedAt };
  // It begins when its container is there.
  if (fact.words === "engine") return { asked: "run", isContainer: true };
  const process = identityIn(fact);
  return process === undefined ? {} : { process, startedAt };
}

function madeIn({ words, at }: Fact): Partial<Launch> {
  const [kills, base, stopSignal = "SIGTERM"] = words.split(" ");
  return { startedAt: at, madeAt: { at, kills: Number(kills), base: Number(base), stopSignal } };
}

function endIn(fact: Fact): LaunchEnd {
  const [code, ...others] = fact.words.split(" ");
  const how = others.at(-1);
  return {
    code: Number(code),
    at: timeOf(fact, 1),
    ...(how === "oom" || how === "lost" ? { how } : {}),
  };
}

function timeIn(fact: Fact | undefined): Date | undefined {
  return fact && timeOf(fact, 0);
}

function identityIn(fact: Fact | undefined): ProcessIdentity | undefined {
  const [pid, mark] = fact?.words.split(" ") ?? [];
  return pid === undefined || mark === undefined || !/^\d+$/.test(pid)
    ? undefined
    : { pid: Number(pid), mark };
}
