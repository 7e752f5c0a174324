import { isExpired, type Kind, type Resource, type Revision } from "@slipway/model";
import { backOff, spread } from "#lib/back-off.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { pages } from "#lib/pages.ts";
import { pause } from "./pause.ts";
import type { Selector, Store } from "./store.ts";

export interface FollowOptions<R extends Resource> {
  readonly store: Store;
  readonly kind: Kind<R>;
  readonly where?: Selector;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Called with everything that is there: at first, and again whenever the watch had to start over. Must not throw. */
  listed(objects: readonly R[]): void;
  /** Called for every change after that; a deleted object comes as it last was. Must not throw. */
  changed(object: R, deleted: boolean): void;
}

const PAGE = 500;
const BACK_OFF = { baseMs: 100, capMs: 30_000 } as const;

/**
 * Lists a kind and watches on from there until the signal aborts: a watch that ends goes on from its last revision, one
 * whose revision is compacted lists again, and a store that fails is asked again with growing pauses.
 */
export async function followKind<R extends Resource>(options: FollowOptions<R>): Promise<void> {
  /** Where to watch from; undefined means list first. */
  let revision: Revision | undefined;
  /** Rounds in a row that brought nothing; each one makes the pause before the next longer. */
  let idleRounds = 0;
  while (!options.signal.aborted) {
    idleRounds += 1;
    try {
      revision ??= await list(options);
      for await (const change of options.store.watch(options.kind, revision, options.signal, options.where)) {
        revision = change.revision;
        idleRounds = 0;
        if (change.type !== "bookmark") options.changed(change.object, change.type === "deleted");
      }
    } catch (error) {
      revision = undefined;
      if (!isExpired(error) && !options.signal.aborted)
        options.log.warn("watch failed, listing again", { kind: options.kind.kind, error: String(error) });
    }
    if (idleRounds > 0) await pause(options, spread(backOff(idleRounds - 1, BACK_OFF)));
  }
}

async function list<R extends Resource>(options: FollowOptions<R>): Promise<Revision> {
  const whole = await options.store.snapshot?.(options.kind, options.where, options.signal);
  if (whole !== undefined) {
    options.listed(whole.items);
    return whole.revision;
  }
  const found: R[] = [];
  let revision: Revision = "";
  const read = (from: { readonly after?: string }) =>
    options.store.list(options.kind, options.where, { limit: PAGE, ...from });
  for await (const page of pages(read)) {
    found.push(...page.items);
    revision = page.revision;
  }
  options.listed(found);
  return revision;
}
