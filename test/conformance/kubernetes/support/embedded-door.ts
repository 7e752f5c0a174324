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
import { createStorage } from "../../../../packages/platform/src/embedded/storage/create-storage.ts";
import type { Storage } from "../../../../packages/platform/src/embedded/storage/storage.ts";
import type { Ledger } from "../../../../packages/platform/src/ledger/ledger.ts";
import { createMemoryLedger } from "../../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";

/** The embedded API server behind its Kubernetes door, on a port of its own, with nothing else of Slipway. */
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

/** As on a server that has run for a while, the first revisions are history. */
async function forgetBeginning(file: string): Promise<void> {
  const storage = createStorage({ file, clock: systemClock });
  await serve(storage);
  storage.compact(storage.head);
  storage.close();
}
