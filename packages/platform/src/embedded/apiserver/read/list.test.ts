import { defined } from "@slipway/model";
import { expect, test } from "vitest";
import { admin, configMap, names, type TestServer, testServer } from "../testing/test-server.ts";

async function filled(count: number): Promise<TestServer> {
  const made = await testServer();
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      made.server.create(
        admin,
        made.at("configmaps"),
        configMap(`c${String(index).padStart(4, "0")}`, { labels: { even: String(index % 2 === 0) } }),
      ),
    ),
  );
  return made;
}

test("Pages go on where the last one ended, as of its revision, and say how many are left", async () => {
  const { server, at } = await filled(5);
  const first = await server.list(admin, at("configmaps"), { limit: 2 });
  expect(names(first.items)).toEqual(["c0000", "c0001"]);
  expect(first.remainingItemCount).toBe(3);
  await server.delete(admin, at("configmaps", "c0003"));
  await server.create(admin, at("configmaps"), configMap("c0001a"));
  const second = await server.list(admin, at("configmaps"), { limit: 2, continue: first.continue ?? "" });
  expect(names(second.items)).toEqual(["c0002", "c0003"]);
  expect(second.resourceVersion).toBe(first.resourceVersion);
  const third = await server.list(admin, at("configmaps"), { limit: 2, continue: second.continue ?? "" });
  expect(names(third.items)).toEqual(["c0004"]);
  expect(third.continue).toBeUndefined();
});

test("With a selector pages are full as well, and no count is promised", async () => {
  const { server, at } = await filled(1200);
  const found: string[] = [];
  let after: string | undefined;
  do {
    const page = await server.list(admin, at("configmaps"), {
      limit: 250,
      labelSelector: "even=true",
      ...defined({ continue: after }),
    });
    expect(page.remainingItemCount).toBeUndefined();
    if (page.continue !== undefined) expect(page.items).toHaveLength(250);
    found.push(...names(page.items));
    after = page.continue;
  } while (after !== undefined);
  expect(found).toHaveLength(600);
  expect(new Set(found).size).toBe(600);
});

test("A token that points behind the last object ends the list", async () => {
  const { server, storage, at } = await filled(2);
  const token = Buffer.from(
    JSON.stringify({ v: "meta.k8s.io/v1", rv: storage.head, start: "default/zzz" }),
  ).toString("base64url");
  const page = await server.list(admin, at("configmaps"), { limit: 1, continue: token });
  expect(page).toEqual({ items: [], resourceVersion: String(storage.head) });
});

test("A token cannot lead out of the namespace it is used in", async () => {
  const { server, storage, at } = await filled(2);
  await server.create(admin, at("configmaps", undefined, "kube-system"), configMap("hidden"));
  const token = Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: storage.head, start: "" })).toString(
    "base64url",
  );
  const page = await server.list(admin, at("configmaps"), { limit: 100, continue: token });
  expect(names(page.items)).toEqual(["c0000", "c0001"]);
});

test("A page whose revision is forgotten is Expired", async () => {
  const { server, storage, at } = await filled(3);
  const first = await server.list(admin, at("configmaps"), { limit: 1 });
  await server.create(admin, at("configmaps"), configMap("d"));
  storage.compact(storage.head);
  await expect(
    server.list(admin, at("configmaps"), { limit: 1, continue: first.continue ?? "" }),
  ).rejects.toMatchObject({ code: "SLIP-API-007" });
});

test("A list may be of an exact earlier revision", async () => {
  const { server, storage, at } = await filled(2);
  const resourceVersion = String(storage.head);
  await server.delete(admin, at("configmaps", "c0000"));
  const then = await server.list(admin, at("configmaps"), { resourceVersion, resourceVersionMatch: "Exact" });
  expect(names(then.items)).toEqual(["c0000", "c0001"]);
  const newest = await server.list(admin, at("configmaps"), { resourceVersion });
  expect(names(newest.items)).toEqual(["c0001"]);
});

/** From the recorded answers of a real server. */
const REFUSED = [
  [
    { resourceVersion: "99999999" },
    "SLIP-API-015",
    /^Timeout: Too large resource version: 99999999, current: \d+$/,
  ],
  [
    { resourceVersion: "abc" },
    "SLIP-API-008",
    /^invalid resource version: resourceVersion: Invalid value: "abc": strconv\.ParseUint: parsing "abc": invalid syntax$/,
  ],
  [
    { resourceVersion: "0", resourceVersionMatch: "Exact" },
    "SLIP-API-004",
    /^ListOptions\.meta\.k8s\.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch "exact" is forbidden for resourceVersion "0"$/,
  ],
  [
    { resourceVersionMatch: "Exact" },
    "SLIP-API-004",
    /^ListOptions\.meta\.k8s\.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided$/,
  ],
  [{ limit: 1, continue: "zzz" }, "SLIP-API-008", /^invalid continue token: continue key is not valid: /],
] as const;

for (const [options, code, message] of REFUSED) {
  test(`A list with ${JSON.stringify(options)} is refused as real servers do`, async () => {
    const { server, at } = await testServer();
    await expect(server.list(admin, at("configmaps"), options)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
}

test("Cluster-scoped objects are listed without a namespace", async () => {
  const { server, at } = await testServer();
  expect(names((await server.list(admin, at("namespaces"))).items)).toEqual([
    "default",
    "kube-system",
    "slipway-system",
  ]);
});
