import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { PodFolder } from "../pod/pod-folder.ts";
import { containersOf } from "../pod/roles.ts";
import { diskUsage } from "./disk-usage.ts";
import { limitsContainers, limitsDisk, overuse } from "./overuse.ts";

/** A kubelet's own interval. */
const EVERY_MS = 10_000;
/** Counting takes at most this part of the time. */
const SHARE = 1 / 20;

export interface DiskWatchOptions {
  readonly folder: PodFolder;
  readonly clock: Clock;
  readonly log: Log;
  /** What containers have on an engine's disk beside that, by their names. */
  inEngine(): Promise<ReadonlyMap<string, number>>;
  /** Called with a kubelet's words when the pod is over a limit. */
  over(message: string): void;
  /** Default: a kubelet's. */
  readonly everyMs?: number | undefined;
}

/** Looks now and then whether a pod has more on the disk than its limits; one that has none is left alone. */
export class DiskWatch {
  readonly #options: DiskWatchOptions;
  #pod: Pod | undefined;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: DiskWatchOptions) {
    this.#options = options;
  }

  /** Begins with the pod's start, and goes on until it is stopped. */
  follow(pod: Pod): void {
    this.#pod = limitsDisk(pod) ? pod : undefined;
    if (this.#pod !== undefined) this.#lookIn(this.#options.everyMs ?? EVERY_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #lookIn(ms: number): void {
    if (this.#stopped || this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    const [pod, begun] = [this.#pod, performance.now()];
    try {
      const message = pod === undefined ? undefined : await this.#overuse(pod);
      if (message !== undefined && !this.#stopped) this.#options.over(message);
    } catch (error) {
      this.#options.log.warn("a pod's use of the disk could not be looked at", { error: String(error) });
    }
    this.#cancel = undefined;
    const tookMs = performance.now() - begun;
    if (this.#pod !== undefined) this.#lookIn(Math.max(this.#options.everyMs ?? EVERY_MS, tookMs / SHARE));
  }

  async #overuse(pod: Pod): Promise<string | undefined> {
    const { folder, inEngine } = this.#options;
    const volumes = (pod.spec.volumes ?? [])
      .filter((volume) => volume.emptyDir !== undefined)
      .map(({ name }) => [name, folder.volume(name)] as const);
    const containers = containersOf(pod).map(({ name }) => [name, folder.container(name)] as const);
    const sizes = await diskUsage([...volumes, ...containers].map(([, path]) => path));
    const more = limitsContainers(pod) ? await inEngine() : new Map<string, number>();
    return overuse(pod, {
      volumes: new Map(volumes.map(([name, path]) => [name, sizes.get(path) ?? 0])),
      containers: new Map(
        containers.map(([name, path]) => [name, (sizes.get(path) ?? 0) + (more.get(name) ?? 0)]),
      ),
    });
  }
}
