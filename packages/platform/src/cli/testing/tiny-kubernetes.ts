import type { IncomingMessage, ServerResponse } from "node:http";
import type { Resource } from "@slipway/model";
import { keptDoorPath } from "@slipway/model/kubernetes/kept-logs.ts";

interface Event {
  readonly type: string;
  readonly revision: number;
  readonly object: Resource;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly body: unknown;
  readonly accept: string;
}

/** A Kubernetes API that fits on a page: enough for a client's tests, with its troubles at the test's command. */
export class TinyKubernetes {
  readonly objects = new Map<string, Resource>();
  readonly logs = new Map<string, { lines: string[]; closed: boolean }>();
  /** What is kept of objects, by the door's path. */
  readonly records = new Map<string, object>();
  /** What the caller may not do, of `METHOD /path`. */
  forbidden = /$^/;
  /** Called before each request is answered, with `METHOD /path`. */
  meanwhile: (call: string) => void = () => {};
  /** Every request, as `METHOD /path?query`. */
  readonly calls: string[] = [];
  /** Bodies of writes, in order. */
  readonly written: unknown[] = [];
  readonly #events: Event[] = [];
  readonly #streams = new Set<ServerResponse>();
  readonly #wakers = new Set<() => void>();
  #revision = 100;
  #oldest = 0;

  /** Puts an object there as another client would; `undefined` removes it. */
  put(path: string, object: Resource | undefined): void {
    const before = this.objects.get(path);
    const revision = ++this.#revision;
    const stored = object ?? before;
    if (stored === undefined) return;
    const metadata = {
      uid: `uid-${revision}`,
      creationTimestamp: "2026-11-01T00:00:00Z",
      ...before?.metadata,
      ...stored.metadata,
      resourceVersion: String(revision),
    };
    const kept = { ...stored, metadata };
    if (object === undefined) this.objects.delete(path);
    else this.objects.set(path, kept);
    const type = object === undefined ? "DELETED" : before === undefined ? "ADDED" : "MODIFIED";
    this.#events.push({ type, revision, object: kept });
    this.#wake();
  }

  log(pod: string, lines: readonly string[], closed = false): void {
    const log = this.logs.get(pod) ?? { lines: [], closed: false };
    for (const line of lines) log.lines.push(line);
    log.closed ||= closed;
    this.logs.set(pod, log);
    this.#wake();
  }

  /** Breaks every open watch and log, in the middle. */
  cut(): void {
    for (const stream of this.#streams) stream.destroy();
  }

  /** Forgets history, so that watches from before are too old. */
  compact(): void {
    this.#oldest = this.#revision;
  }

  async handle(request: IncomingMessage, response: ServerResponse, body: string): Promise<unknown> {
    const url = new URL(request.url ?? "", "http://tiny");
    const method = request.method ?? "GET";
    this.calls.push(`${method} ${url.pathname}${url.search}`);
    if (request.headers.authorization !== "Bearer the-token") {
      return this.#status(response, 401, "Unauthorized", "Unauthorized");
    }
    const call = {
      method,
      url,
      body: body === "" ? undefined : JSON.parse(body),
      accept: request.headers.accept ?? "",
    };
    this.meanwhile(`${method} ${url.pathname}`);
    if (this.forbidden.test(`${method} ${url.pathname}`))
      return this.#status(response, 403, "Forbidden", `somebody cannot do this: ${url.pathname}`);
    if (url.pathname === "/version") return json(response, 200, { gitVersion: "v1.35.0+slipway" });
    if (url.pathname === "/api" || url.pathname === "/apis")
      return json(response, 200, DISCOVERY[url.pathname]);
    if (url.pathname.endsWith("/log")) return this.#log(call, response);
    // Like the embedded home, it keeps no logs elsewhere.
    if (url.pathname.endsWith("/token")) return this.#status(response, 404, "NotFound", "no such account");
    if (url.pathname.startsWith(keptDoorPath)) return this.#records(url, response);
    const isObject = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(\/namespaces\/[^/]+)?\/[^/]+\/[^/]+$/.test(
      url.pathname,
    );
    return isObject ? this.#object(call, response) : this.#collection(call, response);
  }

  #records({ pathname, searchParams }: URL, response: ServerResponse): unknown {
    const path = pathname.slice(keptDoorPath.length);
    const after = searchParams.get("after");
    const found = this.records.get(after === null ? path : `${path}?after=${after}`);
    if (found !== undefined) return json(response, 200, found);
    return this.#status(response, 404, "NotFound", "the server could not find the requested resource");
  }

  #object(call: Call, response: ServerResponse): unknown {
    const path = call.url.pathname;
    const there = this.objects.get(path);
    if (call.method === "PATCH") return this.#patch(path, call, response);
    if (there === undefined) {
      const [plural, name] = path.split("/").slice(-2);
      return this.#status(response, 404, "NotFound", `${plural} "${name}" not found`, { name, kind: plural });
    }
    if (call.method === "DELETE") {
      this.written.push(call.body);
      this.put(path, undefined);
      return json(response, 200, { kind: "Status", status: "Success" });
    }
    if (call.accept.includes("as=Table")) return json(response, 200, table([there], call.url));
    json(response, 200, there);
  }

  #patch(path: string, call: Call, response: ServerResponse): unknown {
    const before = this.objects.get(path);
    const given = call.body as Resource;
    this.written.push(given);
    const spec = given.spec as { readonly refuse?: string } | undefined;
    if (spec?.refuse !== undefined) return this.#status(response, 422, "Invalid", spec.refuse);
    const merged = { ...before, ...given, metadata: { ...before?.metadata, ...given.metadata } } as Resource;
    if (JSON.stringify(merged) !== JSON.stringify(before)) this.put(path, merged);
    json(response, before === undefined ? 201 : 200, this.objects.get(path));
  }

  #collection(call: Call, response: ServerResponse): unknown {
    const { url } = call;
    if (url.searchParams.get("labelSelector")?.includes(" ") === true)
      return this.#status(
        response,
        400,
        "BadRequest",
        "unable to parse requirement: found 'c', expected: ','",
      );
    if (call.method === "POST") return this.#create(call, response);
    const everywhere = url.pathname.includes("/namespaces/") ? /$^/ : /\/namespaces\/[^/]+/;
    const within = (object: Resource, path: string) =>
      path.replace(everywhere, "").startsWith(`${url.pathname}/`) && selected(object, url);
    if (url.searchParams.get("watch") === "true") return this.#watch(call, response);
    const items = [...this.objects]
      .filter(([path, object]) => within(object, path))
      .map(([, object]) => object);
    const metadata = { resourceVersion: String(this.#revision) };
    if (call.accept.includes("as=Table")) return json(response, 200, { ...table(items, url), metadata });
    json(response, 200, { kind: "List", metadata, items });
  }

  #create(call: Call, response: ServerResponse): unknown {
    const object = call.body as Resource;
    this.written.push(object);
    const path = `${call.url.pathname}/${object.metadata.name}`;
    if (this.objects.has(path)) {
      const { name } = object.metadata;
      return this.#status(response, 409, "AlreadyExists", `"${name}" already exists`, { name });
    }
    this.put(path, object);
    json(response, 201, this.objects.get(path));
  }

  #watch({ url }: Call, response: ServerResponse): unknown {
    let from = Number(url.searchParams.get("resourceVersion"));
    this.#stream(response);
    if (from < this.#oldest) {
      const object = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };
      response.end(`${JSON.stringify({ type: "ERROR", object })}\n`);
      return;
    }
    const send = () => {
      for (const event of this.#events.filter(({ revision }) => revision > from)) {
        from = event.revision;
        if (selected(event.object, url)) response.write(`${JSON.stringify(event)}\n`);
      }
    };
    this.#wakers.add(send);
    response.once("close", () => this.#wakers.delete(send));
    send();
  }

  #log({ url }: Call, response: ServerResponse): unknown {
    const pod = url.pathname.split("/").at(-2) ?? "";
    const log = this.logs.get(pod);
    if (log === undefined) {
      return this.#status(
        response,
        400,
        "BadRequest",
        `container "c" in pod "${pod}" is waiting to start: PodInitializing`,
      );
    }
    const since = url.searchParams.get("sinceTime") ?? "";
    const tail = Number(url.searchParams.get("tailLines") ?? Number.POSITIVE_INFINITY);
    let at = Math.max(0, log.lines.length - tail);
    this.#stream(response, "text/plain");
    const send = () => {
      for (const line of log.lines.slice(at))
        if (line.slice(0, 19) >= since.slice(0, 19)) response.write(`${line}\n`);
      at = log.lines.length;
      if (log.closed || url.searchParams.get("follow") !== "true") response.end();
    };
    this.#wakers.add(send);
    response.once("close", () => this.#wakers.delete(send));
    send();
  }

  #stream(response: ServerResponse, contentType = "application/json"): void {
    response.writeHead(200, { "content-type": contentType });
    response.flushHeaders();
    this.#streams.add(response);
    response.once("close", () => this.#streams.delete(response));
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake();
  }

  #status(
    response: ServerResponse,
    code: number,
    reason: string,
    message: string,
    details: object = {},
  ): void {
    json(response, code, {
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason,
      message,
      code,
      details,
    });
  }
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function selected(object: Resource, url: URL): boolean {
  const name = /^metadata\.name=(.+)$/.exec(url.searchParams.get("fieldSelector") ?? "")?.[1];
  const [label, value] = (url.searchParams.get("labelSelector") ?? "").split("=");
  const labelled = label === undefined || label === "" || object.metadata.labels?.[label] === value;
  return labelled && (name === undefined || object.metadata.name === name);
}

function table(items: readonly Resource[], { searchParams }: URL): object {
  const isWhole = searchParams.get("includeObject") === "Object";
  return {
    kind: "Table",
    metadata: { resourceVersion: "100" },
    columnDefinitions: [
      { name: "Name", type: "string", priority: 0 },
      { name: "Uid", type: "string", priority: 1 },
      { name: "State", type: "string", priority: 0 },
    ],
    rows: items.map((object) => ({
      cells: [object.metadata.name, object.metadata.uid, null],
      object: isWhole ? object : { kind: "PartialObjectMetadata", metadata: object.metadata },
    })),
  };
}

const DISCOVERY: Readonly<Record<string, object>> = {
  "/api": { kind: "APIGroupDiscoveryList", items: [] },
  "/apis": {
    kind: "APIGroupDiscoveryList",
    items: [
      {
        metadata: { name: "slipway.dev" },
        versions: [
          {
            version: "v1alpha1",
            resources: [
              {
                resource: "nodepools",
                responseKind: { group: "", version: "", kind: "NodePool" },
                scope: "Cluster",
                singularResource: "nodepool",
                shortNames: ["np"],
              },
            ],
          },
        ],
      },
    ],
  },
};
