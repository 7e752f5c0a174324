import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const CONTROL_GROUPS = "/sys/fs/cgroup";
const SETTLE_MS = 10_000;

/** Version 2 of control groups, and version 1's counter of processors. */
const PARENTS = [CONTROL_GROUPS, `${CONTROL_GROUPS}/unified`, `${CONTROL_GROUPS}/cpuacct`];

/**
 * CPU seconds of all that is started within, whatever becomes of its parents. Without the right to make a control group
 * those of the whole machine, which has to be quiet then.
 */
export class CpuGroup {
  /** What it is called in every hierarchy, for who makes groups below it. */
  readonly name: string;
  readonly #parent: string | undefined;
  readonly #folder: string;

  constructor(name: string) {
    this.name = `slipway-bench-${process.pid}-${name}`;
    this.#parent = PARENTS.find((parent) => isUsable(join(parent, this.name)));
    this.#folder = join(this.#parent ?? "", this.name);
  }

  /** What the work starts belongs to the group for good. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    this.#enter(this.#folder);
    try {
      return await work();
    } finally {
      this.#enter(this.#parent ?? "");
    }
  }

  /** Resolves when nothing runs in it any more, or after some seconds: what its processes leave behind may still be cleaning up. */
  async settled(): Promise<void> {
    if (this.#parent === undefined) return;
    for (const end = Date.now() + SETTLE_MS; Date.now() < end && hasProcesses(this.name); ) await sleep(20);
  }

  /** Kills what has not ended by itself. */
  async end(): Promise<void> {
    await this.settled();
    if (this.#parent === undefined || !hasProcesses(this.name)) return;
    const text = readFileSync(join(this.#folder, "cgroup.procs"), "utf8");
    for (const pid of text.split("\n").filter((line) => line !== "")) process.kill(Number(pid), "SIGKILL");
    await this.settled();
  }

  get seconds(): number {
    if (this.#parent === undefined) return secondsOfMachine();
    const usage = join(this.#folder, "cpuacct.usage");
    if (existsSync(usage)) return Number(readFileSync(usage, "utf8")) / 1e9;
    const [, micros] = /^usage_usec (\d+)$/m.exec(readFileSync(join(this.#folder, "cpu.stat"), "utf8")) ?? [];
    return Number(micros) / 1e6;
  }

  /** Others may have made groups of this name in their own hierarchies. */
  close(): void {
    if (this.#parent === undefined) return;
    removeGroup(this.#folder);
    for (const hierarchy of readdirSync(CONTROL_GROUPS))
      removeGroup(join(CONTROL_GROUPS, hierarchy, this.name));
  }

  #enter(folder: string): void {
    if (this.#parent !== undefined) writeFileSync(join(folder, "cgroup.procs"), String(process.pid));
  }
}

function hasProcesses(group: string): boolean {
  const within = (folder: string): boolean =>
    existsSync(folder) &&
    (readFileSync(join(folder, "cgroup.procs"), "utf8") !== "" ||
      readdirSync(folder, { withFileTypes: true }).some(
        (entry) => entry.isDirectory() && within(join(folder, entry.name)),
      ));
  return [".", ...readdirSync(CONTROL_GROUPS)].some((hierarchy) =>
    within(join(CONTROL_GROUPS, hierarchy, group)),
  );
}

function removeGroup(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeGroup(join(folder, entry.name));
  rmdirSync(folder);
}

function isUsable(group: string): boolean {
  try {
    mkdirSync(group);
    if (["cpuacct.usage", "cpu.stat"].some((file) => existsSync(join(group, file)))) return true;
    rmdirSync(group);
  } catch {
    // Not mounted, or not ours.
  }
  return false;
}

function secondsOfMachine(): number {
  const HZ = 100;
  const [user = 0, nice = 0, system = 0, , , irq = 0, soft = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n", 1)
    .flatMap((line) => line.split(/\s+/).slice(1).map(Number));
  return (user + nice + system + irq + soft) / HZ;
}
