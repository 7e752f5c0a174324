import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Caller, MASTERS, VIEWERS } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import type { AccessKey } from "../../../packages/platform/src/api/access-keys.ts";
import { createAwsDoor } from "../../../packages/platform/src/api/aws/aws-door.ts";
import { kubeconfig } from "../../../packages/platform/src/api/kubernetes/kubeconfig.ts";
import { openTestDoor, TOKENS } from "../../../packages/platform/src/api/kubernetes/testing/test-door.ts";
import type { ApiServer } from "../../../packages/platform/src/embedded/apiserver/api-server.ts";
import { createApiServer } from "../../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../../packages/platform/src/embedded/storage/create-storage.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { PODS } from "../../../packages/platform/src/runtimes/pods/abilities.ts";
import type { Cache } from "../../../packages/platform/src/store/cache.ts";
import { createEmbeddedStore } from "../../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { createCache } from "../../../packages/platform/src/store/reflector/create-cache.ts";
import type { Store } from "../../../packages/platform/src/store/store.ts";

/** Who asks at any of the doors: one with all rights, one who may read, one who may nothing. */
export type As = "admin" | "viewer" | "nobody";

const CALLERS: Readonly<Record<As, Caller>> = {
  admin: { user: "admin", groups: [MASTERS] },
  viewer: { user: "viewer", groups: [VIEWERS] },
  nobody: { user: "nobody", groups: [] },
};

/** The bearer token of each, at the Kubernetes door. */
export const BEARERS: Readonly<Record<As, string>> = { admin: "admin", viewer: "viewer", nobody: "alice" };

export const AWS = { accountId: "123456789012", region: "us-west-2" } as const;

/** The store, and each door on it at an address of its own; no controller runs, so that objects stay as written. */
export interface Doors {
  readonly kinds: readonly KindFacts[];
  readonly server: ApiServer;
  readonly store: Store;
  readonly cache: Cache;
  readonly kubernetes: { readonly url: string; readonly caPem: string };
  readonly aws: { readonly url: string };
  /** A folder of its own, with the kubeconfig of each token of the Kubernetes door in it. */
  readonly dir: string;
  kubeconfigOf(token: string): string;
  /** A new namespace, at the doors as in the store. */
  namespace(): Promise<string>;
  /** What an AWS client is given to act in a namespace. */
  accessKey(namespace: string, as?: As): { readonly accessKeyId: string; readonly secretAccessKey: string };
  close(): Promise<void>;
}

export async function openDoors({
  kinds = KINDS,
  definitions = [],
}: {
  /** The table of kinds that every door is given. */
  readonly kinds?: readonly KindFacts[];
  /** Further kinds, which the Kubernetes door alone knows. */
  readonly definitions?: readonly CustomResourceDefinition[];
} = {}): Promise<Doors> {
  const parts = { clock: systemClock, log: silentLog };
  const storage = createStorage({ file: ":memory:", clock: systemClock });
  const server = await createApiServer({
    ...parts,
    storage,
    definitions: [...definitions, ...kinds.map(({ crd }) => crd)],
    tokens: TOKENS,
  });
  const store = createEmbeddedStore(server, CALLERS.admin);
  const cache = createCache({ ...parts, store });
  const kubernetes = await openTestDoor({ ...parts, server, ledger: createMemoryLedger() });
  const url = await kubernetes.listen();
  const dir = await mkdtemp(join(tmpdir(), "slipway-doors-"));
  for (const token of Object.values(BEARERS)) {
    const text = kubeconfig({ server: url, caPem: kubernetes.caPem, token });
    await writeFile(join(dir, `${token}.kubeconfig`), text, { mode: 0o600 });
  }
  const invoker = { invoke: () => Promise.reject(new Error("these doors serve no endpoint")) };
  const aws = createAwsDoor({
    ...parts,
    kinds,
    store,
    cache,
    invoker,
    ledger: createMemoryLedger(),
    accessKeys: { find: accessKeyOf },
    judge: {
      abilitiesOf: async () => PODS,
      hasMachines: async (type) => type === "pooled",
      unusableMetrics: async () => [],
    },
  });
  const http = createServer(aws.handler);
  let namespaces = 0;
  return {
    kinds,
    server,
    store,
    cache,
    dir,
    kubernetes: { url, caPem: kubernetes.caPem },
    aws: { url: await listen(http) },
    kubeconfigOf: (token) => join(dir, `${token}.kubeconfig`),
    async namespace() {
      const name = `case-${++namespaces}`;
      await store.create(NAMESPACES, { apiVersion: "v1", kind: "Namespace", metadata: { name } });
      return name;
    },
    accessKey: (namespace, as = "admin") => secretOf(`${as}.${namespace}`),
    async close() {
      await close(http);
      await kubernetes.close();
      await cache.close();
      storage.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const NAMESPACES = {
  group: "",
  version: "v1",
  kind: "Namespace",
  plural: "namespaces",
  namespaced: false,
} as const;

const secretOf = (accessKeyId: string) => ({ accessKeyId, secretAccessKey: `secret of ${accessKeyId}` });

/** The id says who it stands for and where: `viewer.NAMESPACE`. */
function accessKeyOf(id: string): AccessKey | undefined {
  const [as = "", namespace = ""] = id.split(".");
  const caller = Object.hasOwn(CALLERS, as) ? CALLERS[as as As] : undefined;
  return caller && { ...secretOf(id), ...AWS, namespace, caller };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
