import { type Key, keyOf, objectName, type Resource } from "@slipway/model";
import { hasAws, type KindFacts } from "@slipway/model/kinds/facts.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { followKind } from "#store/follow-kind.ts";
import type { Store } from "#store/store.ts";
import { type AwsKind, awsKind } from "./aws-kind.ts";

/** Where objects are whose metadata.name is not the one derived from their AWS name: kubectl users choose freely. */
export interface NameIndex {
  /** Resolves once every kind has been listed. */
  readonly synced: Promise<unknown>;
  find(kind: string, namespace: string, awsName: string): Key | undefined;
  close(): Promise<void>;
}

interface Options {
  readonly kinds: readonly KindFacts[];
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}

/** Follows all kinds of the door; keeps of each object its names alone, and only of those that need it. */
export function nameIndex(options: Options): NameIndex {
  const stop = new AbortController();
  const keys = new Map<string, Map<string, Key>>();
  const following = options.kinds
    .filter(hasAws)
    .map((facts) => follow(awsKind(facts), { ...options, keys, signal: stop.signal }));
  return {
    synced: Promise.all(following.map(({ listed }) => listed)),
    find: (kind, namespace, awsName) => keys.get(kind)?.get(`${namespace}/${awsName}`),
    close: async () => {
      stop.abort();
      await Promise.all(following.map(({ ended }) => ended));
    },
  };
}

interface Following extends Options {
  /** By kind, then by `namespace/AWS name`. */
  readonly keys: Map<string, Map<string, Key>>;
  readonly signal: AbortSignal;
}

function follow<R extends Resource>({ kind, nameOf }: AwsKind<R>, options: Following) {
  let setListed = () => {};
  const listed = new Promise<void>((resolve) => {
    setListed = resolve;
  });
  const put = (into: Map<string, Key>, object: R, deleted: boolean): void => {
    const name = nameOf(object);
    if (objectName(name) === object.metadata.name) return;
    const entry = `${object.metadata.namespace ?? ""}/${name}`;
    if (!deleted) into.set(entry, keyOf(object));
    else if (into.get(entry) === keyOf(object)) into.delete(entry);
  };
  const ended = followKind<R>({
    ...options,
    kind,
    listed: (objects) => {
      const fresh = new Map<string, Key>();
      for (const object of objects) put(fresh, object, false);
      options.keys.set(kind.kind, fresh);
      setListed();
    },
    changed: (object, deleted) => put(options.keys.get(kind.kind) ?? new Map(), object, deleted),
  });
  return { listed, ended };
}
