import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { isAlive, killGroup, type ProcessIdentity } from "#lib/process-identity.ts";
import { containersOf } from "../pod/roles.ts";
import { lockOf } from "../supervisor/container-lock.ts";
import { type PodFacts, writeFact } from "../supervisor/facts.ts";
import { groupsOf, memoryKills } from "../supervisor/groups/launch-groups.ts";
import type { ProcessTable } from "../supervisor/process-table.ts";

const EVERY_MS = 250;

interface Watched {
  readonly launch: string;
  readonly process: ProcessIdentity;
  readonly limit: number;
  readonly lock: number;
  /** It was found over its limit before, and has yet to end for that. */
  readonly condemned: boolean;
}

export interface MemoryWatchOptions {
  readonly podFolder: string;
  readonly processes: ProcessTable;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Ends containers that take more memory than their limit. Where a container has control groups the kernel keeps the limit
 * and kills what is over it: then the whole container ends, as on a kubelet. Where it has none its processes are looked
 * at four times a second, so that a program that takes much at once gets over its limit for that long, and a machine that
 * runs out meanwhile ends it before the server; while no agent runs nothing is enforced, and the next one looks again.
 */
export class MemoryWatch {
  readonly #options: MemoryWatchOptions;
  #watched: readonly Watched[] = [];
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: MemoryWatchOptions) {
    this.#options = options;
  }

  /** Watches what runs now and has a limit. */
  follow(pod: Pod, facts: PodFacts): void {
    this.#watched = containersOf(pod).flatMap(({ name, spec }) => {
      const limit = quantity(spec.resources?.limits?.["memory"] ?? "");
      const last = facts.launches.get(name)?.at(-1);
      if (limit === undefined || last?.process === undefined || last.end !== undefined) return [];
      const { count, process, overLimit } = last;
      const lock = lockOf(pod.metadata.uid ?? "", name);
      return [{ launch: `${name}.${count}`, process, limit, lock, condemned: overLimit === true }];
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

  /**
   * What happened is written down before it is done, so that whoever is killed in between leaves no riddle. Only the group is
   * killed here, whose leader is surely the program: its supervisor then ends whatever else has the container's mark.
   */
  async #enforce(watched: Watched): Promise<void> {
    const { launch, process: leader, limit, condemned } = watched;
    const { podFolder, log } = this.#options;
    if (!(await isAlive(leader))) return;
    const bytes = await this.#excess(watched);
    if ((bytes === undefined && !condemned) || this.#stopped || !(await isAlive(leader))) return;
    if (!condemned) {
      await writeFact(podFolder, `${launch}.oom`, `${bytes} ${limit}`);
      log.info("a container needed more memory than its limit", { launch, bytes, limit });
    }
    await killGroup(leader);
  }

  /** What it needed, where that is more than its limit. */
  async #excess({ launch, process: leader, limit, lock }: Watched): Promise<number | undefined> {
    const { podFolder, processes } = this.#options;
    const kills = await memoryKills(await groupsOf(podFolder, launch));
    if (kills !== undefined) return kills > 0 ? limit : undefined;
    const bytes = await processes.memoryOf(leader.pid, limit, lock);
    return bytes > limit ? bytes : undefined;
  }
}
