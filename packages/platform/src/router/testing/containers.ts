import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import type { Resource } from "@slipway/model";
import type { EndpointSlice, Service } from "@slipway/model/kubernetes/workloads.ts";
import { onTestFinished } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import { createRouter, type Router, type RouterLimits } from "../router.ts";
import type { Tap } from "../tap/tap.ts";

export const TOKEN = "router-token";

/** A container of the test, on the port that is returned; it ends with the test. */
export function container(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  return listening(server, () => server.closeAllConnections());
}

export async function listening(
  server: Server | ReturnType<typeof createTcpServer>,
  cut: () => void = () => {},
): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    cut();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

/** A port that refuses connections: it was free a moment ago. */
export async function refusing(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await request.toArray());
}

/** Answers with the body it is sent, and tells the headers in `x-seen`. */
export const echo: RequestListener = (request, response) => {
  response.setHeader("x-seen", JSON.stringify(request.headers));
  bodyOf(request).then(
    (body) => response.end(body),
    () => response.destroy(),
  );
};

export interface Variant {
  readonly name: string;
  readonly weight?: string;
  readonly ports: readonly number[];
  /** Of its Service. */
  readonly annotations?: Readonly<Record<string, string>>;
  readonly multiModel?: true;
  /** Where pods have several containers: what those are called, and behind each of `ports` the ports of the others. */
  readonly several?: {
    readonly execution: "Serial" | "Direct";
    readonly names: string;
    readonly others: readonly (readonly number[])[];
  };
}

/** A router of endpoint E in namespace ns. */
export async function routerFor(
  variants: readonly Variant[],
  limits: Partial<RouterLimits> = {},
  { random = () => 0, taps = [] }: { readonly random?: () => number; readonly taps?: readonly Tap[] } = {},
): Promise<Router> {
  const store = fixedStore(objects(variants));
  const router = await createRouter({
    cache: createCache({ store, clock: systemClock, log: silentLog }),
    token: TOKEN,
    log: silentLog,
    clock: systemClock,
    limits,
    random,
    taps,
  });
  onTestFinished(() => router.close({ graceMs: 0 }));
  return router;
}

/** A store that holds what it is given and never changes. */
function fixedStore(objects: readonly Resource[]): Store {
  const store = {
    list: async (kind: { kind: string }) => ({
      items: objects.filter((o) => o.kind === kind.kind),
      revision: "1",
    }),
    watch: async function* (_kind: unknown, _from: string, signal: AbortSignal) {
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      yield* [];
    },
  };
  return store as unknown as Store;
}

function objects(variants: readonly Variant[]): Resource[] {
  return variants.flatMap(({ name, weight = "1", ports, several, multiModel, annotations }) => {
    const service: Service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        namespace: "ns",
        name: name.toLowerCase(),
        resourceVersion: "1",
        labels: { "slipway.dev/endpoint": "e" },
        annotations: {
          "slipway.dev/endpoint-name": "E",
          "slipway.dev/variant": name,
          "slipway.dev/weight": weight,
          ...annotations,
          ...(multiModel === undefined ? {} : { "slipway.dev/multi-model": "true" }),
          ...(several === undefined
            ? {}
            : { "slipway.dev/containers": several.names, "slipway.dev/execution-mode": several.execution }),
        },
      },
      spec: {},
    };
    const slices = ports.map(
      (port, index): EndpointSlice => ({
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: {
          namespace: "ns",
          name: `${name}-${port}`,
          resourceVersion: "1",
          labels: { "kubernetes.io/service-name": name.toLowerCase() },
        },
        addressType: "IPv4",
        endpoints: [{ addresses: ["127.0.0.1"] }],
        ports: [
          { name: "http", port },
          ...(several?.others[index] ?? []).map((other, at) => ({ name: `http-${at + 2}`, port: other })),
        ],
      }),
    );
    return [service, ...slices];
  });
}
