import { VIEWERS } from "@slipway/model";
import type { Secret } from "@slipway/model/kubernetes/workloads.ts";
import { describe, expect, it, vi } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import type { Change, Store } from "#store/store.ts";
import { storeAccessKeys } from "./store-access-keys.ts";

function secret(name: string, data: Record<string, string>, type = "slipway.dev/access-key"): Secret {
  const encoded = Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: "slipway-system", resourceVersion: "1" },
    type,
    data: Object.fromEntries(encoded),
  };
}

const fields = {
  accessKeyId: "AKIA1",
  secretAccessKey: "s3cret",
  namespace: "team",
  accountId: "000000000000",
  region: "us-east-1",
  user: "viewer",
  groups: `a,${VIEWERS}`,
};

/** A store that lists `items` and then tells what the test pushes. */
function storeOf(items: readonly Secret[]) {
  const pushed: Change<Secret>[] = [];
  let wake = () => {};
  async function* watch(_kind: unknown, _from: string, signal: AbortSignal) {
    signal.addEventListener("abort", () => wake());
    while (!signal.aborted) {
      const change = pushed.shift();
      if (change !== undefined) yield change;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }
  const store = { list: async () => ({ items, revision: "1" }), watch } as unknown as Store;
  let last = 1;
  const push = (type: "added" | "modified" | "deleted", object: Secret) => {
    const revision = String(++last);
    const metadata = { ...object.metadata, resourceVersion: revision };
    pushed.push({ type, object: { ...object, metadata }, revision });
    wake();
  };
  return { store, push };
}

const follow = (store: Store) =>
  storeAccessKeys({ cache: createCache({ store, clock: systemClock, log: silentLog }), log: silentLog });

describe("access keys in Secrets", () => {
  it("stand for a namespace, an account and a caller", async () => {
    const keys = follow(storeOf([secret("one", fields)]).store);
    await keys.synced;
    expect(keys.find("AKIA1")).toEqual({
      accessKeyId: "AKIA1",
      secretAccessKey: "s3cret",
      namespace: "team",
      accountId: "000000000000",
      region: "us-east-1",
      caller: { user: "viewer", groups: ["a", VIEWERS] },
    });
    expect(keys.find("AKIA2")).toBeUndefined();
    keys.close();
  });

  it("count for nothing with a field missing or in a Secret of another type", async () => {
    const { secretAccessKey: _, ...partial } = fields;
    const { store } = storeOf([
      secret("partial", partial),
      secret("opaque", { ...fields, accessKeyId: "AKIA2" }, "Opaque"),
    ]);
    const keys = follow(store);
    await keys.synced;
    expect(keys.find("AKIA1")).toBeUndefined();
    expect(keys.find("AKIA2")).toBeUndefined();
    keys.close();
  });

  it("follow what is written, changed and removed", async () => {
    const { store, push } = storeOf([]);
    const keys = follow(store);
    await keys.synced;
    push("added", secret("one", fields));
    await vi.waitFor(() => expect(keys.find("AKIA1")?.namespace).toBe("team"));
    push("modified", secret("one", { ...fields, accessKeyId: "AKIA3" }));
    await vi.waitFor(() => expect(keys.find("AKIA3")).toBeDefined());
    expect(keys.find("AKIA1")).toBeUndefined();
    push("deleted", secret("one", { ...fields, accessKeyId: "AKIA3" }));
    await vi.waitFor(() => expect(keys.find("AKIA3")).toBeUndefined());
    keys.close();
  });
});
