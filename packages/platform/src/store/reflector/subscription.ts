import type { Key, Resource } from "@slipway/model";
import type { Log } from "#lib/log.ts";
import type { CacheChange, Follower } from "../cache.ts";
import { selects } from "../selection.ts";
import { inTurns } from "./in-turns.ts";

/** One follower of a copy. What was there when it came is told little by little, and what happens meanwhile at once. */
export class Subscription<R extends Resource> {
  readonly #follower: Follower<R>;
  readonly #log: Log;
  /** What it has not been told of yet. */
  readonly #pending: Map<Key, R>;
  #ended = false;

  constructor(follower: Follower<R>, parts: { readonly present: ReadonlyMap<Key, R>; readonly log: Log }) {
    this.#follower = follower;
    this.#pending = new Map(parts.present);
    this.#log = parts.log;
  }

  /** Tells what was there, then, once the copy has its first list, that this was all. */
  async begin(listed: Promise<void>): Promise<void> {
    await inTurns(this.#pending, ([key, after]) => {
      this.#pending.delete(key);
      this.#changed({ before: undefined, after, listed: true });
    });
    await listed;
    this.#guarded(() => this.#follower.synced?.());
  }

  tell(key: Key, change: CacheChange<R>): void {
    const unknown = this.#pending.delete(key);
    this.#changed(unknown ? { ...change, before: undefined } : change);
  }

  end(): void {
    this.#ended = true;
    this.#pending.clear();
  }

  #changed({ before, after, listed }: CacheChange<R>): void {
    const seen = { before: this.#seen(before), after: this.#seen(after), listed };
    if (seen.before !== undefined || seen.after !== undefined)
      this.#guarded(() => this.#follower.changed(seen));
  }

  #seen(object: R | undefined): R | undefined {
    return object !== undefined && selects(this.#follower.where, object) ? object : undefined;
  }

  #guarded(tell: () => void): void {
    if (this.#ended) return;
    try {
      tell();
    } catch (error) {
      this.#log.error("a follower failed at a change", { error });
    }
  }
}
