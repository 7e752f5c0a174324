import type { Resource } from "@slipway/model";
import { describe, expect, test } from "vitest";
import type { Target } from "../api-server.ts";
import { admin, configMap, summaryOf, take, testServer } from "../testing/test-server.ts";

/** What is expected is Kubernetes 1.34's: pkg/registry/core/namespace and the admission plugin NamespaceLifecycle. */
async function withNamespace(metadata: object = {}, spec: object = {}) {
  const { server, ...rest } = await testServer();
  const at = (plural: string, name?: string): Target => rest.at(plural, name, "n");
  await server.create(admin, at("namespaces"), { metadata: { name: "n", ...metadata }, spec });
  const remove = () => server.delete(admin, at("namespaces", "n"));
  const finalize = (finalizers: readonly string[]) =>
    server.update(
      admin,
      { ...at("namespaces", "n"), subresource: "finalize" },
      { metadata: { name: "n" }, spec: { finalizers } },
    );
  const get = () => server.get(admin, at("namespaces", "n")) as Promise<Resource & { spec?: object }>;
  return { ...rest, server, at, remove, finalize, get };
}
const TERMINATING = { object: { status: { phase: "Terminating" } }, gone: false };

describe("a namespace that is deleted", () => {
  test("is Terminating, also an empty one, and goes when the last of spec.finalizers does", async () => {
    const { remove, finalize, get } = await withNamespace();
    expect(await get()).toMatchObject({ spec: { finalizers: ["kubernetes"] }, status: { phase: "Active" } });
    const { object } = await remove();
    expect(object).toMatchObject({
      metadata: { deletionTimestamp: "2026-01-01T00:00:00Z" },
      spec: { finalizers: ["kubernetes"] },
      status: { phase: "Terminating" },
    });
    expect(object.metadata).not.toHaveProperty("deletionGracePeriodSeconds");
    const again = await remove();
    expect([again.gone, again.object]).toEqual([false, await get()]);
    await finalize([]);
    await expect(get()).rejects.toMatchObject({ code: "SLIP-API-001" });
  });

  test("takes no new object, and lets those that are there be changed and go", async () => {
    const { server, at, remove } = await withNamespace();
    await server.create(admin, at("configmaps"), configMap("old", { finalizers: ["example.com/f"] }));
    await remove();
    const refused = {
      code: "SLIP-API-006",
      details: {
        kind: "configmaps",
        causes: [
          {
            reason: "NamespaceTerminating",
            message: "namespace n is being terminated",
            field: "metadata.namespace",
          },
        ],
      },
    };
    const words = (name: string) =>
      `configmaps "${name}" is forbidden: unable to create new content in namespace n because it is being terminated`;
    await expect(server.create(admin, at("configmaps"), configMap("new"))).rejects.toMatchObject({
      ...refused,
      message: words("new"),
    });
    const applied = server.patch(
      admin,
      at("configmaps", "applied"),
      { type: "apply", body: configMap("applied") },
      { fieldManager: "m" },
    );
    await expect(applied).rejects.toMatchObject({ ...refused, message: words("applied") });
    await server.patch(admin, at("configmaps", "old"), { type: "merge", body: { data: { a: "b" } } });
    await server.delete(admin, at("configmaps", "old"));
    await server.patch(admin, at("configmaps", "old"), {
      type: "merge",
      body: { metadata: { finalizers: null } },
    });
    expect((await server.list(admin, at("configmaps"))).items).toEqual([]);
  });

  test("keeps what others have to see to, and its metadata's finalizers as well", async () => {
    const { server, at, remove, finalize, get } = await withNamespace(
      { finalizers: ["example.com/m"] },
      { finalizers: ["example.com/s"] },
    );
    expect(await get()).toMatchObject({ spec: { finalizers: ["example.com/s", "kubernetes"] } });
    await remove();
    await finalize(["example.com/s"]);
    await server.patch(admin, at("namespaces", "n"), {
      type: "merge",
      body: { metadata: { finalizers: null } },
    });
    expect(await get()).toMatchObject({ spec: { finalizers: ["example.com/s"] } });
    await finalize([]);
    await expect(get()).rejects.toMatchObject({ code: "SLIP-API-001" });
  });

  test("is only looked at by a dry run", async () => {
    const { server, at, get } = await withNamespace();
    const { object } = await server.delete(admin, at("namespaces", "n"), { dryRun: true });
    expect(object).toMatchObject(TERMINATING.object);
    expect(await get()).toMatchObject({ status: { phase: "Active" } });
  });

  test("tells its watchers of the mark and of the end", async () => {
    const { server, at, remove, finalize } = await withNamespace();
    const signal = new AbortController();
    const events = server.watch(admin, at("namespaces"), {
      fieldSelector: "metadata.name=n",
      signal: signal.signal,
    });
    const told = take(events, 3);
    await remove();
    await finalize([]);
    expect((await told).map(summaryOf)).toEqual(["ADDED n", "MODIFIED n", "DELETED n"]);
    signal.abort();
  });

  test("does not go from under an object that is being created in the same turn", async () => {
    const { server, at, remove } = await withNamespace();
    const created = server.create(admin, at("configmaps"), configMap("c"));
    expect(await remove()).toMatchObject(TERMINATING);
    await created;
  });
});

test("a namespace's spec.finalizers and phase are nothing that the main endpoint changes", async () => {
  const { server, at, get } = await withNamespace();
  const body = {
    spec: { finalizers: [] },
    status: { phase: "Terminating" },
    metadata: { labels: { a: "b" } },
  };
  await server.patch(admin, at("namespaces", "n"), { type: "merge", body });
  await server.update(admin, at("namespaces", "n"), { metadata: { name: "n", labels: { a: "c" } } });
  expect(await get()).toMatchObject({
    metadata: { labels: { a: "c" } },
    spec: { finalizers: ["kubernetes"] },
    status: { phase: "Active" },
  });
});
