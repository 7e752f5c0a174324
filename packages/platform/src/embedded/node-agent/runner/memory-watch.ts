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
const LONGEST_MS = 2_000;
/** Nothing takes memory faster: what is far from its limit needs no look for as long as that takes. */
const BYTES_PER_MS = (4 * 2 ** 30) / 1000;

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
 * at up to four times a second, the nearer to the limit the more often, so that a program that takes much at once gets over its limit for that long, and a machine that
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
    if (this.#watched.length > 0) this.#lookIn(EVERY_MS);
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
    let nextMs = LONGEST_MS;
    for (const watched of this.#watched) {
      try {
        nextMs = Math.min(nextMs, await this.#enforce(watched));
      } catch (error) {
        this.#options.log.warn("a container's memory could not be looked at", { error: String(error) });
      }
    }
    this.#cancel = undefined;
    if (this.#watched.length > 0) this.#lookIn(nextMs);
  }

  /**
   * What happened is written down before it is done, so that whoever is killed in between leaves no riddle. Only the group is
   * killed here, whose leader is surely the program: its supervisor then ends whatever else has the container's mark. Returns
   * in how many milliseconds to look again.
   */
  async #enforce(watched: Watched): Promise<number> {
    const { launch, process: leader, limit, condemned } = watched;
    const { podFolder, log } = this.#options;
    if (!(await isAlive(leader))) return EVERY_MS;
    const bytes = await this.#needed(watched);
    if (bytes <= limit && !condemned) return Math.max(EVERY_MS, (limit - bytes) / BYTES_PER_MS);
    if (this.#stopped || !(await isAlive(leader))) return EVERY_MS;
    if (!condemned) {
      await writeFact(podFolder, `${launch}.oom`, `${bytes} ${limit}`);
      log.info("a container needed more memory than its limit", { launch, bytes, limit });
    }
    await killGroup(leader);
    return EVERY_MS;
  }

  /** More than its limit is what a container needed in which the kernel has killed for that. */
  async #needed({ launch, process: leader, limit, lock }: Watched): Promise<number> {
    const { podFolder, processes } = this.#options;
    const kills = memoryKills(groupsOf(podFolder, launch));
    if (kills !== undefined) return kills > 0 ? limit + 1 : limit;
    return processes.memoryOf(leader.pid, limit, lock);
  }
}
