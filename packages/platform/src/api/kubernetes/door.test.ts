import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock as clock } from "#lib/clock.ts";
import { silentLog as log } from "#lib/log.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "./testing/test-door.ts";
import { trainingJobCrd } from "./testing/training-job-crd.ts";

const JOBS = "/apis/ml.example.com/v1/namespaces/default/trainingjobs";
let at: TestDoor;

beforeAll(async () => {
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [trainingJobCrd], tokens, clock, log });
  at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
});
afterAll(() => at.close());

const job = (name: string, spec: object = {}) => ({
  apiVersion: "ml.example.com/v1",
  kind: "TrainingJob",
  metadata: { name },
  spec: { image: "abc", ...spec },
});

describe("who may come in", () => {
  test.each(["", "nobody"])(
    "a caller with the token %j is refused, and told so as a Status",
    async (token) => {
      const { http, body, headers } = await at.send("GET", JOBS, { token });
      expect(http).toBe(401);
      expect(body).toMatchObject({ kind: "Status", status: "Failure", reason: "Unauthorized", code: 401 });
      expect(headers["x-slipway-code"]).toBe("SLIP-API-005");
    },
  );

  test.each(["/healthz", "/livez", "/readyz"])("%s answers anybody", async (path) => {
    const { http, text } = await at.send("GET", path, { token: "" });
    expect([http, text]).toEqual([200, "ok"]);
  });

  test("a caller without rights may read what is served, and no objects", async () => {
    for (const path of ["/version", "/api", "/apis", "/apis/ml.example.com/v1", "/openapi/v3"]) {
      expect((await at.send("GET", path, { token: "alice" })).http).toBe(200);
    }
    const { http, body } = await at.send("GET", JOBS, { token: "alice" });
    expect(http).toBe(403);
    expect(body).toMatchObject({
      reason: "Forbidden",
      details: { group: "ml.example.com", kind: "trainingjobs" },
    });
  });

  test("an unknown path is a plain 404, and nothing at all to who may not see it", async () => {
    const seen = await at.send("GET", "/metrics");
    expect([seen.http, seen.text, seen.headers["content-type"]]).toEqual([
      404,
      "404 page not found\n",
      "text/plain; charset=utf-8",
    ]);
    const unseen = await at.send("GET", "/metrics", { token: "alice" });
    expect(unseen.body).toMatchObject({ message: 'forbidden: User "alice" cannot get path "/metrics"' });
  });

  test("who may do everything may act for another, with the other's rights, and nobody else may", async () => {
    const as = (token: string) => at.send("GET", JOBS, { token, headers: { "impersonate-user": "bob" } });
    expect((await as("admin")).body).toMatchObject({
      code: 403,
      message: expect.stringContaining('User "bob"'),
    });
    expect((await as("viewer")).body).toMatchObject({
      code: 403,
      message: expect.stringContaining('User "viewer" cannot impersonate resource "users"'),
    });
  });
});

describe("what is served", () => {
  test("current clients get all of it in two documents of the type they asked for", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    const core = await at.send("GET", "/api", { accept });
    expect(core.headers["content-type"]).toBe(
      "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
    );
    expect(JSON.stringify(core.body)).toContain('"resource":"pods"');
    const groups = await at.send("GET", "/apis", { accept });
    const ours = (groups.body["items"] as { metadata: { name?: string }; versions: unknown[] }[]).find(
      (item) => item.metadata.name === "ml.example.com",
    );
    expect(ours?.versions).toEqual([
      {
        version: "v1",
        freshness: "Current",
        resources: [
          {
            resource: "trainingjobs",
            responseKind: { group: "ml.example.com", version: "v1", kind: "TrainingJob" },
            scope: "Namespaced",
            singularResource: "trainingjob",
            verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
            shortNames: ["tj"],
            categories: ["all"],
            subresources: [
              {
                subresource: "status",
                responseKind: { group: "ml.example.com", version: "v1", kind: "TrainingJob" },
                verbs: ["get", "patch", "update"],
              },
            ],
          },
        ],
      },
    ]);
  });

  test("a client that knows the document already is not sent it again, and keeps its media type", async () => {
    const accept = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";
    const first = await at.send("GET", "/apis", { accept });
    const again = await at.send("GET", "/apis", {
      accept,
      headers: { "if-none-match": String(first.headers["etag"]) },
    });
    expect([again.http, again.text, again.headers["content-type"]]).toEqual([304, "", undefined]);
  });

  test("older clients walk: versions, groups, a group, its resources", async () => {
    expect((await at.send("GET", "/api")).body).toMatchObject({ kind: "APIVersions", versions: ["v1"] });
    const groups = (await at.send("GET", "/apis")).body["groups"] as { name: string }[];
    expect(groups.map((group) => group.name)).toContain("ml.example.com");
    expect((await at.send("GET", "/apis/ml.example.com")).body).toMatchObject({
      kind: "APIGroup",
      preferredVersion: { groupVersion: "ml.example.com/v1", version: "v1" },
    });
    const resources = (await at.send("GET", "/api/v1")).body["resources"] as { name: string }[];
    expect(resources.map((resource) => resource.name)).toEqual(
      expect.arrayContaining(["pods", "pods/log", "pods/status"]),
    );
    expect((await at.send("GET", "/apis/nope.example.com")).text).toBe("404 page not found\n");
  });

  test("the version is one that current clients accept, with our own as its build", async () => {
    const { body } = await at.send("GET", "/version");
    expect(body).toMatchObject({ major: "1", minor: "34" });
    expect(body["gitVersion"]).toMatch(/^v1\.34\.\d+\+slipway-0\.0\.0-test$/);
  });
});

describe("OpenAPI", () => {
  test("the index leads to a document that never changes, and an old address to the new one", async () => {
    const { body } = await at.send("GET", "/openapi/v3");
    const paths = body["paths"] as Record<string, { serverRelativeURL: string }>;
    const url = paths["apis/ml.example.com/v1"]?.serverRelativeURL ?? "";
    const document = await at.send("GET", url);
    expect(document.headers["cache-control"]).toContain("immutable");
    const old = await at.send("GET", "/openapi/v3/apis/ml.example.com/v1?hash=OLD");
    expect([old.http, old.headers["location"]]).toEqual([301, url]);
    const known = await at.send("GET", url, {
      headers: { "if-none-match": String(document.headers["etag"]) },
    });
    expect([known.http, known.text]).toEqual([304, ""]);
  });

  test("a patch says that it takes dryRun and fieldValidation, so that kubectl leaves checking to the server", async () => {
    const { body } = await at.send("GET", "/openapi/v3/apis/ml.example.com/v1");
    const paths = body["paths"] as Record<string, { patch?: { parameters: { name: string }[] } }>;
    const patch = paths["/apis/ml.example.com/v1/namespaces/{namespace}/trainingjobs/{name}"]?.patch;
    expect(patch).toMatchObject({
      "x-kubernetes-group-version-kind": { group: "ml.example.com", version: "v1", kind: "TrainingJob" },
    });
    expect(patch?.parameters.map((each) => each.name)).toEqual(
      expect.arrayContaining(["dryRun", "fieldValidation"]),
    );
  });

  test("every reference in a document leads somewhere in it", async () => {
    const places = Object.keys((await at.send("GET", "/openapi/v3")).body["paths"] as object);
    for (const place of places) {
      const { text, body } = await at.send("GET", `/openapi/v3/${place}`);
      const known = Object.keys((body["components"] as { schemas: object }).schemas);
      const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
        (match) => match[1],
      );
      expect(known).toEqual(expect.arrayContaining(referred));
    }
  });

  test("the older format is an empty document, which is enough for clients that insist on it", async () => {
    for (const sign of ["@", "."]) {
      const accept = `application/com.github.proto-openapi.spec.v2${sign}v1.0+protobuf`;
      const { http, text, headers } = await at.send("GET", "/openapi/v2", { accept });
      expect([http, text, headers["content-type"]]).toEqual([
        200,
        "",
        "application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
      ]);
    }
  });
});

describe("bodies and answers", () => {
  test("a body without a media type is read as JSON, one in YAML as YAML", async () => {
    const json = await at.send("POST", JOBS, { body: Buffer.from(JSON.stringify(job("untyped"))) });
    expect(json.http).toBe(201);
    const yaml =
      "apiVersion: ml.example.com/v1\nkind: TrainingJob\nmetadata: {name: in-yaml}\nspec: {image: abc}\n";
    expect((await at.send("POST", JOBS, { body: yaml, type: "application/yaml" })).http).toBe(201);
  });

  test("a body in another format is refused, and the accepted ones are named", async () => {
    const { http, body } = await at.send("POST", JOBS, { body: "x", type: "text/plain" });
    expect(http).toBe(415);
    expect(body["message"]).toContain("accepted media types include: application/json, application/yaml");
  });

  test("a body over 3 MiB is refused before it is parsed", async () => {
    const { http, body } = await at.send("POST", JOBS, {
      body: `"${"x".repeat(3 * 1024 * 1024)}"`,
      type: "application/json",
    });
    expect(http).toBe(413);
    expect(body).toMatchObject({ reason: "RequestEntityTooLarge", code: 413 });
  });

  test("an address that cannot be decoded is an error, not a crash", async () => {
    expect((await at.send("GET", "/api/v1/namespaces/%zz")).http).toBeGreaterThanOrEqual(400);
    expect((await at.send("GET", "/api/v1/namespaces/%zz")).http).toBeLessThan(500);
  });

  test("large answers are compressed for who takes it, small ones and others' are not", async () => {
    for (let index = 0; index < 8; index++) {
      const raw = { fill: "x".repeat(30_000), index };
      await at.send("POST", JOBS, { body: job(`large-${index}`, { raw }) });
    }
    const plain = await at.send("GET", JOBS);
    expect(plain.headers["content-encoding"]).toBeUndefined();
    const refused = await at.send("GET", JOBS, { headers: { "accept-encoding": "gzip;q=0" } });
    expect(refused.headers["content-encoding"]).toBeUndefined();
    const packed = await at.door.inject({
      url: JOBS,
      headers: { authorization: "Bearer admin", "accept-encoding": "br, gzip" },
    });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(gunzipSync(packed.rawPayload).toString()).toBe(plain.text);
    const small = await at.send("GET", `${JOBS}/untyped`, { headers: { "accept-encoding": "gzip" } });
    expect(small.headers["content-encoding"]).toBeUndefined();
  });

  test("a warning of the server reaches the client", async () => {
    const { headers } = await at.send("POST", JOBS, { body: job("warned", { zzz: 1 }) });
    expect(headers["warning"]).toEqual(['299 - "unknown field \\"spec.zzz\\""']);
    const strict = await at.send("POST", `${JOBS}?fieldValidation=Strict`, {
      body: job("strict", { zzz: 1 }),
    });
    expect(strict.http).toBe(400);
  });

  test.each([
    ["POST", "?dryRun=Some", 422, "dryRun"],
    ["POST", "?fieldValidation=Maybe", 422, "fieldValidation"],
    ["DELETE", "/x?propagationPolicy=Foo", 422, "propagationPolicy"],
    ["GET", "?sendInitialEvents=true&watch=true", 422, "resourceVersionMatch"],
    ["GET", "?resourceVersionMatch=NotOlderThan&watch=true", 422, "resourceVersionMatch"],
    ["GET", "?sendInitialEvents=true", 422, "sendInitialEvents"],
  ])("%s %s is refused, and the field is named", async (method, query, http, field) => {
    const answer = await at.send(method, JOBS + query, method === "POST" ? { body: job("x") } : {});
    expect(answer.http).toBe(http);
    expect(answer.body).toMatchObject({ reason: "Invalid", details: { causes: [{ field }] } });
  });

  test.each([
    ["GET", "?limit=many"],
    ["GET", "?watch=true&timeoutSeconds=soon"],
    ["GET", "?includeObject=Some"],
  ])("%s %s cannot be read", async (method, query) => {
    const accept = "application/json;as=Table;v=v1;g=meta.k8s.io";
    expect((await at.send(method, JOBS + query, { accept })).body).toMatchObject({ reason: "BadRequest" });
  });

  test("a method that a place does not have is refused", async () => {
    expect((await at.send("POST", `${JOBS}/untyped`, { body: job("untyped") })).body).toMatchObject({
      code: 405,
      reason: "MethodNotAllowed",
    });
    expect((await at.send("POST", "/apis/ml.example.com/v1/trainingjobs", { body: job("x") })).http).toBe(
      405,
    );
  });

  test.each([
    "/apis/ml.example.com/v1/namespaces/default/foos",
    `${JOBS}/untyped/scale`,
    `${JOBS}/untyped/log`,
    "/apis/ml.example.com/v1/trainingjobs/untyped",
    "/api/v1/namespaces/default/nodes/x",
    "/apis/ml.example.com/v9/namespaces/default/trainingjobs",
  ])("%s is not served: a plain 404", async (path) => {
    const { http, text } = await at.send("GET", path);
    expect([http, text]).toEqual([404, "404 page not found\n"]);
  });
});
