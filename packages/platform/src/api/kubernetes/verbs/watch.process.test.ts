import type { IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createApiServer } from "#embedded/apiserver/create-api-server.ts";
import { createStorage } from "#embedded/storage/create-storage.ts";
import type { Storage } from "#embedded/storage/storage.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { silentLog as log } from "#lib/log.ts";
import { ManualClock } from "#lib/manual-clock.ts";
import { openTestDoor, type Sent, type TestDoor, TOKENS as tokens } from "../testing/test-door.ts";
import { trainingJobCrd } from "../testing/training-job-crd.ts";

const JOBS = "/apis/ml.example.com/v1/namespaces/default/trainingjobs";
const TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

interface Event {
  readonly type: string;
  readonly object: {
    readonly kind: string;
    readonly metadata: {
      readonly name: string;
      readonly resourceVersion: string;
      readonly annotations?: object;
    };
    readonly columnDefinitions?: readonly unknown[];
    readonly rows?: readonly { readonly cells: readonly unknown[] }[];
  } & Record<string, unknown>;
}

let at: TestDoor;
let clock: ManualClock;
let storage: Storage;
const opened: IncomingMessage[] = [];

beforeEach(async () => {
  clock = new ManualClock();
  storage = createStorage({ file: ":memory:", clock });
  const server = await createApiServer({ storage, definitions: [trainingJobCrd], tokens, clock, log });
  at = await openTestDoor({ server, ledger: createMemoryLedger(), clock });
});
afterEach(async () => {
  for (const response of opened.splice(0)) response.destroy();
  await at.close();
});

/** Opens a watch; `next` gives its events one by one, undefined after the last. */
async function watch(query = "", { path = JOBS, ...sent }: Sent & { readonly path?: string } = {}) {
  const response = await at.open(`${path}?watch=true${query}`, sent);
  opened.push(response);
  response.on("error", () => {});
  const lines = createInterface({ input: response })[Symbol.asyncIterator]();
  const next = async (): Promise<Event | undefined> => {
    const line = await lines.next();
    return line.done === true ? undefined : (JSON.parse(line.value) as Event);
  };
  return { response, next };
}

const create = async (name: string, raw: object = {}) => {
  const body = {
    apiVersion: "ml.example.com/v1",
    kind: "TrainingJob",
    metadata: { name },
    spec: { image: "abc", raw },
  };
  return (await at.send("POST", JOBS, { body })).body as unknown as Event["object"];
};
const label = (name: string, value: string) =>
  at.send("PATCH", `${JOBS}/${name}`, {
    body: JSON.stringify({ metadata: { labels: { is: value } } }),
    type: "application/merge-patch+json",
  });

test("a watch shows what is there, then every change, until it is deleted", async () => {
  await create("a");
  const { next } = await watch();
  expect(await next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "a" } } });
  await label("a", "changed");
  expect(await next()).toMatchObject({
    type: "MODIFIED",
    object: { metadata: { labels: { is: "changed" } } },
  });
  await at.send("DELETE", `${JOBS}/a`);
  expect(await next()).toMatchObject({ type: "DELETED", object: { metadata: { name: "a" } } });
});

test("a watch from a list's revision misses nothing and repeats nothing", async () => {
  await create("before");
  const { body } = await at.send("GET", JOBS);
  const { resourceVersion } = body["metadata"] as { resourceVersion: string };
  await create("between");
  const { next } = await watch(`&resourceVersion=${resourceVersion}`);
  expect(await next()).toMatchObject({ type: "ADDED", object: { metadata: { name: "between" } } });
});

test("a quiet watch has its headers at once", async () => {
  const { response } = await watch(`&resourceVersion=${await headRevision()}`);
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toBe("application/json");
});

test.each([0, 1])("a watch-list over %d objects ends its beginning with a bookmark", async (count) => {
  for (let index = 0; index < count; index++) await create(`there-${index}`);
  const { next } = await watch(
    "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true",
  );
  for (let index = 0; index < count; index++) expect((await next())?.type).toBe("ADDED");
  expect(await next()).toMatchObject({
    type: "BOOKMARK",
    object: { kind: "TrainingJob", metadata: { annotations: { "k8s.io/initial-events-end": "true" } } },
  });
});

test("a watch as a table tells its columns once", async () => {
  await create("a");
  await create("b");
  const { next } = await watch("", { accept: TABLE });
  const [first, second] = [await next(), await next()];
  expect(first?.object).toMatchObject({ kind: "Table", rows: [{ cells: ["a", null, 1, "abc", "0s"] }] });
  expect(first?.object.columnDefinitions).toHaveLength(5);
  expect(second?.object.columnDefinitions).toEqual([]);
  expect(second?.object.rows?.[0]?.cells[0]).toBe("b");
});

test("a revision that is forgotten is an error in the stream, as clients expect it", async () => {
  const { metadata } = await create("old");
  for (let index = 0; index < 9; index++) await create(`large-${index}`, { fill: "x".repeat(1_000_000) });
  storage.compact(storage.head);
  const { response, next } = await watch(`&resourceVersion=${metadata.resourceVersion}`);
  expect(response.statusCode).toBe(200);
  expect(await next()).toMatchObject({
    type: "ERROR",
    object: { kind: "Status", status: "Failure", reason: "Expired", code: 410 },
  });
  expect(await next()).toBeUndefined();
});

test("what can be refused at once is refused with its own status", async () => {
  const bad = await watch("&labelSelector=a%3D%3D%3Db");
  expect(bad.response.statusCode).toBe(400);
  const forbidden = await watch("", { token: "alice" });
  expect(forbidden.response.statusCode).toBe(403);
});

test("a watch of one object by its path shows that one alone", async () => {
  const { next } = await watch("", { path: `${JOBS}/wanted` });
  await create("other");
  await create("wanted");
  expect(await next()).toMatchObject({ object: { metadata: { name: "wanted" } } });
});

test("a watch ends in good order when its time is up", async () => {
  const { next } = await watch("&timeoutSeconds=5");
  clock.advance(5_000);
  expect(await next()).toBeUndefined();
});

test("a reader that stalls is dropped, and the others hear everything meanwhile", async () => {
  const stalled = await at.open(`${JOBS}?watch=true`);
  stalled.on("error", () => {});
  const awake = await watch();
  const fill = "x".repeat(1_000_000);
  for (let index = 0; index < 30; index++) {
    await create(`big-${index}`, { fill });
    expect((await awake.next())?.object.metadata.name).toBe(`big-${index}`);
  }
  await create("small");
  expect((await awake.next())?.object.metadata.name).toBe("small");
  clock.advance(30_000);
  await expect(textOf(stalled)).rejects.toThrow("aborted");
  await create("after");
  expect((await awake.next())?.object.metadata.name).toBe("after");
});

test("closing the door ends its watches in good order", async () => {
  const { next } = await watch();
  await at.door.close();
  expect(await next()).toBeUndefined();
});

async function headRevision(): Promise<string> {
  const { body } = await at.send("GET", JOBS);
  return (body["metadata"] as { resourceVersion: string }).resourceVersion;
}

async function textOf(response: IncomingMessage): Promise<number> {
  let length = 0;
  for await (const chunk of response) length += (chunk as Buffer).length;
  return length;
}
