import { setImmediate as nextTurn } from "node:timers/promises";
import { expired } from "./failures.ts";
import type { RecentChanges } from "./recent-changes.ts";
import type { Followed, Following, StoredChange } from "./storage.ts";

/** How many revisions one read of the recent changes covers at most, and one of the log, whose objects are read from the disk. */
const BATCH = { recent: 256, log: 8 };

/** Followers woken in one turn of the event loop: what waits behind them is not kept waiting by any number of them. */
const WOKEN_AT_ONCE = 128;

interface Parked {
  /** Goes on after `from`: nothing of its resource happened up to there. */
  wake(from: number): void;
}

interface Place {
  position: number;
  round: number;
  hasReadLog: boolean;
}

export interface FollowersParts {
  /** Changes of one resource in (after, upTo], from the disk. */
  since(after: number, upTo: number, resource: string): readonly StoredChange[];
  readonly recent: RecentChanges;
  head(): number;
  compacted(): number;
}

/** Readers of the log, each with nothing but a position: pulled, so that a slow one delays and costs nobody. */
export class Followers {
  readonly #parts: FollowersParts;
  readonly #parked = new Map<string, Set<Parked>>();
  #round = 0;
  #closed = false;

  constructor(parts: FollowersParts) {
    this.#parts = parts;
  }

  /** Wakes whoever waits for one of the resources; `from` is the newest revision before the commit. */
  wake(resources: ReadonlySet<string>, from: number): void {
    for (const resource of resources) this.#wake(resource, from);
  }

  /** Lets every follower that wants it report its progress once. */
  progress(): void {
    this.#round++;
    for (const resource of this.#parked.keys()) this.#wake(resource, this.#parts.head());
  }

  close(): void {
    this.#closed = true;
    this.progress();
  }

  async *follow(resource: string, how: Following): AsyncGenerator<Followed, void, undefined> {
    const place = { position: how.from, round: this.#round, hasReadLog: false };
    for (; !this.#over(how); await letOthers(place)) {
      // From here to the place where it waits nothing may come in between, or a change would be missed.
      const changes = this.#read(resource, place);
      if (changes === undefined) {
        const caughtUp = await this.#caughtUp(resource, how, place);
        if (caughtUp && how.progress === true) yield { type: "progress", revision: place.position };
        continue;
      }
      for (const change of changes) {
        if (concerns(change, resource, how.prefix)) yield change;
        if (this.#over(how)) return;
      }
    }
  }

  #over(how: Following): boolean {
    return how.signal.aborted || this.#closed;
  }

  /** The next changes, of any resource; undefined when there are none. */
  #read(resource: string, place: Place): readonly StoredChange[] | undefined {
    const { position } = place;
    const head = this.#parts.head();
    if (position >= head) return undefined;
    if (position < this.#parts.compacted()) throw expired(position, this.#parts.compacted());
    const recent = this.#parts.recent.after(position, BATCH.recent);
    if (recent !== undefined) {
      place.position = recent.at(-1)?.revision ?? position;
      return recent;
    }
    place.position = Math.min(position + BATCH.log, head);
    place.hasReadLog = true;
    return this.#parts.since(position, place.position, resource);
  }

  /** True once a round of progress; else waits for the resource's next change. */
  async #caughtUp(resource: string, how: Following, place: Place): Promise<boolean> {
    if (place.round !== this.#round && place.position === this.#parts.head()) {
      place.round = this.#round;
      return true;
    }
    const from = await this.#park(resource, how.signal);
    place.position = Math.max(place.position, from);
    return false;
  }

  #park(resource: string, signal: AbortSignal): Promise<number> {
    return new Promise((resolve) => {
      const parked: Parked = {
        wake: (from) => {
          signal.removeEventListener("abort", stop);
          resolve(from);
        },
      };
      const stop = (): void => {
        this.#parked.get(resource)?.delete(parked);
        resolve(0);
      };
      signal.addEventListener("abort", stop, { once: true });
      const set = this.#parked.get(resource) ?? new Set();
      set.add(parked);
      this.#parked.set(resource, set);
    });
  }

  #wake(resource: string, from: number): void {
    const parked = this.#parked.get(resource);
    if (parked === undefined) return;
    this.#parked.delete(resource);
    wakeInTurns([...parked], from);
  }
}

function wakeInTurns(parked: readonly Parked[], from: number): void {
  for (const one of parked.slice(0, WOKEN_AT_ONCE)) one.wake(from);
  if (parked.length > WOKEN_AT_ONCE) {
    setImmediate(() => wakeInTurns(parked.slice(WOKEN_AT_ONCE), from));
  }
}

/** Who catches up from the disk takes turns with everybody else. */
async function letOthers(place: Place): Promise<void> {
  if (!place.hasReadLog) return;
  place.hasReadLog = false;
  await nextTurn();
}

function concerns(change: StoredChange, resource: string, prefix = ""): boolean {
  return change.resource === resource && change.key.startsWith(prefix);
}
