import { stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { diskUsage } from "../runner/disk-usage.ts";

const EVERY_MS = 2_000;
const ENGINE_PATIENCE_MS = 10_000;
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
  /** Where an engine has its files, and what a pod's containers have there. */
  readonly engine: { root(): string | undefined; bytesOf(uid: string): Promise<number> };
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

/**
 * Evicts the pod that has most on the disk when that is nearly full, as a kubelet does, before the home's own files suffer; a container
 * engine's disk is looked after as well, be it the same one or another.
 */
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
    const { podsDir, engine } = this.#options;
    const root = engine.root();
    const [own, engines] = await Promise.all([deviceOf(podsDir), root === undefined ? root : deviceOf(root)]);
    if (root === undefined || engines === undefined)
      return this.#keepOn(podsDir, (uids) => this.#inFolders(uids));
    if (own === engines) return this.#keepOn(podsDir, (uids) => this.#inBoth(uids));
    const kept = await this.#keepOn(podsDir, (uids) => this.#inFolders(uids));
    return (await this.#keepOn(root, (uids) => this.#inEngine(uids))) || kept;
  }

  async #inFolders(uids: readonly string[]): Promise<readonly number[]> {
    const { podsDir } = this.#options;
    const sizes = await diskUsage(uids.map((uid) => join(podsDir, uid)));
    return uids.map((uid) => sizes.get(join(podsDir, uid)) ?? 0);
  }

  /** An engine that fails or takes long must not keep the home's own files from being looked after. */
  #inEngine(uids: readonly string[]): Promise<readonly number[]> {
    const { engine } = this.#options;
    const bytesOf = (uid: string) =>
      Promise.race([engine.bytesOf(uid).catch(() => 0), pause(ENGINE_PATIENCE_MS, 0, { ref: false })]);
    return Promise.all(uids.map(bytesOf));
  }

  async #inBoth(uids: readonly string[]): Promise<readonly number[]> {
    const [folders, more] = await Promise.all([this.#inFolders(uids), this.#inEngine(uids)]);
    return folders.map((bytes, index) => bytes + (more[index] ?? 0));
  }

  /** `sizes` tells what pods have on the disk of the path. */
  async #keepOn(
    path: string,
    sizes: (uids: readonly string[]) => Promise<readonly number[]>,
  ): Promise<boolean> {
    const { running, evict } = this.#options;
    const { blocks, bavail, bsize } = await statfs(path);
    const disk = { bytes: blocks * bsize, available: bavail * bsize };
    const { reserve, short } = shortOf(disk);
    if (!short) return false;
    const uids = running();
    const used = await sizes(uids);
    const [greatest] = uids
      .map((uid, index) => ({ uid, bytes: used[index] ?? 0 }))
      .sort((a, b) => b.bytes - a.bytes);
    if (greatest === undefined || greatest.bytes < reserve * LEAST_SHARE) return false;
    evict(greatest.uid, shortageMessage({ ...disk, reserve, used: greatest.bytes }));
    return true;
  }
}

/** Undefined for a path that is none of this machine's. */
async function deviceOf(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.dev;
}

/** In a kubelet's words, with what the whole pod has in place of one container. */
function shortageMessage(at: Disk & { readonly reserve: number; readonly used: number }): string {
  const [threshold, available, used] = [at.reserve, at.available, at.used].map(mebibytes);
  return `The node was low on resource: ephemeral-storage. Threshold quantity: ${threshold}, available: ${available}. The pod was using ${used}, has larger consumption of ephemeral-storage. `;
}

const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)}Mi`;
