import type { Service } from "@slipway/model/kubernetes/workloads.ts";
import { expect, test } from "vitest";
import type { Store } from "#store/store.ts";
import { giveShares } from "./give-shares.ts";

const service = (name: string, share?: string): Service => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: {
    name,
    namespace: "ns",
    ...(share === undefined ? {} : { annotations: { "slipway.dev/share": share } }),
  },
  spec: {},
});

test("whoever gets more is told first, so that at no time nobody takes requests; who has his share is not told", async () => {
  const told: string[] = [];
  const store = {
    list: async () => ({
      items: [service("old", "1"), service("same", "0.5"), service("new")],
      revision: "1",
    }),
    apply: async (_: unknown, { metadata }: Service) => {
      told.push(`${metadata.name} ${metadata.annotations?.["slipway.dev/share"]}`);
    },
  } as unknown as Store;
  const shares = new Map([
    ["old", 0],
    ["same", 0.5],
    ["new", 0.5],
  ]);
  await giveShares(store, { name: "e", namespace: "ns", owner: service("owner") }, shares);
  expect(told).toEqual(["new 0.5", "old 0"]);
});
