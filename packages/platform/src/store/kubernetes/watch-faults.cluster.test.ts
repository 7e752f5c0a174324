import { randomUUID } from "node:crypto";
import { type ConfigMap, configMapKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import { readContext } from "#lib/kubernetes/read-context.ts";
import { silentLog } from "#lib/log.ts";
import type { Store } from "../store.ts";
import { createKubernetesStore } from "./create-kubernetes-store.ts";
import { SwallowingProxy } from "./testing/swallowing-proxy.ts";

const NAME = `cut-${randomUUID().slice(0, 8)}`;
let proxy: SwallowingProxy;
let direct: Store;
let through: Store;
const clients: KubernetesClient[] = [];

beforeAll(async () => {
  const { server } = await readContext(undefined, process.env["SLIPWAY_TEST_KUBECONFIG"]);
  const url = new URL(server.server);
  proxy = await SwallowingProxy.open({ host: url.hostname, port: Number(url.port) });
  const storeAt = (at: string): Store => {
    const tls = { ca: server.caPem ?? "", cert: server.certPem ?? "", key: server.keyPem ?? "" };
    const credentials = { tls, token: async () => server.token };
    const client = KubernetesClient.create({ server: at, credentials, userAgent: "test" });
    clients.push(client);
    return createKubernetesStore({ client, clock: systemClock, log: silentLog });
  };
  direct = storeAt(server.server);
  through = storeAt(`https://127.0.0.1:${proxy.port}`);
});
afterAll(async () => {
  await direct.remove(configMapKind, `default/${NAME}`);
  await Promise.all(clients.map((client) => client.close()));
  proxy.close();
});

const map = (data: Readonly<Record<string, string>>): ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: NAME, namespace: "default" },
  data,
});

test("a watch whose connection silently dies tells within 30 s what happened meanwhile", async () => {
  const stop = new AbortController();
  const { revision } = await direct.list(configMapKind, { namespace: "default" });
  const changes = through
    .watch(configMapKind, revision, stop.signal, { namespace: "default" })
    [Symbol.asyncIterator]();
  const next = async (): Promise<ConfigMap> => {
    for (;;) {
      const { value } = await changes.next();
      if (value !== undefined && value.type !== "bookmark" && value.object.metadata.name === NAME)
        return value.object;
    }
  };
  const first = next();
  await direct.create(configMapKind, map({ state: "watched" }));
  expect((await first).data).toEqual({ state: "watched" });

  proxy.swallow();
  const second = next();
  const cutAt = Date.now();
  const present = await direct.get(configMapKind, `default/${NAME}`);
  await direct.replace(configMapKind, { ...(present as ConfigMap), data: { state: "cut" } }, "object");
  expect((await second).data).toEqual({ state: "cut" });
  expect(Date.now() - cutAt).toBeLessThan(30_000);
  stop.abort();
  await changes.return?.(undefined);
});
