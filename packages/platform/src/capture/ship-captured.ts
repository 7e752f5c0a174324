import { readdir, readFile, rename, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { backOff } from "@slipway/model/back-off.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { wordsOf } from "#lib/words-of.ts";
import { type SpoolTarget, sealedName, spooled, spoolName } from "./spool-file.ts";
import { isWriting } from "./writer-folder.ts";

export interface ShippingOptions {
  /** The spool's, of all writers. */
  readonly folder: string;
  /** The buckets that a namespace's records may go to. */
  readonly artifacts: (namespace: string) => Pick<Artifacts, "put"> | Promise<Pick<Artifacts, "put">>;
  readonly clock: Clock;
  readonly log: Log;
  readonly everyMs?: number;
}

const EVERY_MS = 2_000;
const RETRY = { baseMs: 2_000, capMs: 300_000 } as const;
const CONTENT_TYPE = "application/jsonlines";

interface Waiting {
  failures: number;
  /** By the clock, in milliseconds. */
  until: number;
}

/**
 * Puts sealed files into buckets, each under the one key it has from its beginning: what is put twice, as after a kill between the two
 * steps, is the same object. Files that a process left open that has ended are sealed first.
 */
export class CaptureShipping {
  readonly #options: ShippingOptions;
  #cancel: () => void = () => {};
  #passing: Promise<void> | undefined;
  #isClosed = false;
  /** Buckets that took nothing, and the files that wait for them. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #placeOf = new Map<string, string>();

  constructor(options: ShippingOptions) {
    this.#options = options;
    this.#next();
  }

  /** Puts what is sealed by now, once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    await this.#passing;
    await this.#pass();
  }

  #next(): void {
    this.#cancel = this.#options.clock.after(this.#options.everyMs ?? EVERY_MS, () => {
      this.#passing = this.#pass().finally(() => {
        this.#passing = undefined;
        if (!this.#isClosed) this.#next();
      });
    });
  }

  async #pass(): Promise<void> {
    const { folder, log } = this.#options;
    try {
      for (const writer of await namesIn(folder)) await this.#passWriter(writer);
    } catch (error) {
      log.error("captured records could not be looked through", { folder, error: wordsOf(error) });
    }
  }

  async #passWriter(writer: string): Promise<void> {
    const folder = join(this.#options.folder, writer);
    // Asked first: what it wrote before it ended is there then.
    const writes = await isWriting(writer);
    const names = (await namesIn(folder)).filter((name) => spoolName(name) !== undefined);
    let left = false;
    for (const name of names.toSorted(byAge)) {
      if (spoolName(name)?.sealed === true) left = !(await this.#ship(join(folder, name))) || left;
      else if (writes) left = true;
      else left = !(await this.#ship(await sealed(join(folder, name)))) || left;
    }
    if (!left && !writes) await rmdir(folder).catch(() => {});
  }

  /** False where it is still there. */
  async #ship(path: string): Promise<boolean> {
    if (this.#waits(path)) return false;
    const content = await readFile(path).catch(unlessGone);
    const found = content === undefined ? undefined : spooled(content);
    if (found !== undefined && found.records.length > 0 && !(await this.#put(path, found))) return false;
    await rm(path, { force: true });
    this.#placeOf.delete(path);
    return true;
  }

  #waits(path: string): boolean {
    const place = this.#placeOf.get(path);
    const waiting = place === undefined ? undefined : this.#waiting.get(place);
    return waiting !== undefined && waiting.until > this.#now();
  }

  async #put(
    path: string,
    { target, records }: { readonly target: SpoolTarget; readonly records: Buffer },
  ): Promise<boolean> {
    const { namespace, bucket, key } = target;
    const place = `${namespace}/${bucket}`;
    this.#placeOf.set(path, place);
    if (this.#waits(path)) return false;
    try {
      const artifacts = await this.#options.artifacts(namespace);
      await artifacts.put(bucket, key, records, { contentType: CONTENT_TYPE });
      this.#waiting.delete(place);
      return true;
    } catch (error) {
      this.#wait(place, { namespace, bucket, error: wordsOf(error) });
      return false;
    }
  }

  #wait(place: string, why: Readonly<Record<string, string>>): void {
    const failures = this.#waiting.get(place)?.failures ?? 0;
    this.#waiting.set(place, { failures: failures + 1, until: this.#now() + backOff(failures, RETRY) });
    this.#options.log.warn("captured records wait for their bucket", why);
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

async function sealed(open: string): Promise<string> {
  const path = sealedName(open);
  await rename(open, path).catch(unlessGone);
  return path;
}

const byAge = (a: string, b: string): number => (spoolName(a)?.begunAt ?? 0) - (spoolName(b)?.begunAt ?? 0);

/** Empty for a folder that is not there yet, or no folder. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
