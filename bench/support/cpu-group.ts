import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Version 2 of control groups, and version 1's counter of processors. */
const PARENTS = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/cpuacct"];

/**
 * CPU seconds of all that is started within, whatever becomes of its parents. Without the right to make a control group
 * those of the whole machine, which has to be quiet then.
 */
export class CpuGroup {
  readonly #parent: string | undefined;
  readonly #folder: string;

  constructor(name: string) {
    const group = `slipway-bench-${process.pid}-${name}`;
    this.#parent = PARENTS.find((parent) => isUsable(join(parent, group)));
    this.#folder = join(this.#parent ?? "", group);
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

  get seconds(): number {
    if (this.#parent === undefined) return secondsOfMachine();
    const usage = join(this.#folder, "cpuacct.usage");
    if (existsSync(usage)) return Number(readFileSync(usage, "utf8")) / 1e9;
    const [, micros] = /^usage_usec (\d+)$/m.exec(readFileSync(join(this.#folder, "cpu.stat"), "utf8")) ?? [];
    return Number(micros) / 1e6;
  }

  close(): void {
    if (this.#parent !== undefined) rmdirSync(this.#folder);
  }

  #enter(folder: string): void {
    if (this.#parent !== undefined) writeFileSync(join(folder, "cgroup.procs"), String(process.pid));
  }
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
