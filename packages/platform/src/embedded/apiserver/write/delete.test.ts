import { expect, test } from "vitest";
import { admin, configMap, pod, testServer } from "../testing/test-server.ts";

const bound = { nodeName: "here" };

test("A pod on a node is marked with its grace and stays until its agent deletes it with none", async () => {
  const { server, clock, at } = await testServer();
  await server.create(admin, at("pods"), pod("p", { ...bound, terminationGracePeriodSeconds: 45 }));
  const marked = await server.delete(admin, at("pods", "p"));
  expect(marked).toMatchObject({
    gone: false,
    object: {
      metadata: {
        generation: 2,
        deletionGracePeriodSeconds: 45,
        deletionTimestamp: "2026-01-01T00:00:45Z",
      },
    },
  });
  clock.advance(60_000);
  expect((await server.delete(admin, at("pods", "p"))).object).toEqual(marked.object);
  expect(await server.delete(admin, at("pods", "p"), { gracePeriodSeconds: 0 })).toMatchObject({
    gone: true,
  });
  await expect(server.get(admin, at("pods", "p"))).rejects.toMatchObject({ code: "SLIP-API-001" });
});

test("A grace period can be shortened, and not lengthened", async () => {
  const { server, at } = await testServer();
  await server.create(admin, at("pods"), pod("p", bound));
  await server.delete(admin, at("pods", "p"), { gracePeriodSeconds: 100 });
  const longer = await server.delete(admin, at("pods", "p"), { gracePeriodSeconds: 200 });
  expect(longer.object.metadata).toMatchObject({ deletionGracePeriodSeconds: 100 });
  const shorter = await server.delete(admin, at("pods", "p"), { gracePeriodSeconds: 5 });
  expect(shorter.object.metadata).toMatchObject({
    deletionGracePeriodSeconds: 5,
    deletionTimestamp: "2026-01-01T00:00:05Z",
  });
});

for (const phase of ["Succeeded", "Failed"]) {
  test(`A pod that has ended as ${phase} goes at once`, async () => {
    const { server, at } = await testServer();
    await server.create(admin, at("pods"), pod("p", bound));
    await server.patch(
      admin,
      { ...at("pods", "p"), subresource: "status" },
      { type: "merge", body: { status: { phase } } },
    );
    expect((await server.delete(admin, at("pods", "p"))).gone).toBe(true);
  });
}

test("A pod with a finalizer outlives its agent's delete until the finalizer goes", async () => {
  const { server, at } = await testServer();
  await server.create(admin, at("pods"), {
    ...pod("p", bound),
    metadata: { name: "p", finalizers: ["example.com/f"] },
  });
  await server.delete(admin, at("pods", "p"));
  expect((await server.delete(admin, at("pods", "p"), { gracePeriodSeconds: 0 })).gone).toBe(false);
  await server.patch(admin, at("pods", "p"), { type: "merge", body: { metadata: { finalizers: null } } });
  await expect(server.get(admin, at("pods", "p"))).rejects.toMatchObject({ code: "SLIP-API-001" });
});

test("A pod is bound to a node once", async () => {
  const { server, at } = await testServer();
  await server.create(admin, at("pods"), pod("p"));
  const bind = (nodeName: string) =>
    server.patch(admin, at("pods", "p"), { type: "merge", body: { spec: { nodeName } } });
  expect((await bind("one")).object.spec).toMatchObject({ nodeName: "one" });
  await expect(bind("two")).rejects.toMatchObject({ code: "SLIP-API-004" });
});

test("Of two who each remove their finalizer by place at the same time, one is told to look again", async () => {
  const { server, at } = await testServer();
  await server.create(
    admin,
    at("configmaps"),
    configMap("c", { finalizers: ["example.com/a", "example.com/b"] }),
  );
  await server.delete(admin, at("configmaps", "c"));
  const without = (path: string, value: string) =>
    server.patch(admin, at("configmaps", "c"), {
      type: "json",
      body: [
        { op: "test", path, value },
        { op: "remove", path },
      ],
    });
  const both = await Promise.allSettled([
    without("/metadata/finalizers/0", "example.com/a"),
    without("/metadata/finalizers/1", "example.com/b"),
  ]);
  expect(both.map((one) => one.status)).toEqual(["fulfilled", "rejected"]);
  await without("/metadata/finalizers/0", "example.com/b");
  await expect(server.get(admin, at("configmaps", "c"))).rejects.toMatchObject({ code: "SLIP-API-001" });
});

test("The server's own namespaces stay", async () => {
  const { server, at } = await testServer();
  await expect(server.delete(admin, at("namespaces", "default"))).rejects.toMatchObject({
    code: "SLIP-API-006",
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  });
});

test("A collection is deleted by selector, what has finalizers stays marked", async () => {
  const { server, at } = await testServer();
  const labelled = (name: string, more: object = {}) => configMap(name, { labels: { a: "b" }, ...more });
  await server.create(admin, at("configmaps"), labelled("x"));
  await server.create(admin, at("configmaps"), labelled("y", { finalizers: ["example.com/f"] }));
  await server.create(admin, at("configmaps"), configMap("z"));
  const deleted = await server.deleteCollection(admin, at("configmaps"), { labelSelector: "a=b" });
  expect(deleted.items).toHaveLength(2);
  const left = await server.list(admin, at("configmaps"));
  expect(
    left.items.map((item) => [item.metadata.name, item.metadata.deletionTimestamp !== undefined]),
  ).toEqual([
    ["y", true],
    ["z", false],
  ]);
});
