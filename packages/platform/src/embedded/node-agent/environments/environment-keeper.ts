import { isThere } from "#lib/is-there.ts";
import type { Log } from "#lib/log.ts";
import { removeTree } from "#lib/remove-tree.ts";
import { leasedBy } from "./leases.ts";
import type { EnvironmentPlace } from "./order.ts";
import { SealedFolders } from "./sealed-folders.ts";

const EVERY_MS = 10 * 60_000;

export interface EnvironmentKeeperOptions {
  readonly place: EnvironmentPlace;
  /** Where earlier releases kept environments that jobs could write to: nothing in it is used. */
  readonly formerDir: string;
  /** Whether a program that an earlier release started may still have one of those. */
  readonly formerIsUsed: () => boolean;
  readonly log: Log;
}

/** Keeps a home's environments within their bound; those that make environments do so too, but do not see others end. */
export class EnvironmentKeeper {
  readonly #options: EnvironmentKeeperOptions;
  readonly #folders: SealedFolders;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();

  constructor(options: EnvironmentKeeperOptions) {
    this.#options = options;
    this.#folders = new SealedFolders(options.place.dir);
  }

  start(): void {
    this.#timer = setInterval(() => this.#look(), EVERY_MS).unref();
    this.#look();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#running;
  }

  #look(): void {
    this.#running = this.#running
      .then(() => this.#tidy())
      .catch((error: unknown) =>
        this.#options.log.warn("Python environments could not be tidied", { error: String(error) }),
      );
  }

  async #tidy(): Promise<void> {
    const { place, formerDir, formerIsUsed } = this.#options;
    const { signal } = this.#stop;
    await this.#folders.tidy({
      limitBytes: place.limitBytes,
      leased: () => leasedBy(place.podsDir),
      signal,
    });
    if (!signal.aborted && (await isThere(formerDir)) && !formerIsUsed()) await removeTree(formerDir);
  }
}
