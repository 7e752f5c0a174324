import { expect, test } from "vitest";
import { admin, configMap, pod, summaryOf, take, testServer } from "../testing/test-server.ts";

const signal = new AbortController().signal;

test("Without a revision a watch begins with what is there", async () => {
  const { server, at } = await testServer();
  await server.create(admin, at("configmaps"), configMap("a"));
  for (const resourceVersion of ["", "0"]) {
    const events = take(server.watch(admin, at("configmaps"), { resourceVersion, signal }), 2);
    await new Promise(setImmediate);
    await server.create(admin, at("configmaps"), configMap(`b${resourceVersion}`));
    expect((await events)[0]?.object.metadata.name).toBe("a");
    expect((await events).map((event) => event.type)).toEqual(["ADDED", "ADDED"]);
  }
});

test("A watch-list ends what is there with a marked bookmark, of an empty collection too", async () => {
  const { server, storage, at } = await testServer();
  const empty = await take(server.watch(admin, at("secrets"), { sendInitialEvents: true, signal }), 1);
  expect(empty).toEqual([
    {
      type: "BOOKMARK",
      object: {
        kind: "Secret",
        apiVersion: "v1",
        metadata: {
          resourceVersion: String(storage.head),
          creationTimestamp: null,
          annotations: { "k8s.io/initial-events-end": "true" },
        },
      },
    },
  ]);
  await server.create(admin, at("configmaps"), configMap("a"));
  await server.create(admin, at("configmaps"), configMap("b"));
  const events = take(server.watch(admin, at("configmaps"), { sendInitialEvents: true, signal }), 4);
  await new Promise(setImmediate);
  await server.create(admin, at("configmaps"), configMap("c"));
  expect((await events).map(summaryOf)).toEqual(["ADDED a", "ADDED b", "BOOKMARK", "ADDED c"]);
});

test("An object that leaves the selection is deleted as it was, at the revision of its leaving", async () => {
  const { server, storage, at } = await testServer();
  await server.create(admin, at("configmaps"), configMap("a", { labels: { team: "x" } }));
  const events = take(
    server.watch(admin, at("configmaps"), {
      resourceVersion: String(storage.head),
      labelSelector: "team=x",
      signal,
    }),
    1,
  );
  const { object } = await server.patch(admin, at("configmaps", "a"), {
    type: "merge",
    body: { metadata: { labels: { team: "y" } } },
  });
  expect(await events).toMatchObject([
    {
      type: "DELETED",
      object: { metadata: { labels: { team: "x" }, resourceVersion: object.metadata.resourceVersion } },
    },
  ]);
});

test("A node's agent hears of the pods bound to it, by field selector", async () => {
  const { server, storage, at } = await testServer();
  const events = take(
    server.watch(admin, at("pods"), {
      resourceVersion: String(storage.head),
      fieldSelector: "spec.nodeName=here",
      signal,
    }),
    2,
  );
  await server.create(admin, at("pods"), pod("other", { nodeName: "there" }));
  await server.create(admin, at("pods"), pod("mine"));
  await server.patch(admin, at("pods", "mine"), { type: "merge", body: { spec: { nodeName: "here" } } });
  await server.patch(
    admin,
    { ...at("pods", "mine"), subresource: "status" },
    { type: "merge", body: { status: { phase: "Running" } } },
  );
  expect((await events).map(summaryOf)).toEqual(["ADDED mine", "MODIFIED mine"]);
});

test("A deletion carries the last object at the deletion's own revision", async () => {
  const { server, storage, at } = await testServer();
  await server.create(admin, at("configmaps"), configMap("a"));
  const resourceVersion = String(storage.head);
  await server.delete(admin, at("configmaps", "a"));
  const [event] = await take(server.watch(admin, at("configmaps"), { resourceVersion, signal }), 1);
  expect(event).toMatchObject({
    type: "DELETED",
    object: { metadata: { name: "a", resourceVersion: String(storage.head) } },
  });
});

test("A quiet watch gets a bookmark of the newest revision about every minute, if it asked for it", async () => {
  const { server, storage, clock, at } = await testServer();
  const events = take(
    server.watch(admin, at("secrets"), {
      resourceVersion: String(storage.head),
      allowWatchBookmarks: true,
      signal,
    }),
    1,
  );
  await new Promise(setImmediate);
  await server.create(admin, at("configmaps"), configMap("a"));
  clock.advance(60_000);
  expect(await events).toMatchObject([
    { type: "BOOKMARK", object: { metadata: { resourceVersion: String(storage.head) } } },
  ]);
});

test("A revision that is forgotten is Expired; one that is none is refused before the stream begins", async () => {
  const { server, storage, at } = await testServer();
  await server.create(admin, at("configmaps"), configMap("a"));
  storage.compact(storage.head);
  const late = take(server.watch(admin, at("configmaps"), { resourceVersion: "1", signal }), 1);
  await expect(late).rejects.toMatchObject({
    code: "SLIP-API-007",
    message: `too old resource version: 1 (${storage.head})`,
  });
  expect(() => server.watch(admin, at("configmaps"), { resourceVersion: "abc", signal })).toThrow(
    'resourceVersion: Invalid value: "abc": strconv.ParseUint: parsing "abc": invalid syntax',
  );
});

test("Who may not watch is told so before the stream begins", async () => {
  const { server, at } = await testServer();
  const stranger = { user: "s", groups: [] };
  expect(() => server.watch(stranger, at("secrets"), { signal })).toThrow(
    'secrets is forbidden: User "s" cannot watch resource "secrets" in API group "" in the namespace "default"',
  );
});
