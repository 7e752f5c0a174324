import { MASTERS, MOVERS } from "@slipway/model";
import { secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, it } from "vitest";
import { storeAccessKeys } from "#api/store-access-keys.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { seed } from "./seed.ts";

const credentials = { accessKeyId: "AKIAADMIN", secretAccessKey: "the admin's" };
const identity = { accountId: "123456789012", region: "us-east-1" };

let store: Store;
let close: () => Promise<void>;
beforeEach(async () => {
  ({ store, close } = await createMemoryStore({ clock: systemClock }));
});
afterEach(() => close());

async function artifactsSecret(): Promise<Readonly<Record<string, string>>> {
  const secret = await store.get(secretKind, "default/slipway-artifacts");
  const values = Object.entries(secret?.data ?? {});
  return Object.fromEntries(values.map(([name, value]) => [name, Buffer.from(value, "base64").toString()]));
}

it("gives pods a key of their own that moves data and does nothing else", async () => {
  await seed(store, { credentials, identity, awsUrl: "http://127.0.0.1:1" });
  const keys = storeAccessKeys({ store, clock: systemClock, log: silentLog });
  await keys.synced;
  const secret = await artifactsSecret();
  const pods = keys.find(secret["AWS_ACCESS_KEY_ID"] ?? "");
  expect(pods).toMatchObject({ caller: { user: "system:pods", groups: [MOVERS] }, ...identity });
  expect(pods?.secretAccessKey).toBe(secret["AWS_SECRET_ACCESS_KEY"]);
  expect(keys.find(credentials.accessKeyId)?.caller).toEqual({ user: "admin", groups: [MASTERS] });
  await keys.close();
});

it("keeps the pods' key over starts, and tells pods where the doors are now", async () => {
  await seed(store, { credentials, identity, awsUrl: "http://127.0.0.1:1" });
  const before = await artifactsSecret();
  await seed(store, { credentials, identity, awsUrl: "http://127.0.0.1:2" });
  expect(await artifactsSecret()).toEqual({ ...before, AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2" });
});
