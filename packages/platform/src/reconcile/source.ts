import { isExpired, type Kind, type Resource } from "@slipway/model";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import type { Store } from "#store/store.ts";

/** How a change reached us: an edit just now, or the first list and every relist. */
export type Freshness = "fresh" | "resync";

export interface SourceOptions<R extends Resource> {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called for every object of a list ("resync") and every change ("fresh"), deletions included. */
  onChange(object: R, how: { readonly freshness: Freshness; readonly deleted: boolean }): void;
  /** Called after each complete list, with what is there: objects not in it are gone. */
  onListed?(objects: readonly R[]): void;
}

const PAGE = 500;

/**
 * Lists a kind and watches on from there, for as long as the signal lives: a watch that ends goes on from its last
 * revision, one whose revision is compacted lists again, and a store that fails is asked again with growing pauses.
 */
export async function follow<R extends Resource>(options: SourceOptions<R>): Promise<void> {
  let failures = 0;
  while (!options.signal.aborted) {
    try {
      let revision = await listAll(options);
      for (;;) {
        const last = await watchFrom(options, revision);
        failures = 0;
        if (options.signal.aborted) return;
        revision = last;
      }
    } catch (error) {
      if (options.signal.aborted) return;
      if (!isExpired(error)) {
        options.log.warn("watch failed; listing again", { kind: options.kind.kind, error: String(error) });
        await pause(options, Math.min(30_000, 200 * 2 ** Math.min(failures++, 10)));
      }
    }
  }
}

async function listAll<R extends Resource>(options: SourceOptions<R>): Promise<string> {
  const seen: R[] = [];
  let after: string | undefined;
  for (;;) {
    const page = await options.store.list(
      options.kind,
      {},
      { limit: PAGE, ...(after === undefined ? {} : { after }) },
    );
    for (const object of page.items) {
      options.onChange(object, { freshness: "resync", deleted: false });
      if (options.onListed !== undefined) seen.push(object);
    }
    if (page.next === undefined) {
      options.onListed?.(seen);
      return page.revision;
    }
    after = page.next;
  }
}

async function watchFrom<R extends Resource>(options: SourceOptions<R>, from: string): Promise<string> {
  let revision = from;
  for await (const change of options.store.watch(options.kind, from, options.signal)) {
    revision = change.revision;
    if (change.type !== "bookmark")
      options.onChange(change.object, { freshness: "fresh", deleted: change.type === "deleted" });
  }
  return revision;
}

function pause(options: { readonly clock: Clock; readonly signal: AbortSignal }, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const cancel = options.clock.after(ms * (0.5 + Math.random() / 2), resolve);
    options.signal.addEventListener(
      "abort",
      () => {
        cancel();
        resolve();
      },
      { once: true },
    );
  });
}
