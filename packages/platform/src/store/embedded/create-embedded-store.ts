import {
  apiVersionOf,
  type Caller,
  defined,
  isSlipwayError,
  type Key,
  type Kind,
  type Resource,
  type Revision,
  SlipwayError,
  splitKey,
} from "@slipway/model";
import type { ApiServer, ListOptions, Target, WatchEvent } from "#embedded/apiserver/api-server.ts";
import { PROPAGATION } from "../propagation.ts";
import { labelSelectorOf } from "../selection.ts";
import type { Change, Page, Part, RemoveOptions, Selector, Store } from "../store.ts";

/** The manager of fields written in process. */
const MANAGER = { fieldManager: "slipway" } as const;

/** The embedded API server's objects, by the rules of any other writer; `caller` needs the rights for what it does. */
export function createEmbeddedStore(server: ApiServer, caller: Caller): Store {
  return new EmbeddedStore(server, caller);
}

class EmbeddedStore implements Store {
  readonly #server: ApiServer;
  readonly #caller: Caller;

  constructor(server: ApiServer, caller: Caller) {
    this.#server = server;
    this.#caller = caller;
  }

  as(caller: Caller): Store {
    return new EmbeddedStore(this.#server, caller);
  }

  async get<R extends Resource>(kind: Kind<R>, key: Key): Promise<R | undefined> {
    try {
      return (await this.#server.get(this.#caller, this.#one(kind, key))) as R;
    } catch (error) {
      if (isSlipwayError(error, "SLIP-API-001")) return undefined;
      throw error;
    }
  }

  async list<R extends Resource>(
    kind: Kind<R>,
    where?: Selector,
    page?: Parameters<Store["list"]>[2],
  ): Promise<Page<R>> {
    const options: ListOptions = {
      uncounted: true,
      ...labelSelectorOf(where),
      ...(page === undefined ? {} : { limit: page.limit }),
      ...defined({ continue: page?.after }),
    };
    const target = this.#collection(kind, where?.namespace);
    const found = await this.#server.list(this.#caller, target, options);
    return {
      items: found.items as readonly R[],
      revision: found.resourceVersion,
      ...defined({ next: found.continue }),
    };
  }

  watch<R extends Resource>(
    kind: Kind<R>,
    from: Revision,
    signal: AbortSignal,
    where?: Selector,
  ): AsyncIterable<Change<R>> {
    return changes(
      this.#server.watch(this.#caller, this.#collection(kind, where?.namespace), {
        resourceVersion: from,
        sendInitialEvents: false,
        allowWatchBookmarks: true,
        signal,
        ...labelSelectorOf(where),
      }),
    );
  }

  async create<R extends Resource>(kind: Kind<R>, object: R): Promise<R> {
    const target = this.#collection(kind, object.metadata.namespace);
    return (await this.#server.create(this.#caller, target, object, MANAGER)).object as R;
  }

  async replace<R extends Resource>(kind: Kind<R>, object: R, part: Part): Promise<R> {
    const target: Target = {
      ...this.#ofObject(kind, object),
      ...(part === "status" ? { subresource: "status" } : {}),
    };
    const body = addressed(object, { part, hasStatus: target.resource.hasStatus });
    return (await this.#server.update(this.#caller, target, body, MANAGER)).object as R;
  }

  async apply<R extends Resource>(
    kind: Kind<R>,
    object: Pick<R, "apiVersion" | "kind" | "metadata"> & Partial<R>,
    by: Parameters<Store["apply"]>[2],
  ): Promise<R> {
    const { object: applied } = await this.#server.patch(
      this.#caller,
      this.#ofObject(kind, object),
      { type: "apply", body: object },
      { fieldManager: by.manager, force: by.force ?? false },
    );
    return applied as R;
  }

  async remove(kind: Kind, key: Key, options: RemoveOptions = {}): Promise<void> {
    const { uid, propagation, gracePeriodSeconds } = options;
    await this.#server.delete(this.#caller, this.#one(kind, key), {
      ...(uid === undefined ? {} : { preconditions: { uid } }),
      ...(propagation === undefined ? {} : { propagationPolicy: PROPAGATION[propagation] }),
      ...defined({ gracePeriodSeconds }),
    });
  }

  #collection(kind: Kind, namespace?: string): Target {
    return {
      resource: definitionOf(this.#server, kind),
      ...defined({ namespace }),
    };
  }

  #one(kind: Kind, key: Key): Target {
    const { namespace, name } = splitKey(key);
    return { ...this.#collection(kind, kind.namespaced ? namespace : undefined), name };
  }

  #ofObject(kind: Kind, { metadata }: Pick<Resource, "metadata">): Target {
    return this.#one(kind, `${metadata.namespace ?? ""}/${metadata.name}`);
  }
}

/** Of an object what the endpoint takes: the rest would be read, copied and looked at for nothing. */
function addressed(
  { apiVersion, kind, metadata, ...rest }: Resource,
  { part, hasStatus }: { readonly part: Part; readonly hasStatus: boolean },
): object {
  const { managedFields: _, ...own } = metadata;
  if (part === "status") {
    const { name, namespace, uid, resourceVersion } = own;
    const address = defined({ name, namespace, uid, resourceVersion });
    return { apiVersion, kind, metadata: address, ...defined({ status: rest.status }) };
  }
  if (hasStatus) delete rest.status;
  return { apiVersion, kind, metadata: own, ...rest };
}

const TYPES = { ADDED: "added", MODIFIED: "modified", DELETED: "deleted" } as const;

async function* changes<R extends Resource>(events: AsyncIterable<WatchEvent>): AsyncGenerator<Change<R>> {
  for await (const { type, object } of events) {
    const revision = object.metadata.resourceVersion ?? "";
    if (type === "BOOKMARK") yield { type: "bookmark", revision };
    else yield { type: TYPES[type], object: object as R, revision };
  }
}

function definitionOf(server: ApiServer, kind: Kind): Target["resource"] {
  const definition = server.resources.find(kind);
  if (definition !== undefined) return definition;
  throw new SlipwayError(
    "SLIP-API-009",
    `${kind.plural} in version ${apiVersionOf(kind)} are not served here`,
  );
}
