import { createHash } from "node:crypto";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import type { ApiServer } from "#embedded/apiserver/api-server.ts";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Storage } from "#embedded/storage/storage.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createSqliteLedger } from "#ledger/sqlite/create-sqlite-ledger.ts";
import type { Ballast } from "#lib/ballast.ts";
import { type Clock, systemClock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { type Certificates, loadOrCreateCertificates } from "#lib/tls/certificates.ts";
import type { Cache } from "#store/cache.ts";
import { createEmbeddedStore } from "#store/embedded/create-embedded-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Store } from "#store/store.ts";
import type { Closers } from "../common/closers.ts";
import { PROGRAMS } from "../program-files.ts";
import type { OpenState } from "../state/open-state.ts";
import { stateReserve } from "../state/reserve.ts";
import { ADMIN, SYSTEM } from "./identity.ts";

/** What everything else stands on: objects, facts, artifacts and the certificates of the doors. */
export interface Core {
  readonly state: OpenState;
  readonly reserve: Ballast;
  readonly storage: Storage;
  readonly server: ApiServer;
  /** With Slipway's own rights. */
  readonly store: Store;
  /** Of that store. */
  readonly cache: Cache;
  readonly ledger: Ledger;
  readonly artifacts: FolderArtifacts;
  readonly certificates: Certificates;
  readonly clock: Clock;
  readonly log: Log;
}

export async function openCore(
  state: OpenState,
  parts: { readonly log: Log; readonly closers: Closers },
): Promise<Core> {
  const { layout, credentials } = state;
  const { log, closers } = parts;
  const clock = systemClock;
  const reserve = stateReserve(layout);
  const storage = createStorage({ file: layout.objects, clock, reserve });
  closers.add(() => storage.close());
  const tokens = [{ sha256: createHash("sha256").update(credentials.token).digest("hex"), caller: ADMIN }];
  const opening = [
    createApiServer({ storage, definitions: CRDS, tokens, clock, log }),
    closing(createSqliteLedger({ path: layout.ledger, log, workerUrl: PROGRAMS.ledgerWorker }), closers),
    closing(FolderArtifacts.open(layout.artifacts, clock, { mayGrow: () => reserve.mayGrow() }), closers),
    loadOrCreateCertificates(layout.tls, { hosts: ["127.0.0.1", "localhost"], now: clock.now() }),
  ] as const;
  // One that fails must not leave another open that nobody closes: its thread would keep the process from ending.
  await Promise.allSettled(opening);
  const [server, ledger, artifacts, certificates] = await Promise.all(opening);
  const store = createEmbeddedStore(server, SYSTEM);
  const cache = createCache({ store, clock, log });
  closers.add(() => cache.close());
  return { state, reserve, storage, server, store, cache, ledger, artifacts, certificates, clock, log };
}

async function closing<T extends { close(): unknown }>(opening: Promise<T>, closers: Closers): Promise<T> {
  const part = await opening;
  closers.add(() => part.close());
  return part;
}
