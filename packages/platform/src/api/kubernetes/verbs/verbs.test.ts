import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog as log } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "../testing/test-door.ts";
import { trainingJobCrd } from "../testing/training-job-crd.ts";

const JOBS = "/apis/ml.example.com/v1/namespaces/default/trainingjobs";
const SECRETS = "/api/v1/namespaces/default/secrets";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const clock = new ManualClock();
let at: TestDoor;

beforeAll(async () => {
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [trainingJobCrd], tokens, clock, log });
  at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
});
afterAll(() => at.close());

const job = (name: string, metadata: object = {}) => ({
  apiVersion: "ml.example.com/v1",
  kind: "TrainingJob",
  metadata: { name, ...metadata },
  spec: { image: "abc" },
});

const MERGE = "application/merge-patch+json";
const JSON_PATCH = "application/json-patch+json";

describe("one object's life", () => {
  test("it is created, read, changed in each way, and deleted", async () => {
    const created = await at.send("POST", JOBS, { body: job("life") });
    expect([created.http, created.body["kind"]]).toEqual([201, "TrainingJob"]);
    expect((await at.send("GET", `${JOBS}/life`)).body).toEqual(created.body);

    const put = { ...created.body, spec: { image: "abc", replicas: 2 } };
    expect((await at.send("PUT", `${JOBS}/life`, { body: put })).body).toMatchObject({
      spec: { replicas: 2 },
    });
    const merged = await at.send("PATCH", `${JOBS}/life`, { body: '{"spec":{"replicas":3}}', type: MERGE });
    expect(merged.body).toMatchObject({ spec: { replicas: 3 } });
    const operations = '[{"op":"replace","path":"/spec/replicas","value":4}]';
    const patched = await at.send("PATCH", `${JOBS}/life`, { body: operations, type: JSON_PATCH });
    expect(patched.body).toMatchObject({ spec: { replicas: 4 }, metadata: { generation: 4 } });

    const deleted = await at.send("DELETE", `${JOBS}/life`, { body: { propagationPolicy: "Background" } });
    expect(deleted.http).toBe(200);
    expect(deleted.body).toMatchObject({
      kind: "Status",
      status: "Success",
      details: { name: "life", group: "ml.example.com", kind: "trainingjobs", uid: expect.any(String) },
    });
    expect((await at.send("GET", `${JOBS}/life`)).body).toMatchObject({ reason: "NotFound", code: 404 });
  });

  test("its status is written through its own place, and nothing else of it there", async () => {
    await at.send("POST", JOBS, { body: job("told") });
    const body = '{"status":{"phase":"Running"},"spec":{"replicas":9}}';
    const withStatus = await at.send("PATCH", `${JOBS}/told/status`, { body, type: MERGE });
    expect(withStatus.body).toMatchObject({ status: { phase: "Running" }, spec: { replicas: 1 } });
  });

  test("with a finalizer left it is shown as it stays", async () => {
    await at.send("POST", JOBS, { body: job("held", { finalizers: ["x.example.com/f"] }) });
    const { http, body } = await at.send("DELETE", `${JOBS}/held`);
    expect(http).toBe(200);
    expect(body).toMatchObject({ kind: "TrainingJob", metadata: { deletionTimestamp: expect.any(String) } });
  });

  test("what the query asks of a delete holds as what the body asks", async () => {
    await at.send("POST", JOBS, { body: job("orphaning") });
    const { body } = await at.send("DELETE", `${JOBS}/orphaning?propagationPolicy=Orphan`);
    expect(body).toMatchObject({ metadata: { finalizers: ["orphan"] } });
    await at.send("POST", JOBS, { body: job("kept") });
    const refused = await at.send("DELETE", `${JOBS}/kept`, { body: { preconditions: { uid: "other" } } });
    expect(refused.body).toMatchObject({ reason: "Conflict", code: 409 });
    expect((await at.send("DELETE", `${JOBS}/kept?dryRun=All`)).http).toBe(200);
    expect((await at.send("GET", `${JOBS}/kept`)).http).toBe(200);
  });

  test("a writer that gives no name is known by its User-Agent", async () => {
    const headers = { "user-agent": "my-client/v1.2 (linux)" };
    const { body } = await at.send("POST", JOBS, { body: job("managed"), headers });
    expect(JSON.stringify(body["metadata"])).toContain('"manager":"my-client"');
  });
});

describe("patches", () => {
  test("a custom resource takes no strategic merge, and says what it takes", async () => {
    const type = "application/strategic-merge-patch+json";
    const { http, body } = await at.send("PATCH", `${JOBS}/told`, { body: "{}", type });
    expect(http).toBe(415);
    expect(body["message"]).toBe(
      "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml",
    );
  });

  test("a built-in kind takes a strategic merge", async () => {
    await at.send("POST", SECRETS, { body: { metadata: { name: "s" }, stringData: { a: "1" } } });
    const type = "application/strategic-merge-patch+json";
    const { http, body } = await at.send("PATCH", `${SECRETS}/s`, { body: '{"data":{"b":"Mg=="}}', type });
    expect([http, body["data"]]).toEqual([200, { a: "MQ==", b: "Mg==" }]);
  });

  test.each([
    [JSON_PATCH, '{"a":1}', 400, "error decoding patch: json: cannot unmarshal object"],
    [JSON_PATCH, "[", 400, "error decoding patch"],
    [MERGE, "[]", 400, "error decoding patch: expected an object"],
    [JSON_PATCH, JSON.stringify(Array(10_001).fill({ op: "test", path: "" })), 413, "10000, got 10001"],
    [`${MERGE}; charset=utf-8`, "{}", 200, undefined],
  ])("a %s of %.20s is answered with what a real server says", async (type, body, http, message) => {
    const answer = await at.send("PATCH", `${JOBS}/told`, { body, type });
    expect(answer.http).toBe(http);
    if (message !== undefined) expect(answer.body["message"]).toContain(message);
  });

  test("only an apply can be forced, and an apply names its manager", async () => {
    const force = await at.send("PATCH", `${JOBS}/told?force=true`, { body: "{}", type: MERGE });
    expect(force.body).toMatchObject({ code: 422, details: { causes: [{ field: "force" }] } });
    const type = "application/apply-patch+yaml";
    const nameless = await at.send("PATCH", `${JOBS}/told`, { body: JSON.stringify(job("told")), type });
    expect(nameless.body).toMatchObject({ code: 422, details: { causes: [{ field: "fieldManager" }] } });
  });
});

describe("forms of an answer", () => {
  test("a table has a column for each that the kind declares, and each row the object's metadata", async () => {
    await at.send("POST", JOBS, { body: job("rowed", { labels: { only: "rowed" } }) });
    clock.advance(190_000);
    const { body } = await at.send("GET", `${JOBS}?labelSelector=only%3Drowed`, { accept: TABLE });
    expect(body).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      metadata: { resourceVersion: expect.any(String) },
      rows: [{ cells: ["rowed", null, 1, "abc", "3m10s"], object: { kind: "PartialObjectMetadata" } }],
    });
    const columns = body["columnDefinitions"] as { name: string; priority: number }[];
    expect(columns.map((column) => `${column.name} ${column.priority}`)).toEqual([
      "Name 0",
      "Phase 0",
      "Replicas 0",
      "Image 1",
      "Age 0",
    ]);
  });

  test("a row carries as much of its object as the client asks for", async () => {
    const row = async (include: string) => {
      const { body } = await at.send("GET", `${JOBS}/rowed?includeObject=${include}`, { accept: TABLE });
      return (body["rows"] as { object?: object }[])[0]?.object;
    };
    expect(await row("None")).toBeUndefined();
    expect(await row("Object")).toMatchObject({ kind: "TrainingJob", spec: { image: "abc" } });
    expect(await row("Metadata")).not.toHaveProperty("spec");
  });

  test("metadata alone is told to who wants no more", async () => {
    const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    const { body } = await at.send("GET", JOBS, { accept });
    expect(body).toMatchObject({ kind: "PartialObjectMetadataList", apiVersion: "meta.k8s.io/v1" });
    for (const item of body["items"] as object[])
      expect(Object.keys(item).sort()).toEqual(["apiVersion", "kind", "metadata"]);
  });

  test("a list is paged, each page leading to the next", async () => {
    const first = await at.send("GET", `${JOBS}?limit=1`);
    const metadata = first.body["metadata"] as { continue: string; remainingItemCount: number };
    expect(first.body).toMatchObject({ kind: "TrainingJobList", apiVersion: "ml.example.com/v1" });
    const second = await at.send("GET", `${JOBS}?limit=1&continue=${encodeURIComponent(metadata.continue)}`);
    expect(second.body["metadata"]).toMatchObject({ remainingItemCount: metadata.remainingItemCount - 1 });
  });

  test("a collection is deleted as far as its selector reaches, and what was deleted is listed", async () => {
    for (const name of ["c1", "c2"])
      await at.send("POST", JOBS, { body: job(name, { labels: { gone: "yes" } }) });
    const { body } = await at.send("DELETE", `${JOBS}?labelSelector=gone%3Dyes`);
    expect((body["items"] as { metadata: { name: string } }[]).map((item) => item.metadata.name)).toEqual([
      "c1",
      "c2",
    ]);
    expect((await at.send("GET", `${JOBS}/rowed`)).http).toBe(200);
  });

  test("YAML is written for who accepts nothing else", async () => {
    const { text, headers } = await at.send("GET", `${JOBS}/rowed`, { accept: "application/yaml" });
    expect(headers["content-type"]).toBe("application/yaml");
    expect(text).toMatch(/^apiVersion: ml\.example\.com\/v1$/m);
  });
});
