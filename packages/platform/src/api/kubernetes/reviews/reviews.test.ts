import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock as clock } from "#lib/clock.ts";
import { silentLog as log } from "#lib/log.ts";
import { openTestDoor, type TestDoor, TOKENS as tokens } from "../testing/test-door.ts";
import { trainingJobCrd } from "../testing/training-job-crd.ts";

let at: TestDoor;

beforeAll(async () => {
  const storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [trainingJobCrd], tokens, clock, log });
  at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
});
afterAll(() => at.close());

const AUTHORIZATION = "/apis/authorization.k8s.io/v1";
const jobs = { group: "ml.example.com", resource: "trainingjobs", namespace: "default" };

async function mayI(token: string, spec: object): Promise<unknown> {
  const { http, body } = await at.send("POST", `${AUTHORIZATION}/selfsubjectaccessreviews`, {
    token,
    body: { kind: "SelfSubjectAccessReview", apiVersion: "authorization.k8s.io/v1", spec },
  });
  expect(http).toBe(201);
  return (body["status"] as { allowed: unknown }).allowed;
}

test.each([
  ["admin", { resourceAttributes: { ...jobs, verb: "create" } }, true],
  ["admin", { resourceAttributes: { verb: "*", group: "*", resource: "*" } }, true],
  ["admin", { resourceAttributes: { ...jobs, verb: "create", resource: "unheard-of" } }, true],
  ["viewer", { resourceAttributes: { ...jobs, verb: "list" } }, true],
  ["viewer", { resourceAttributes: { ...jobs, verb: "delete" } }, false],
  [
    "viewer",
    { resourceAttributes: { group: "", resource: "secrets", namespace: "default", verb: "get" } },
    false,
  ],
  ["viewer", { resourceAttributes: { verb: "get", group: "*", resource: "*" } }, false],
  ["alice", { resourceAttributes: { ...jobs, verb: "get" } }, false],
  ["alice", { nonResourceAttributes: { verb: "get", path: "/version" } }, true],
  ["alice", { nonResourceAttributes: { verb: "get", path: "/metrics" } }, false],
  ["admin", { nonResourceAttributes: { verb: "get", path: "/metrics" } }, true],
  ["admin", {}, false],
])("%s asking %j is told %s", async (token, spec, allowed) => {
  expect(await mayI(token, spec)).toBe(allowed);
});

test("a caller can list what it may do", async () => {
  const { body } = await at.send("POST", `${AUTHORIZATION}/selfsubjectrulesreviews`, {
    token: "viewer",
    body: { spec: { namespace: "default" } },
  });
  const { resourceRules } = body["status"] as { resourceRules: { resources: string[]; verbs: string[] }[] };
  const ofJobs = resourceRules.find((rule) => rule.resources.includes("trainingjobs"));
  expect(ofJobs?.verbs).toEqual(["get", "list", "watch"]);
  expect(resourceRules.flatMap((rule) => rule.resources)).not.toContain("secrets");
});

test("a caller can ask who it is", async () => {
  const { body } = await at.send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    token: "viewer",
    body: {},
  });
  expect(body).toMatchObject({
    kind: "SelfSubjectReview",
    status: { userInfo: { username: "viewer", groups: ["slipway:viewers", "system:authenticated"] } },
  });
});

test("a question of another kind, or asked otherwise, is refused", async () => {
  const path = `${AUTHORIZATION}/selfsubjectaccessreviews`;
  expect((await at.send("POST", path, { body: { kind: "Pod" } })).body).toMatchObject({
    reason: "BadRequest",
  });
  expect((await at.send("GET", path)).body).toMatchObject({ reason: "MethodNotAllowed" });
});
