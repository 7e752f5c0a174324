import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../../packages/lib/src/log.ts";
import { kubeconfig } from "../../../../packages/platform/src/api/kubernetes/kubeconfig.ts";
import {
  openTestDoor,
  type TestDoor,
  TOKENS,
} from "../../../../packages/platform/src/api/kubernetes/testing/test-door.ts";
import { trainingJobCrd } from "../../../../packages/platform/src/api/kubernetes/testing/training-job-crd.ts";
import type { ApiServer } from "../../../../packages/platform/src/embedded/apiserver/api-server.ts";
import { createApiServer } from "../../../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { runNamespaceController } from "../../../../packages/platform/src/embedded/namespaces/run-namespace-controller.ts";
import { createStorage } from "../../../../packages/platform/src/embedded/storage/create-storage.ts";
import type { Storage } from "../../../../packages/platform/src/embedded/storage/storage.ts";
import type { Ledger } from "../../../../packages/platform/src/ledger/ledger.ts";
import { createMemoryLedger } from "../../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { SYSTEM } from "../../../../packages/platform/src/main/serve/identity.ts";
import { finalize, namespacedKinds } from "../../../../packages/platform/src/main/serve/namespaces.ts";
import { createEmbeddedStore } from "../../../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { createCache } from "../../../../packages/platform/src/store/reflector/create-cache.ts";

/** The embedded API server behind its Kubernetes door, on a port of its own, with what ends namespaces and nothing else of Slipway. */
export interface EmbeddedDoor extends TestDoor {
  readonly server: ApiServer;
  readonly storage: Storage;
  readonly ledger: Ledger;
  /** A folder of its own, with the kubeconfig of each caller in it. */
  readonly dir: string;
  /** The path of the kubeconfig of `admin`, `viewer` or `alice`. */
  kubeconfigOf(token: string): string;
}

export async function openEmbeddedDoor(): Promise<EmbeddedDoor> {
  const dir = await mkdtemp(join(tmpdir(), "slipway-conformance-"));
  const file = join(dir, "objects.sqlite");
  await forgetBeginning(file);
  const storage = createStorage({ file, clock: systemClock });
  const server = await serve(storage);
  const ledger = createMemoryLedger();
  const stopNamespaces = endNamespaces(server);
  const door = await openTestDoor({ server, ledger, clock: systemClock });
  const address = await door.listen();
  for (const token of ["admin", "viewer", "alice"]) {
    const text = kubeconfig({ server: address, caPem: door.caPem, token });
    await writeFile(join(dir, `${token}.kubeconfig`), text, { mode: 0o600 });
  }
  return {
    ...door,
    server,
    storage,
    ledger,
    dir,
    kubeconfigOf: (token) => join(dir, `${token}.kubeconfig`),
    async close() {
      await door.close();
      await stopNamespaces();
      storage.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function serve(storage: Storage): Promise<ApiServer> {
  return createApiServer({
    storage,
    definitions: [trainingJobCrd],
    tokens: TOKENS,
    clock: systemClock,
    log: silentLog,
  });
}

function endNamespaces(server: ApiServer): () => Promise<void> {
  const stop = new AbortController();
  const store = createEmbeddedStore(server, SYSTEM);
  const parts = { store, clock: systemClock, log: silentLog };
  const cache = createCache(parts);
  const running = runNamespaceController({
    ...parts,
    cache,
    kinds: namespacedKinds(server),
    finalize: (namespace) => finalize(server, namespace),
    signal: stop.signal,
  });
  return async () => {
    stop.abort();
    await running;
    await cache.close();
  };
}

/** As on a server that has run for a while, the first revisions are history. */
async function forgetBeginning(file: string): Promise<void> {
  const storage = createStorage({ file, clock: systemClock });
  await serve(storage);
  storage.compact(storage.head);
  storage.close();
}
