import { MASTERS, MOVERS } from "@slipway/model";
import { namespaceKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { storeAccessKeys } from "#api/store-access-keys.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { artifactSecrets } from "../common/artifact-secrets.ts";
import { seed } from "./seed.ts";

const credentials = { accessKeyId: "AKIAADMIN", secretAccessKey: "the admin's" };
const identity = { accountId: "123456789012", region: "us-east-1" };

let store: Store;
let cache: Cache;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ store, cache, close } = await createMemoryStore({ clock: systemClock }));
});
afterEach(() => close());

const at = (awsUrl: string) => seed(store, { credentials, identity, awsUrl });

it("gives pods a key of their own that moves data and does nothing else", async () => {
  const access = await at("http://127.0.0.1:1");
  const keys = storeAccessKeys({ cache, log: silentLog });
  await keys.synced;
  const pods = keys.find(access["AWS_ACCESS_KEY_ID"] ?? "");
  expect(pods).toMatchObject({ caller: { user: "system:pods", groups: [MOVERS] }, ...identity });
  expect(pods?.secretAccessKey).toBe(access["AWS_SECRET_ACCESS_KEY"]);
  expect(keys.find(credentials.accessKeyId)?.caller).toEqual({ user: "admin", groups: [MASTERS] });
  keys.close();
});

it("keeps the pods' key over starts, and tells pods where the doors are now", async () => {
  const before = await at("http://127.0.0.1:1");
  expect(await at("http://127.0.0.1:2")).toEqual({ ...before, AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2" });
});

it("reaches the pods of every namespace, of those made later too", async () => {
  const parts = { store, cache, clock: systemClock, log: silentLog };
  const { given, close: end } = artifactSecrets({ ...parts, access: () => at("http://127.0.0.1:1") });
  await given;
  expect(await store.get(secretKind, "default/slipway-artifacts")).toBeDefined();
  await store.create(namespaceKind, { apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } });
  await expect.poll(() => store.get(secretKind, "team/slipway-artifacts")).toBeDefined();
  expect(await store.get(secretKind, "slipway-system/slipway-artifacts")).toBeUndefined();
  end();
});
