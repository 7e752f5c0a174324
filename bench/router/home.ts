/** Forked: a router of one endpoint whose one pod listens on the port that is told. */
import { MASTERS } from "@slipway/model";
import {
  type EndpointSlice,
  endpointSliceKind,
  type Service,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "../../packages/lib/src/clock.ts";
import { silentLog } from "../../packages/lib/src/log.ts";
import { createApiServer } from "../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../packages/platform/src/embedded/storage/create-storage.ts";
import { createRouter } from "../../packages/platform/src/router/router.ts";
import { createEmbeddedStore } from "../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { createCache } from "../../packages/platform/src/store/reflector/create-cache.ts";
import { NAMESPACE, TOKEN } from "./names.ts";

const [port = ""] = process.argv.slice(2);
const parts = { clock: systemClock, log: silentLog };
const storage = createStorage({ file: ":memory:", clock: systemClock });
const server = await createApiServer({ ...parts, storage, definitions: [], tokens: [] });
const store = createEmbeddedStore(server, { user: "slipway", groups: [MASTERS] });
const service: Service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    namespace: NAMESPACE,
    name: "bench",
    labels: { "slipway.dev/endpoint": "Bench" },
    annotations: { "slipway.dev/variant": "AllTraffic" },
  },
  spec: { ports: [{ name: "http", port: 80 }] },
};
const slice: EndpointSlice = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { namespace: NAMESPACE, name: "bench", labels: { "kubernetes.io/service-name": "bench" } },
  addressType: "IPv4",
  endpoints: [{ addresses: ["127.0.0.1"], conditions: { ready: true } }],
  ports: [{ name: "http", port: Number(port) }],
};
await store.create(serviceKind, service);
await store.create(endpointSliceKind, slice);
const router = await createRouter({ ...parts, cache: createCache({ ...parts, store }), token: TOKEN });
const { url } = await router.listen();
process.on("disconnect", () => process.exit());
process.send?.({ port: Number(new URL(url).port) });
