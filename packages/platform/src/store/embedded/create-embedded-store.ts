import {
  apiVersionOf,
  type Caller,
  type Key,
  type Kind,
  type Resource,
  SlipwayError,
  splitKey,
} from "@slipway/model";
import type { ApiServer, ListOptions, Target, WatchEvent } from "#embedded/apiserver/api-server.ts";
import type { Change, Page, Selector, Store } from "../store.ts";

/** The manager of fields written in process. */
const MANAGER = { fieldManager: "slipway" } as const;

/** The embedded API server's objects, by the rules of any other writer; `caller` needs the rights for what it does. */
export function createEmbeddedStore(server: ApiServer, caller: Caller): Store {
  const collection = (kind: Kind, namespace?: string): Target => ({
    resource: definitionOf(server, kind),
    ...(namespace === undefined ? {} : { namespace }),
  });
  const one = (kind: Kind, key: Key): Target => {
    const { namespace, name } = splitKey(key);
    return { ...collection(kind, kind.namespaced ? namespace : undefined), name };
  };
  const ofObject = (kind: Kind, { metadata }: Pick<Resource, "metadata">): Target =>
    one(kind, `${metadata.namespace ?? ""}/${metadata.name}`);

  return {
    get: async <R extends Resource>(kind: Kind<R>, key: Key) => {
      try {
        return (await server.get(caller, one(kind, key))) as R;
      } catch (error) {
        if (error instanceof SlipwayError && error.code === "SLIP-API-001") return undefined;
        throw error;
      }
    },
    list: async <R extends Resource>(
      kind: Kind<R>,
      where?: Selector,
      page?: Parameters<Store["list"]>[2],
    ): Promise<Page<R>> => {
      const options: ListOptions = {
        ...labelsOf(where),
        ...(page === undefined ? {} : { limit: page.limit }),
        ...(page?.after === undefined ? {} : { continue: page.after }),
      };
      const found = await server.list(caller, collection(kind, where?.namespace), options);
      return {
        items: found.items as readonly R[],
        revision: found.resourceVersion,
        ...(found.continue === undefined ? {} : { next: found.continue }),
      };
    },
    watch: (kind, from, signal, where) =>
      changes(
        server.watch(caller, collection(kind, where?.namespace), {
          resourceVersion: from,
          sendInitialEvents: false,
          allowWatchBookmarks: true,
          signal,
          ...labelsOf(where),
        }),
      ),
    create: async <R extends Resource>(kind: Kind<R>, object: R) => {
      const { namespace } = object.metadata;
      const { object: created } = await server.create(caller, collection(kind, namespace), object, MANAGER);
      return created as R;
    },
    replace: async <R extends Resource>(kind: Kind<R>, object: R, part: "object" | "status") => {
      const target: Target = {
        ...ofObject(kind, object),
        ...(part === "status" ? { subresource: "status" } : {}),
      };
      return (await server.update(caller, target, object, MANAGER)).object as R;
    },
    apply: async <R extends Resource>(
      kind: Kind<R>,
      object: Pick<R, "apiVersion" | "kind" | "metadata"> & Partial<R>,
      by: Parameters<Store["apply"]>[2],
    ) => {
      const { object: applied } = await server.patch(
        caller,
        ofObject(kind, object),
        { type: "apply", body: object },
        { fieldManager: by.manager, force: by.force ?? false },
      );
      return applied as R;
    },
    remove: async (kind, key, options = {}) => {
      await server.delete(caller, one(kind, key), {
        ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
        ...(options.propagation === undefined ? {} : { propagationPolicy: POLICIES[options.propagation] }),
        ...(options.gracePeriodSeconds === undefined
          ? {}
          : { gracePeriodSeconds: options.gracePeriodSeconds }),
      });
    },
    as: (other) => createEmbeddedStore(server, other),
  };
}

const POLICIES = { background: "Background", foreground: "Foreground", orphan: "Orphan" } as const;

const TYPES = { ADDED: "added", MODIFIED: "modified", DELETED: "deleted" } as const;

async function* changes<R extends Resource>(events: AsyncIterable<WatchEvent>): AsyncGenerator<Change<R>> {
  for await (const { type, object } of events) {
    const revision = object.metadata.resourceVersion ?? "";
    if (type === "BOOKMARK") yield { type: "bookmark", revision };
    else yield { type: TYPES[type], object: object as R, revision };
  }
}

function labelsOf(where: Selector | undefined): { readonly labelSelector?: string } {
  const terms = Object.entries(where?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return terms.length === 0 ? {} : { labelSelector: terms.join(",") };
}

function definitionOf(server: ApiServer, kind: Kind): Target["resource"] {
  const definition = server.resources.find(kind);
  if (definition !== undefined) return definition;
  throw new SlipwayError(
    "SLIP-API-009",
    `${kind.plural} in version ${apiVersionOf(kind)} are not served here`,
  );
}
