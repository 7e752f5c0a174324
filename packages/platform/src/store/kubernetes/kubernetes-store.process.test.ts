import { isConflict, isExpired, type Kind } from "@slipway/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "#lib/clock.ts";
import { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import { silentLog } from "#lib/log.ts";
import { cachedStore } from "../cached-store.ts";
import { createCache } from "../reflector/create-cache.ts";
import type { Change, Store } from "../store.ts";
import { type Toy, toyKind } from "../testing/toy.ts";
import { createKubernetesStore } from "./create-kubernetes-store.ts";
import { ScriptedServer } from "./testing/scripted-server.ts";

const toy = (revision: string, extra: object = {}) => ({
  apiVersion: "contract.slipway.dev/v1",
  kind: "Toy",
  metadata: { name: "a", namespace: "n", resourceVersion: revision, ...extra },
  spec: { size: 1 },
});
const status = (code: number, reason: string, message: string) => ({
  kind: "Status",
  apiVersion: "v1",
  status: "Failure",
  code,
  reason,
  message,
});

describe("a store over a real API server's HTTP", () => {
  let server: ScriptedServer;
  let client: KubernetesClient;
  let store: Store;
  let tokens: string[];
  beforeEach(async () => {
    server = await ScriptedServer.open();
    tokens = ["first", "second"];
    const token = async ({ fresh = false } = {}) => {
      if (fresh) tokens.shift();
      return tokens[0];
    };
    client = KubernetesClient.create({
      server: server.url,
      credentials: { tls: {}, token },
      userAgent: "t/1",
    });
    store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
  });
  afterEach(async () => {
    await client.close();
    await server.close();
  });
  const watched = async (count: number, from = "1"): Promise<readonly Change<Toy>[]> => {
    const stop = new AbortController();
    const seen: Change<Toy>[] = [];
    for await (const change of store.watch(toyKind, from, stop.signal)) {
      seen.push(change);
      if (seen.length === count) stop.abort();
    }
    return seen;
  };
  const revisions = () => server.asked.map(({ url }) => url.searchParams.get("resourceVersion"));

  test("goes on from the last revision when the server ends a watch, bookmarks included", async () => {
    server
      .watch([
        { type: "ADDED", object: toy("5") },
        { type: "BOOKMARK", object: toy("9") },
      ])
      .watch([{ type: "MODIFIED", object: toy("12") }]);
    const seen = await watched(3);
    expect(seen.map(({ type, revision }) => [type, revision])).toEqual([
      ["added", "5"],
      ["bookmark", "9"],
      ["modified", "12"],
    ]);
    expect(revisions()).toEqual(["1", "9"]);
  });

  test("goes on where a connection broke off within an event", async () => {
    server
      .watch([{ type: "ADDED", object: toy("5") }], { cutWithin: '{"type":"MODIFIED","obj' })
      .watch([{ type: "MODIFIED", object: toy("6") }]);
    expect((await watched(2)).map(({ revision }) => revision)).toEqual(["5", "6"]);
    expect(revisions()).toEqual(["1", "5"]);
  });

  test("is Expired when the server says so within the stream, or at once", async () => {
    server.watch([{ type: "ERROR", object: status(410, "Expired", "too old resource version: 1 (99)") }]);
    const inStream = await watched(1).catch((error: unknown) => error);
    expect(isExpired(inStream)).toBe(true);
    server.json(410, status(410, "Expired", "too old resource version"));
    const atOnce = await watched(1).catch((error: unknown) => error);
    expect(isExpired(atOnce)).toBe(true);
  });

  test("does not ask again for what it may not see", async () => {
    server.json(403, status(403, "Forbidden", "toys is forbidden"));
    await expect(watched(1)).rejects.toMatchObject({ code: "SLIP-API-006" });
    expect(server.asked).toHaveLength(1);
  });

  test("comes back when a server with too much to do says when", async () => {
    server
      .json(429, status(429, "TooManyRequests", "too many requests"), { "retry-after": "0" })
      .json(200, toy("3"));
    expect((await store.get(toyKind, "n/a"))?.metadata.resourceVersion).toBe("3");
    expect(server.asked).toHaveLength(2);
  });

  test("asks for its token anew when the old one is no longer accepted, and never shows it", async () => {
    server.json(401, status(401, "Unauthorized", "Unauthorized")).json(200, toy("3"));
    await store.get(toyKind, "n/a");
    expect(server.asked.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer first",
      "Bearer second",
    ]);
    server
      .json(401, status(401, "Unauthorized", "Unauthorized"))
      .json(401, status(401, "Unauthorized", "no"));
    const failure = await store.get(toyKind, "n/a").catch((error: unknown) => error);
    expect(JSON.stringify(failure) + String(failure)).not.toContain("second");
  });

  test("does not send a write again whose answer was lost", async () => {
    server.next((request) => request.socket.destroy());
    await expect(store.create(toyKind, toy("") as Toy)).rejects.toMatchObject({ code: "SLIP-STORE-007" });
    expect(server.asked).toHaveLength(1);
  });

  test("tells a stale write from an object that is there already", async () => {
    server.json(409, status(409, "Conflict", "the object has been modified"));
    const stale = await store.replace(toyKind, toy("1") as Toy, "object").catch((error: unknown) => error);
    expect(isConflict(stale)).toBe(true);
    server.json(409, status(409, "AlreadyExists", 'toys "a" already exists'));
    const there = await store.create(toyKind, toy("") as Toy).catch((error: unknown) => error);
    expect(isConflict(there)).toBe(false);
  });

  test("keeps managedFields neither in what it gives nor in what it sends", async () => {
    server.json(200, toy("3", { managedFields: [{ manager: "kubectl" }] }));
    const found = await store.get(toyKind, "n/a");
    expect(found?.metadata).not.toHaveProperty("managedFields");
  });

  test("takes what is there as the first events of a watch, up to the bookmark that ends them", async () => {
    const end = { annotations: { "k8s.io/initial-events-end": "true" } };
    server.watch([
      { type: "ADDED", object: toy("5") },
      { type: "BOOKMARK", object: toy("8", end) },
      { type: "ADDED", object: toy("9") },
    ]);
    const whole = await store.snapshot?.(toyKind, undefined, new AbortController().signal);
    expect([whole?.items.length, whole?.revision]).toEqual([1, "8"]);
    expect(server.asked[0]?.url.searchParams.get("sendInitialEvents")).toBe("true");
  });

  test("asks for a list where the server does not know how to do that", async () => {
    server.json(422, status(422, "Invalid", "sendInitialEvents is forbidden for watch"));
    expect(await store.snapshot?.(toyKind, undefined, new AbortController().signal)).toBeUndefined();
  });

  test("acts as another only by impersonation, without groups that were not given", async () => {
    server.json(200, toy("3")).json(200, toy("3"));
    await store.as({ user: "jane", groups: [] }).get(toyKind, "n/a");
    await store.as({ user: "jane", groups: ["a", "b"] }).get(toyKind, "n/a");
    expect(
      server.asked.map(({ headers }) => [headers["impersonate-user"], headers["impersonate-group"]]),
    ).toEqual([
      ["jane", undefined],
      ["jane", "a, b"],
    ]);
  });

  test("is listed and watched by two requests for a whole process, and asked for nothing that the cache holds", async () => {
    const end = { metadata: { resourceVersion: "5", annotations: { "k8s.io/initial-events-end": "true" } } };
    const where = { labels: { team: "x" }, has: ["tier"] };
    const labels = { team: "x", tier: "1" };
    server
      .watch([
        { type: "ADDED", object: toy("3", { labels }) },
        { type: "BOOKMARK", object: end },
      ])
      // Nothing happens: the server holds the watch open.
      .next((_request, response) => void response.writeHead(200).flushHeaders());
    const only = [{ kind: toyKind as Kind, where }];
    const cache = createCache({ store, clock: systemClock, log: silentLog, only });
    const reading = cachedStore(store, cache);
    const stop = new AbortController();
    const changes: string[] = [];
    for (let followers = 0; followers < 3; followers++)
      cache.follow(
        toyKind,
        { where, changed: ({ after }) => void changes.push(after?.metadata.name ?? "") },
        stop.signal,
      );
    await Promise.all(Array.from({ length: 5 }, () => cache.of(toyKind)));
    await expect.poll(() => changes).toEqual(["a", "a", "a"]);
    for (let reads = 0; reads < 100; reads++) {
      expect(await reading.get(toyKind, "n/a")).toBeDefined();
      expect((await reading.list(toyKind, { namespace: "n", ...where })).items).toHaveLength(1);
    }
    await expect.poll(() => server.asked.length).toBe(2);
    expect(server.asked.map(({ url }) => url.searchParams.get("labelSelector"))).toEqual([
      "team=x,tier",
      "team=x,tier",
    ]);
    expect(revisions()).toEqual([null, "5"]);
    stop.abort();
    await cache.close();
  });
});
