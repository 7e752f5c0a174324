import { apiVersionOf, type Kind, type Resource } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { untilAborted } from "#lib/until-aborted.ts";
import type { Cache, Cached, Follower, Index } from "../cache.ts";
import { covers } from "../selection.ts";
import type { Selector, Store } from "../store.ts";
import { KindCopy } from "./kind-copy.ts";
import { reflect } from "./reflect.ts";

export interface CacheOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Kinds of which less than everything is kept. */
  readonly only?: readonly { readonly kind: Kind; readonly where: Selector }[];
}

/** Lists and watches with the store's rights. */
export function createCache(options: CacheOptions): Cache {
  return new ReflectedCache(options);
}

interface Reflected<R extends Resource> {
  readonly copy: KindCopy<R>;
  /** Settled when the first list is in. */
  readonly listed: Promise<void>;
  isListed: boolean;
}

class ReflectedCache implements Cache {
  readonly #options: CacheOptions;
  readonly #kinds = new Map<string, Reflected<Resource>>();
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  async of<R extends Resource>(kind: Kind<R>, signal?: AbortSignal): Promise<Cached<R>> {
    const reflected = this.#reflected(kind);
    if (!reflected.isListed) {
      const stop = this.#stop.signal;
      await untilAborted(reflected.listed, signal === undefined ? stop : AbortSignal.any([signal, stop]));
    }
    return reflected.copy;
  }

  now<R extends Resource>(kind: Kind<R>): Cached<R> | undefined {
    const reflected = this.#kinds.get(nameOf(kind)) as Reflected<R> | undefined;
    return reflected?.isListed === true ? reflected.copy : undefined;
  }

  index<R extends Resource>(kind: Kind<R>, index: Index<R>): void {
    this.#reflected(kind).copy.keep(index);
  }

  follow<R extends Resource>(kind: Kind<R>, follower: Follower<R>, signal: AbortSignal): void {
    const { copy, listed } = this.#reflected(kind);
    if (!covers(copy.where, follower.where))
      throw new Error(`of ${kind.plural} only ${JSON.stringify(copy.where)} is kept`);
    copy.follow(follower, { listed, signal });
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error("the cache is closed"));
    await Promise.all(this.#running);
  }

  #reflected<R extends Resource>(kind: Kind<R>): Reflected<R> {
    const name = nameOf(kind);
    const present = this.#kinds.get(name) as Reflected<R> | undefined;
    if (present !== undefined) return present;
    const { store, clock, log, only = [] } = this.#options;
    const where = only.find((one) => nameOf(one.kind) === name)?.where;
    const copy = new KindCopy<R>({ where, log });
    let resolve = (): void => {};
    const listed = new Promise<void>((settle) => {
      resolve = settle;
    });
    const reflected: Reflected<R> = { copy, listed, isListed: false };
    this.#kinds.set(name, reflected as unknown as Reflected<Resource>);
    const running = reflect({
      ...{ store, kind, where, copy, clock, log },
      signal: this.#stop.signal,
      listed: () => {
        reflected.isListed = true;
        resolve();
      },
    });
    this.#running.add(running);
    return reflected;
  }
}

function nameOf(kind: Kind): string {
  return `${apiVersionOf(kind)}/${kind.plural}`;
}
