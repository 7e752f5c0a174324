import { apiVersionOf, defined, type Kind, type Resource, SlipwayError } from "@slipway/model";
import { pathOf } from "@slipway/model/kubernetes/path-of.ts";
import type { Transport } from "./transport.ts";

/** One object of a kind; the namespace is absent where the kind has none. */
export interface ObjectName {
  readonly namespace?: string | undefined;
  readonly name: string;
}

export interface ListWhere {
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

export interface ObjectList<R extends Resource> {
  readonly items: readonly R[];
  readonly resourceVersion: string;
}

/** meta/v1 Table: rows as a server wants them shown; a column of priority 0 is always shown. */
export interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: Resource }[];
  readonly resourceVersion: string;
}

export interface RemoveOptions {
  readonly propagation?: "Background" | "Foreground" | "Orphan";
  readonly uid?: string;
}

interface RawList {
  readonly items?: readonly Resource[];
  readonly rows?: Table["rows"];
  readonly columnDefinitions?: Table["columnDefinitions"];
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

const PAGE = 500;
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io, application/json";
const WITH_OBJECTS = { accept: TABLE, includeObject: "Object" } as const;
const METADATA = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io, application/json";

/** Reads and writes objects of any kind. A missing object is an answer of `find` and an error elsewhere. */
export class Objects {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async get<R extends Resource>(kind: Kind<R>, at: ObjectName): Promise<R> {
    return this.#transport.json<R>({ path: pathOf(kind, at) });
  }

  async find<R extends Resource>(kind: Kind<R>, at: ObjectName): Promise<R | undefined> {
    try {
      return await this.get(kind, at);
    } catch (error) {
      if (error instanceof SlipwayError && error.code === "SLIP-API-001") return undefined;
      throw error;
    }
  }

  /** The whole collection, read page by page. */
  async list<R extends Resource>(
    kind: Kind<R>,
    where: ListWhere = {},
    signal?: AbortSignal,
  ): Promise<ObjectList<R>> {
    const items: R[] = [];
    let resourceVersion = "";
    for await (const page of this.#pages(kind, where, { signal })) {
      // A list's items leave out what all have in common.
      const common = { apiVersion: apiVersionOf(kind), kind: kind.kind };
      items.push(...(page.items ?? []).map((item) => ({ ...common, ...item }) as R));
      resourceVersion = page.metadata?.resourceVersion ?? "";
    }
    return { items, resourceVersion };
  }

  /** The collection's objects one after the other; no more than a page of them is held. */
  async *each<R extends Resource>(kind: Kind<R>, where: ListWhere = {}): AsyncGenerator<R> {
    const common = { apiVersion: apiVersionOf(kind), kind: kind.kind };
    for await (const page of this.#pages(kind, where, {})) {
      for (const item of page.items ?? []) yield { ...common, ...item } as R;
    }
  }

  /** The names of one page's objects, at most `limit`: a guess among them is worth one request and no more. */
  async names(
    kind: Kind,
    where: { readonly namespace?: string | undefined; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly string[]> {
    const { items = [] } = await this.#transport.json<RawList>({
      path: pathOf(kind, { namespace: where.namespace }),
      query: { limit: where.limit },
      accept: METADATA,
      signal,
    });
    return items.map(({ metadata }) => metadata.name);
  }

  /** The collection, or one object of it, as the server wants it shown, with the objects themselves where it gives them. */
  async table(kind: Kind, where: ListWhere & { readonly name?: string | undefined }): Promise<Table> {
    const rows: Table["rows"][number][] = [];
    let columnDefinitions: Table["columnDefinitions"] = [];
    let resourceVersion = "";
    for await (const page of this.#pages(kind, where, { ...WITH_OBJECTS, name: where.name })) {
      if (page.columnDefinitions === undefined) {
        throw new SlipwayError("SLIP-CLIENT-003", `the server gives no table of ${kind.plural}`);
      }
      if (columnDefinitions.length === 0) columnDefinitions = page.columnDefinitions;
      rows.push(...(page.rows ?? []));
      resourceVersion = page.metadata?.resourceVersion ?? "";
    }
    return { columnDefinitions, rows, resourceVersion };
  }

  /** Unknown fields are refused, so that a misspelt one is noticed. */
  create<R extends Resource>(kind: Kind<R>, object: R): Promise<R> {
    const { namespace } = object.metadata;
    return this.#transport.json({
      method: "POST",
      path: pathOf(kind, { namespace }),
      query: { fieldValidation: "Strict" },
      body: object,
    });
  }

  /** Server-side apply: what the object names becomes the manager's; unknown fields are refused. */
  async apply<R extends Resource>(
    kind: Kind<R>,
    object: R,
    by: { readonly manager: string; readonly force?: boolean; readonly dryRun?: boolean },
  ): Promise<{ readonly object: R; readonly created: boolean; readonly warning: string | null }> {
    const { namespace, name } = object.metadata;
    const answer = await this.#transport.answer<R>({
      method: "PATCH",
      path: pathOf(kind, { namespace, name }),
      query: {
        fieldManager: by.manager,
        force: by.force ?? false,
        fieldValidation: "Strict",
        dryRun: by.dryRun === true ? "All" : undefined,
      },
      contentType: "application/apply-patch+yaml",
      body: object,
    });
    return { object: answer.body, created: answer.http === 201, warning: answer.warning };
  }

  /** JSON merge patch: what is given is set, `null` removes. */
  patch<R extends Resource>(kind: Kind<R>, at: ObjectName, change: object): Promise<R> {
    return this.#transport.json({
      method: "PATCH",
      path: pathOf(kind, at),
      contentType: "application/merge-patch+json",
      body: change,
    });
  }

  /** Removing what is not there is an error; with finalizers the object stays until they are done. */
  async remove(kind: Kind, at: ObjectName, options: RemoveOptions = {}): Promise<void> {
    await this.#transport.json({
      method: "DELETE",
      path: pathOf(kind, at),
      body: {
        apiVersion: "v1",
        kind: "DeleteOptions",
        propagationPolicy: options.propagation ?? "Background",
        ...(options.uid === undefined ? {} : { preconditions: { uid: options.uid } }),
      },
    });
  }

  async *#pages(
    kind: Kind,
    where: ListWhere,
    how: {
      readonly accept?: string;
      readonly includeObject?: string;
      readonly name?: string | undefined;
      readonly signal?: AbortSignal | undefined;
    },
  ): AsyncGenerator<RawList> {
    let next: string | undefined;
    do {
      const page: RawList = await this.#transport.json<RawList>({
        path: pathOf(kind, { namespace: where.namespace, name: how.name }),
        query:
          how.name === undefined
            ? {
                limit: PAGE,
                continue: next,
                labelSelector: where.labelSelector,
                fieldSelector: where.fieldSelector,
                includeObject: how.includeObject,
              }
            : { includeObject: how.includeObject },
        signal: how.signal,
        ...defined({ accept: how.accept }),
      });
      yield page;
      next = page.metadata?.continue || undefined;
    } while (next !== undefined);
  }
}
