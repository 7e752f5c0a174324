import {
  apiVersionOf,
  type Caller,
  defined,
  isSlipwayError,
  type Key,
  type Kind,
  type Resource,
  type Revision,
  splitKey,
} from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import type { Clock } from "#lib/clock.ts";
import type { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import type { Log } from "#lib/log.ts";
import { lean } from "../lean.ts";
import { PROPAGATION } from "../propagation.ts";
import { labelSelectorOf, namespaceOf } from "../selection.ts";
import type { Change, Page, Part, RemoveOptions, Selector, Store } from "../store.ts";
import { initialEvents } from "./initial-events.ts";
import { watchKind } from "./watch-kind.ts";

/** The manager of fields written by create and replace. */
const MANAGER = { fieldManager: "slipway" } as const;

export interface KubernetesStoreParts {
  readonly client: KubernetesClient;
  readonly clock: Clock;
  readonly log: Log;
}

/** Objects of a real API server, with the client's rights. */
export function createKubernetesStore(parts: KubernetesStoreParts): Store {
  return new KubernetesStore(parts);
}

interface List {
  readonly items?: readonly Resource[];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

class KubernetesStore implements Store {
  readonly #parts: KubernetesStoreParts;

  constructor(parts: KubernetesStoreParts) {
    this.#parts = parts;
  }

  as(caller: Caller): Store {
    return new KubernetesStore({ ...this.#parts, client: this.#parts.client.as(caller) });
  }

  async get<R extends Resource>(kind: Kind<R>, key: Key): Promise<R | undefined> {
    try {
      return lean(await this.#parts.client.json<R>({ path: pathOf(kind, splitKey(key)) }));
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
    const found = await this.#parts.client.json<List>({
      path: pathOf(kind, namespaceOf(where)),
      query: {
        ...labelSelectorOf(where),
        ...(page === undefined ? {} : { limit: String(page.limit) }),
        ...defined({ continue: page?.after }),
      },
    });
    // A list's items leave out what all have in common.
    const common = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    const next = found.metadata?.continue ?? "";
    return {
      items: (found.items ?? []).map((item) => lean({ ...common, ...item } as R)),
      revision: found.metadata?.resourceVersion ?? "",
      ...(next === "" ? {} : { next }),
    };
  }

  async snapshot<R extends Resource>(
    kind: Kind<R>,
    where: Selector | undefined,
    signal: AbortSignal,
  ): Promise<Omit<Page<R>, "next"> | undefined> {
    return initialEvents({ ...this.#parts, kind, where, signal });
  }

  watch<R extends Resource>(
    kind: Kind<R>,
    from: Revision,
    signal: AbortSignal,
    where?: Selector,
  ): AsyncIterable<Change<R>> {
    return watchKind({ ...this.#parts, kind, from, signal, where });
  }

  async create<R extends Resource>(kind: Kind<R>, object: R): Promise<R> {
    const { namespace } = object.metadata;
    return lean(
      await this.#parts.client.json<R>({
        method: "POST",
        path: pathOf(kind, { namespace }),
        query: MANAGER,
        body: object,
      }),
    );
  }

  async replace<R extends Resource>(kind: Kind<R>, object: R, part: Part): Promise<R> {
    const { namespace, name } = object.metadata;
    const subresource = part === "status" ? { subresource: "status" } : {};
    return lean(
      await this.#parts.client.json<R>({
        method: "PUT",
        path: pathOf(kind, { namespace, name, ...subresource }),
        query: MANAGER,
        body: object,
      }),
    );
  }

  async apply<R extends Resource>(
    kind: Kind<R>,
    object: Pick<R, "apiVersion" | "kind" | "metadata"> & Partial<R>,
    by: Parameters<Store["apply"]>[2],
  ): Promise<R> {
    const { namespace, name } = object.metadata;
    return lean(
      await this.#parts.client.json<R>({
        method: "PATCH",
        path: pathOf(kind, { namespace, name }),
        query: { fieldManager: by.manager, force: String(by.force ?? false) },
        contentType: "application/apply-patch+yaml",
        body: object,
      }),
    );
  }

  async remove(kind: Kind, key: Key, options: RemoveOptions = {}): Promise<void> {
    const { uid, propagation, gracePeriodSeconds } = options;
    await this.#parts.client.json({
      method: "DELETE",
      path: pathOf(kind, splitKey(key)),
      body: {
        apiVersion: "v1",
        kind: "DeleteOptions",
        ...(uid === undefined ? {} : { preconditions: { uid } }),
        ...(propagation === undefined ? {} : { propagationPolicy: PROPAGATION[propagation] }),
        ...defined({ gracePeriodSeconds }),
      },
    });
  }
}
