import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";
import { expect, test } from "vitest";
import type { StructuralSchema } from "../resources.ts";
import { admin, configMap, testServer } from "../testing/test-server.ts";

const widgets = (spec: StructuralSchema): CustomResourceDefinition => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { kind: "Widget", listKind: "WidgetList", plural: "widgets", singular: "widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: { spec, status: { type: "object", properties: { phase: { type: "string" } } } },
          },
        },
      },
    ],
  },
});

const widget = (name: string, spec: object): object => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name },
  spec,
});

test("Fifty patches of different keys at once all survive", async () => {
  const { server, at } = await testServer();
  await server.create(admin, at("configmaps"), configMap("c"));
  await Promise.all(
    Array.from({ length: 50 }, (_, index) =>
      server.patch(admin, at("configmaps", "c"), { type: "merge", body: { data: { [`k${index}`]: "v" } } }),
    ),
  );
  const object = await server.get(admin, at("configmaps", "c"));
  expect(Object.keys((object as { data?: object }).data ?? {})).toHaveLength(50);
});

test("A default that a definition has got since fills in what was stored before", async () => {
  const before = await testServer([widgets({ type: "object", properties: { size: { type: "integer" } } })]);
  await before.server.create(admin, before.at("widgets"), widget("w", { size: 1 }));
  const after = await testServer(
    [
      widgets({
        type: "object",
        properties: { size: { type: "integer" }, colour: { type: "string", default: "blue" } },
      }),
    ],
    before.storage,
  );
  const spec = { size: 1, colour: "blue" };
  expect(await after.server.get(admin, after.at("widgets", "w"))).toMatchObject({ spec });
  expect((await after.server.list(admin, after.at("widgets"))).items).toMatchObject([{ spec }]);
});

test("What was stored before a schema grew stricter can be written elsewhere, and not made worse", async () => {
  const loose = await testServer([widgets({ type: "object", properties: { size: { type: "integer" } } })]);
  await loose.server.create(admin, loose.at("widgets"), widget("w", { size: 500 }));
  const strict = await testServer(
    [widgets({ type: "object", properties: { size: { type: "integer", maximum: 10 } } })],
    loose.storage,
  );
  const target = strict.at("widgets", "w");
  const status = await strict.server.patch(
    admin,
    { ...target, subresource: "status" },
    { type: "merge", body: { status: { phase: "Busy" } } },
  );
  expect(status.object.status).toEqual({ phase: "Busy" });
  await expect(
    strict.server.patch(admin, target, { type: "merge", body: { spec: { size: 501 } } }),
  ).rejects.toMatchObject({ code: "SLIP-API-004" });
});

test("A name is made from its prefix and the server's alphabet", async () => {
  const { server, at } = await testServer();
  const { object } = await server.create(admin, at("configmaps"), { metadata: { generateName: "gen-" } });
  expect(object.metadata.name).toMatch(/^gen-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});

test("A body that nests without end, or names a prototype, does no harm", async () => {
  const { server, at } = await testServer();
  let deep: unknown = 1;
  for (let level = 0; level < 100_000; level++) deep = [deep];
  await expect(
    server.create(admin, at("configmaps"), { metadata: { name: "deep" }, data: { deep } }),
  ).rejects.toMatchObject({ code: "SLIP-API-008" });
  const hostile = JSON.parse('{"metadata":{"name":"h"},"data":{"__proto__":"x"},"__proto__":{"polluted":1}}');
  const { object } = await server.create(admin, at("configmaps"), hostile);
  expect((object as { polluted?: unknown }).polluted).toBeUndefined();
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  await expect(
    server.patch(admin, at("configmaps", "h"), {
      type: "json",
      body: [{ op: "add", path: "/__proto__/polluted", value: 1 }],
    }),
  ).rejects.toMatchObject({ code: "SLIP-API-004" });
});

test("The definitions can be looked at and not written", async () => {
  const { server, at } = await testServer([widgets({ type: "object" })]);
  const crd = await server.get(admin, at("customresourcedefinitions", "widgets.example.com"));
  expect(crd).toMatchObject({
    spec: { group: "example.com" },
    status: {
      conditions: expect.arrayContaining([expect.objectContaining({ type: "Established", status: "True" })]),
    },
  });
  await expect(
    server.delete(admin, at("customresourcedefinitions", "widgets.example.com")),
  ).rejects.toMatchObject({ code: "SLIP-API-010" });
});

test("A secret's value is in no error message", async () => {
  const { server, at } = await testServer();
  const bad = server.create(admin, at("secrets"), {
    metadata: { name: "s" },
    data: { key: "hidden, and not base64" },
  });
  await expect(bad).rejects.toMatchObject({
    code: "SLIP-API-004",
    message: expect.not.stringContaining("hidden"),
  });
  await expect(
    server.create(admin, at("secrets"), { metadata: { name: "s" }, stringData: { key: ["hidden"] } }),
  ).rejects.toMatchObject({ message: expect.not.stringContaining("hidden") });
});
