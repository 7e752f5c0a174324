import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { isAlive, type ProcessIdentity } from "#lib/process-identity.ts";
import { quantity } from "../node/quantity.ts";
import { type PodFacts, writeFact } from "../supervisor/facts.ts";
import { processTree } from "../supervisor/process-tree.ts";

const EVERY_MS = 250;

interface Watched {
  readonly launch: string;
  readonly process: ProcessIdentity;
  readonly limit: number;
}

/**
 * Ends containers that take more memory than their limit, as a kernel does for a kubelet, without the rights that control groups need:
 * it looks four times a second, so that a program that takes much at once gets over its limit for that long. Nothing is
 * enforced while no agent runs; the next one looks again.
 */
export class MemoryWatch {
  readonly #options: { readonly folder: string; readonly clock: Clock; readonly log: Log };
  #watched: readonly Watched[] = [];
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: { readonly folder: string; readonly clock: Clock; readonly log: Log }) {
    this.#options = options;
  }

  /** Watches what runs now and has a limit. */
  follow(pod: Pod, facts: PodFacts): void {
    this.#watched = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap((container) => {
      const limit = quantity(container.resources?.limits?.["memory"] ?? "");
      const last = facts.launches.get(container.name)?.at(-1);
      if (limit === undefined || last?.process === undefined || last.end !== undefined) return [];
      return [{ launch: `${container.name}.${last.count}`, process: last.process, limit }];
    });
    if (this.#watched.length > 0) this.#lookLater();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #lookLater(): void {
    if (this.#stopped || this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.after(EVERY_MS, () => void this.#look());
  }

  async #look(): Promise<void> {
    for (const watched of this.#watched) {
      try {
        await this.#enforce(watched);
      } catch (error) {
        this.#options.log.warn("a container's memory could not be looked at", { error: String(error) });
      }
    }
    this.#cancel = undefined;
    if (this.#watched.length > 0) this.#lookLater();
  }

  /** What happened is written down before it is done, so that a kill in between leaves no riddle. */
  async #enforce({ launch, process: first, limit }: Watched): Promise<void> {
    if (!(await isAlive(first))) return;
    const { bytes, pids } = await processTree(first.pid);
    if (bytes <= limit) return;
    await writeFact(this.#options.folder, `${launch}.oom`, `${bytes} ${limit}`);
    this.#options.log.info("a container needed more memory than its limit", { launch, bytes, limit });
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has ended just now.
      }
    }
  }
}
