import { statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { diskUsage } from "../runner/disk-usage.ts";

const EVERY_MS = 2_000;
/** Before it is looked again, what was evicted has to be off the disk. */
const AFTER_EVICTION_MS = 10_000;
/** What pods leave free of the disk, for the home itself: this part of it, and no more than so much. */
const RESERVE = { share: 0.05, most: 2 ** 30 } as const;
/** A pod that has less than this part of the reserve is not what fills the disk. */
const LEAST_SHARE = 0.1;

export interface DiskReserveOptions {
  readonly podsDir: string;
  readonly clock: Clock;
  readonly log: Log;
  /** By uid, the pods whose programs run. */
  running(): readonly string[];
  evict(uid: string, message: string): void;
}

export interface Disk {
  readonly bytes: number;
  readonly available: number;
}

/** Bytes that are missing from the reserve's; 0 where there is enough. Pure. */
export function shortOf({ bytes, available }: Disk): { readonly reserve: number; readonly short: boolean } {
  const reserve = Math.min(RESERVE.most, bytes * RESERVE.share);
  return { reserve, short: available < reserve };
}

/** Evicts the pod that has most on the disk when that is nearly full, as a kubelet does, before the home's own files suffer. */
export class DiskReserve {
  readonly #options: DiskReserveOptions;
  #cancel: () => void = () => {};
  #stopped = false;

  constructor(options: DiskReserveOptions) {
    this.#options = options;
    this.#lookIn(EVERY_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  #lookIn(ms: number): void {
    if (!this.#stopped) this.#cancel = this.#options.clock.after(ms, () => void this.#look());
  }

  async #look(): Promise<void> {
    let nextMs = EVERY_MS;
    try {
      if (this.#options.running().length > 0 && (await this.#keep())) nextMs = AFTER_EVICTION_MS;
    } catch (error) {
      this.#options.log.warn("the disk could not be looked at", { error: String(error) });
    }
    this.#lookIn(nextMs);
  }

  /** Whether a pod was evicted. */
  async #keep(): Promise<boolean> {
    const { podsDir, running, evict } = this.#options;
    const { blocks, bavail, bsize } = await statfs(podsDir);
    const disk = { bytes: blocks * bsize, available: bavail * bsize };
    const { reserve, short } = shortOf(disk);
    if (!short) return false;
    const uids = running();
    const sizes = await diskUsage(uids.map((uid) => join(podsDir, uid)));
    const [greatest] = uids
      .map((uid) => ({ uid, bytes: sizes.get(join(podsDir, uid)) ?? 0 }))
      .sort((a, b) => b.bytes - a.bytes);
    if (greatest === undefined || greatest.bytes < reserve * LEAST_SHARE) return false;
    evict(greatest.uid, shortageMessage({ ...disk, reserve, used: greatest.bytes }));
    return true;
  }
}

/** In a kubelet's words, with what the whole pod has in place of one container. */
function shortageMessage(at: Disk & { readonly reserve: number; readonly used: number }): string {
  const [threshold, available, used] = [at.reserve, at.available, at.used].map(mebibytes);
  return `The node was low on resource: ephemeral-storage. Threshold quantity: ${threshold}, available: ${available}. The pod was using ${used}, has larger consumption of ephemeral-storage. `;
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`;
