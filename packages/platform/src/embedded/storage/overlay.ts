import { defined, type Key, type Resource } from "@slipway/model";
import { atRevision, encode } from "./body.ts";
import type { StoredChange, Transaction } from "./storage.ts";
import type { PendingChange } from "./tables.ts";

/** The newest state of a key: where it is on the disk already, or about to be. */
export interface Latest {
  readonly revision: number;
  /** Undefined: removed. */
  readonly object: Resource | undefined;
}

/** What lies below an overlay. */
export interface Below {
  latest(resource: string, key: Key): Latest | undefined;
  keys(resource: string, prefix: string, limit: number): readonly Key[];
}

/** Changes on top of what is below, numbered from `next`. */
export class Overlay implements Transaction, Below {
  readonly #below: Below;
  readonly #latest = new Map<string, Map<Key, Latest>>();
  /** What was looked up below last, absent keys too: a write first looks whether it may. Nothing below changes in between. */
  #found: { readonly resource: string; readonly key: Key; readonly latest: Latest | undefined } | undefined;
  readonly changes: PendingChange[] = [];
  #next: number;

  constructor(below: Below, next: number) {
    this.#below = below;
    this.#next = next;
  }

  get next(): number {
    return this.#next;
  }

  latest(resource: string, key: Key): Latest | undefined {
    return this.#latest.get(resource)?.get(key) ?? this.#lookBelow(resource, key);
  }

  get(resource: string, key: Key): Resource | undefined {
    return this.latest(resource, key)?.object;
  }

  keys(resource: string, prefix: string, limit: number): readonly Key[] {
    const own = this.#latest.get(resource) ?? new Map<Key, Latest>();
    const below = this.#below.keys(resource, prefix, limit + own.size).filter((key) => !own.has(key));
    const written = [...own].filter(([key, latest]) => latest.object !== undefined && key.startsWith(prefix));
    return [...below, ...written.map(([key]) => key)].sort().slice(0, limit);
  }

  put(resource: string, key: Key, object: Resource): Resource {
    return this.#write("put", resource, key, object);
  }

  remove(resource: string, key: Key, last: Resource): Resource {
    return this.#write("removed", resource, key, last);
  }

  /** Takes over what an overlay on top of this one has written. */
  absorb(above: Overlay): void {
    for (const [resource, entries] of above.#latest) {
      for (const [key, latest] of entries) this.#set(resource, key, latest);
    }
    for (const change of above.changes) this.changes.push(change);
    this.#next = above.#next;
  }

  #lookBelow(resource: string, key: Key): Latest | undefined {
    const found = this.#found;
    if (found?.key === key && found.resource === resource) return found.latest;
    const latest = this.#below.latest(resource, key);
    this.#found = { resource, key, latest };
    return latest;
  }

  #set(resource: string, key: Key, latest: Latest): void {
    const entries = this.#latest.get(resource) ?? new Map<Key, Latest>();
    entries.set(key, latest);
    this.#latest.set(resource, entries);
  }

  #write(type: StoredChange["type"], resource: string, key: Key, given: Resource): Resource {
    const before = this.latest(resource, key);
    const revision = this.#next++;
    const object = atRevision(given, revision);
    this.#set(resource, key, { revision, object: type === "put" ? object : undefined });
    const previous = before?.object;
    this.changes.push({
      change: { type, resource, key, revision, object, ...defined({ previous }) },
      body: encode(object),
      previousRevision: previous === undefined ? 0 : (before?.revision ?? 0),
    });
    return object;
  }
}
