import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ok, podProcesses } from "../e2e/support/home.ts";
import { processesBelow } from "../e2e/support/processes.ts";
import { become, persist } from "./persist.ts";
import { portsOf } from "./ports-of.ts";
import type { Soak } from "./soak.ts";

const OF_THE_HOME = /^secret\/(slipway-artifacts|access-key-\w+)$/;

/** All that jobs and endpoints leave on a machine while they are there. Made when nothing but the home itself is. */
export class Traces {
  readonly #soak: Soak;
  /** Where the engine has its files. */
  readonly #engine: string;
  readonly #doors: ReadonlySet<number>;

  constructor(soak: Soak) {
    this.#soak = soak;
    this.#engine = dirname(soak.engine.env["SLIPWAY_CONTAINERS"] ?? "");
    this.#doors = portsOf(soak.home.pid);
  }

  /** When everything is deleted, nothing is left of it: no process, container, mount, port, file or object. */
  async proveGone(): Promise<void> {
    const soak = this.#soak;
    await become(soak, "the end of everything that was deleted", 60, async () =>
      (await this.#left()).length === 0 ? true : undefined,
    );
    const left = await this.#left();
    if (left.length > 0) soak.violated(`left behind: ${left.join("; ")}`);
    const objects = await persist(soak, "the last pods", () =>
      ok(soak.home.kubectl("get", "pods,secrets", "-A", "-o", "name")),
    );
    const ofJobs = objects.split("\n").filter((name) => name !== "" && !OF_THE_HOME.test(name));
    if (ofJobs.length > 0) soak.violated(`these objects are left: ${ofJobs.join(", ")}`);
  }

  async #left(): Promise<readonly string[]> {
    const { home, engine } = this.#soak;
    const filesOf = (folder: string) =>
      readdirSync(join(home.state, folder)).map((name) => `${folder}/${name}`);
    const containers = await engine.containers();
    return [
      ...podProcesses(home).map(({ commandLine }) => commandLine),
      ...this.#ofContainers(),
      ...containers.map((name) => `the container ${name}`),
      ...this.#mounts().map((path) => `the mount ${path}`),
      ...[...portsOf(home.pid)].filter((port) => !this.#doors.has(port)).map((port) => `the port ${port}`),
      ...filesOf("pods"),
      ...filesOf("trash"),
    ];
  }

  /** Processes of the engine beside its service, which watch containers or hold ports for them. */
  #ofContainers(): readonly string[] {
    return processesBelow(this.#engine)
      .map(({ commandLine }) => commandLine)
      .filter((line) => line !== "" && !line.includes("system service"));
  }

  #mounts(): readonly string[] {
    const places = readFileSync("/proc/self/mountinfo", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[4] ?? "");
    // Podman mounts the folder of all layers upon itself once.
    const own = join(this.#engine, "root/overlay");
    return places.filter(
      (path) =>
        path !== own && [this.#soak.home.state, this.#engine].some((root) => path.startsWith(`${root}/`)),
    );
  }
}
