import { namespaceKind } from "@slipway/model/kubernetes/workloads.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import { createMemoryStore } from "#store/testing/memory-store.ts";
import { labelledNamespaces } from "./labelled-namespaces.ts";

const LABELS = { "slipway.dev/jobs": "enabled" };
let store: Store;
let cache: Cache;
let closeStore: () => Promise<void>;
let admission: ReturnType<typeof labelledNamespaces>;

beforeEach(async () => {
  ({ store, cache, close: closeStore } = await createMemoryStore({ clock: systemClock }));
  await namespace("team", LABELS);
  await namespace("other", {});
  admission = labelledNamespaces({ cache, labels: LABELS });
  await admission.synced;
});
afterEach(async () => {
  admission.close();
  await closeStore();
});

const namespace = (name: string, labels: Readonly<Record<string, string>>) =>
  store.create(namespaceKind, { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
const admits = (name: string) => admission.refusal(name) === undefined;

test("those with the label have jobs, others are told how they get them", () => {
  expect(admits("team")).toBe(true);
  expect(admission.refusal("other")).toMatchObject({
    status: "False",
    reason: "NamespaceNotEnabled",
    message: expect.stringContaining("slipway install --context NAME --jobs-in other"),
  });
});

test("one that gets the label, loses it or goes is told of, until nobody listens", async () => {
  const notified: string[] = [];
  const stop = new AbortController();
  admission.follow((name) => notified.push(name), stop.signal);
  const label = async (name: string, labels: Readonly<Record<string, string>>) => {
    const found = await store.get(namespaceKind, `/${name}`);
    if (found === undefined) throw new Error(`${name} is there`);
    const metadata = { ...found.metadata, labels };
    await store.replace(namespaceKind, { ...found, metadata }, "object");
  };
  await label("other", LABELS);
  await expect.poll(() => admits("other")).toBe(true);
  await label("other", { ...LABELS, more: "x" });
  await label("other", {});
  await expect.poll(() => admits("other")).toBe(false);
  expect(notified).toEqual(["other", "other"]);
  stop.abort();
  await store.remove(namespaceKind, "/team");
  await expect.poll(() => admits("team")).toBe(false);
  expect(notified).toEqual(["other", "other"]);
});
