import { apiVersionOf, defined, type Key, type Resource } from "@slipway/model";
import { atRevision } from "#embedded/storage/body.ts";
import type { Followed, Storage, StoredChange } from "#embedded/storage/storage.ts";
import type { Target, WatchEvent, WatchOptions } from "../api-server.ts";
import type { ResourceDefinition } from "../resources.ts";
import { storedAs } from "../write/address.ts";
import { parseRevision } from "./revisions.ts";
import { type Selection, selectionOf } from "./selection.ts";
import { served } from "./served.ts";

const BATCH = 500;

/** Reads the options at once, so that a bad one is refused before the stream begins. */
export function watchObjects(
  storage: Storage,
  target: Target,
  options: WatchOptions,
): AsyncGenerator<WatchEvent, void, undefined> {
  const selection = selectionOf(target, options);
  const revision = parseRevision(options.resourceVersion) ?? 0;
  return events(storage, target, { ...options, selection, revision });
}

type Watching = WatchOptions & { readonly selection: Selection; readonly revision: number };

async function* events(
  storage: Storage,
  target: Target,
  watching: Watching,
): AsyncGenerator<WatchEvent, void, undefined> {
  const { selection, revision, signal } = watching;
  const initial = watching.sendInitialEvents ?? revision === 0;
  const from = initial || revision === 0 ? storage.head : revision;
  if (initial) {
    yield* present(storage, target, { ...watching, at: from });
    if (watching.sendInitialEvents === true) yield bookmark(target.resource, from, true);
  }
  const following = storage.follow(storedAs(target.resource), {
    from,
    signal,
    prefix: selection.prefix,
    progress: watching.allowWatchBookmarks === true,
  });
  for await (const followed of following) {
    const event = toEvent(followed, target.resource, selection);
    if (event !== undefined) yield event;
  }
}

/** What is there already, as if it were just added. */
function* present(
  storage: Storage,
  target: Target,
  { selection, at, signal }: Watching & { readonly at: number },
): Generator<WatchEvent, void, undefined> {
  let after: Key | undefined;
  do {
    const slice = storage.slice(storedAs(target.resource), {
      prefix: selection.prefix,
      ...defined({ after }),
      limit: BATCH,
      at,
    });
    for (const object of slice.items) {
      if (signal.aborted) return;
      if (selection.matches?.(object) === false) continue;
      yield { type: "ADDED", object: served(target.resource, object) };
    }
    after = slice.more ? slice.keys.at(-1) : undefined;
  } while (after !== undefined);
}

function toEvent(
  followed: Followed,
  definition: ResourceDefinition,
  selection: Selection,
): WatchEvent | undefined {
  if (followed.type === "progress") return bookmark(definition, followed.revision, false);
  const [before, after] = [sees(selection, followed.previous), sees(selection, currentOf(followed))];
  if (after) return { type: before ? "MODIFIED" : "ADDED", object: served(definition, followed.object) };
  if (!before) return undefined;
  return { type: "DELETED", object: served(definition, lastSeen(followed)) };
}

function currentOf(change: StoredChange): Resource | undefined {
  return change.type === "put" ? change.object : undefined;
}

function sees(selection: Selection, object: Resource | undefined): boolean {
  return object !== undefined && (selection.matches?.(object) ?? true);
}

/** An object that left the selection is shown as it was when it was still in it, at the revision of its leaving. */
function lastSeen(change: StoredChange): Resource {
  if (change.type === "removed" || change.previous === undefined) return change.object;
  return atRevision(change.previous, change.revision);
}

function bookmark(definition: ResourceDefinition, revision: number, initialEnd: boolean): WatchEvent {
  const metadata = {
    resourceVersion: String(revision),
    creationTimestamp: null,
    ...(initialEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
  };
  const object: unknown = { kind: definition.kind, apiVersion: apiVersionOf(definition), metadata };
  return { type: "BOOKMARK", object: object as Resource };
}
