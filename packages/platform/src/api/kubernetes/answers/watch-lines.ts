import type { Resource } from "@slipway/model";
import { LRUCache } from "lru-cache";
import type { WatchEvent } from "#embedded/apiserver/api-server.ts";
import { jsonOf } from "#embedded/apiserver/json/json-of.ts";
import type { Accepted } from "../requests/accept.ts";

/** Bytes of lines that are kept, about: those of the newest changes, which all their watchers are told of within a moment. */
const KEPT_BYTES = 4 * 1024 * 1024;

/** Events as a watch's bytes: a line of JSON each. What many watchers are told alike is written once for all of them. */
export class WatchLines {
  /** By the object, which is frozen and the same for all its watchers, and then by event and form. */
  readonly #kept = new LRUCache<Resource, Map<string, Buffer>>({ maxSize: KEPT_BYTES });

  /** `represent` gives the event's object in the accepted form. */
  of(event: WatchEvent, { as, metaVersion }: Accepted, represent: () => object): Buffer {
    const { type, object } = event;
    // Rows tell ages, and a bookmark is an object of its own for each watcher.
    if (as === "table" || type === "BOOKMARK") return line(type, represent());
    const form = `${type} ${as} ${metaVersion}`;
    const forms = this.#kept.get(object) ?? new Map<string, Buffer>();
    const known = forms.get(form);
    if (known !== undefined) return known;
    const written = line(type, represent());
    forms.set(form, written);
    if (forms.size === 1) this.#kept.set(object, forms, { size: written.length });
    return written;
  }
}

/** One event as it goes over the wire. */
export function line(type: string, object: object): Buffer {
  return Buffer.from(`{"type":${JSON.stringify(type)},"object":${jsonOf(object)}}\n`);
}
