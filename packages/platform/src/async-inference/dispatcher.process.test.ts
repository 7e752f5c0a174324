import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { defined } from "@slipway/model";
import type { AsyncRequest } from "@slipway/model/async-request.ts";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { createMemoryLedger } from "#ledger/sqlite/create-memory-ledger.ts";
import { systemClock } from "#lib/clock.ts";
import { silentLog } from "#lib/log.ts";
import type { Route } from "#router/routing-table.ts";
import { AsyncMeasures } from "./async-measures.ts";
import { Dispatcher } from "./dispatcher.ts";
import type { AsyncEndpoint } from "./endpoints.ts";

const ROOM = { requests: 1_000, bytes: 10_000_000 };
const HOUR = 3_600_000;
const QUEUE = { namespace: "default", endpoint: "Later", uid: "u-1" };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

let folder: string;
let ledger: Ledger;
let artifacts: FolderArtifacts;
let measures: AsyncMeasures;
let servers: Server[];
let workers: Dispatcher[];
/** Where its endpoint is served. */
let pods: readonly string[];
let there: AsyncEndpoint | undefined;
/** For how long it takes feedback by InferenceId. */
let feedbackMs: number | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "slipway-async-"));
  ledger = createMemoryLedger();
  artifacts = await FolderArtifacts.open(folder, systemClock);
  await artifacts.createBucket("data");
  measures = new AsyncMeasures();
  [servers, workers, pods] = [[], [], []];
  there = { ...QUEUE, most: 2 };
  feedbackMs = undefined;
});
afterEach(async () => {
  for (const worker of workers) await worker.close({ graceMs: 0 });
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await ledger.close();
  await artifacts.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pod(handler: Handler): Promise<string> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function work(): Dispatcher {
  const route = (): Route => ({
    ...QUEUE,
    variants: [{ name: "all", weight: 1, pods, instances: new Map(), ...defined({ feedbackMs }) }],
    shadows: [],
  });
  const worker = new Dispatcher({
    queue: ledger.requests,
    answers: ledger.answers,
    endpoints: {
      all: () => [],
      any: () => true,
      find: async () => there,
      firstVariant: () => "all",
    },
    routes: { current: () => new Map([["default/Later", route()]]) },
    artifacts: async () => artifacts,
    measures,
    clock: systemClock,
    log: silentLog,
    lookEveryMs: 50,
  });
  workers.push(worker);
  return worker;
}

async function ask(more: Partial<AsyncRequest> = {}, expiresInMs = HOUR): Promise<string> {
  const id = randomUUID();
  const request: AsyncRequest = {
    inferenceId: `of ${id}`,
    ...(more.payload === undefined ? { inputLocation: "s3://data/in/payload" } : {}),
    outputLocation: `s3://data/out/${id}.out`,
    failureLocation: `s3://data/failed/${id}-error.out`,
    timeoutSeconds: 30,
    ...more,
  };
  const at = new Date();
  const expiresAt = new Date(at.getTime() + expiresInMs);
  const queued = { id, queue: QUEUE, at, expiresAt, json: { ...request } };
  expect(await ledger.requests.add(queued, { each: ROOM, all: ROOM })).toBe(true);
  return id;
}

const put = (payload: string, contentType = "text/csv") =>
  artifacts.put("data", "in/payload", Buffer.from(payload), { contentType });

async function found(
  key: string,
): Promise<{ readonly text: string; readonly type: string | undefined } | undefined> {
  if ((await artifacts.head("data", key)) === undefined) return undefined;
  const { info, body } = await artifacts.get("data", key);
  return { text: await text(body), type: info.contentType };
}

async function answered(
  id: string,
): Promise<{ readonly answer?: string; readonly failure?: string; readonly type?: string | undefined }> {
  for (;;) {
    const answer = await found(`out/${id}.out`);
    if (answer !== undefined) return { answer: answer.text, type: answer.type };
    const failure = await found(`failed/${id}-error.out`);
    if (failure !== undefined) return { failure: failure.text, type: failure.type };
    await sleep(20);
  }
}

async function allDone(): Promise<void> {
  while ((await ledger.requests.depths()).length > 0) await sleep(20);
}

const sums = () =>
  Object.fromEntries([...(measures.take()[0]?.measures ?? [])].map(([name, { sum }]) => [name, sum]));

test("A payload goes to the container as it is, with what was said of it, and the answer to its place", async () => {
  const heard: {
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
    readonly url: string | undefined;
  }[] = [];
  pods = [
    await pod(async (request, response) => {
      heard.push({ headers: request.headers, body: await buffer(request), url: request.url });
      response.writeHead(200, { "content-type": "application/json" }).end("[1]");
    }),
  ];
  await put("1,2\n");
  work();
  const id = await ask({ accept: "application/json", customAttributes: "trace=7" });
  expect(await answered(id)).toEqual({ answer: "[1]", type: "application/json" });
  expect(heard).toHaveLength(1);
  expect(heard[0]).toMatchObject({
    url: "/invocations",
    headers: {
      // That of the object, since the request says none.
      "content-type": "text/csv",
      "content-length": "4",
      accept: "application/json",
      "x-amzn-sagemaker-custom-attributes": "trace=7",
      "x-amzn-sagemaker-inference-id": `of ${id}`,
    },
  });
  expect(heard[0]?.body.toString()).toBe("1,2\n");
  await allDone();
  expect(sums()).toMatchObject({ InvocationsProcessed: 1, Invocation4XXErrors: 0, Invocation5XXErrors: 0 });
  await answered(await ask({ payload: Buffer.from("3,4").toString("base64"), contentType: "text/csv" }));
  expect(heard[1]?.body.toString()).toBe("3,4");
});

test("Who answered is known by the InferenceId where the endpoint asks for it, and not of errors", async () => {
  pods = [
    await pod(async (request, response) => {
      const body = await buffer(request);
      response.writeHead(body.toString() === "bad" ? 400 : 200).end("[1]");
    }),
  ];
  work();
  const send = async (payload: string) => {
    const id = await ask({ payload: Buffer.from(payload).toString("base64"), contentType: "text/csv" });
    await answered(id);
    await allDone();
    const { namespace, endpoint } = QUEUE;
    return ledger.answers.find([{ namespace, endpoint, inferenceId: `of ${id}` }], new Date());
  };
  expect(await send("good")).toEqual([undefined]);
  feedbackMs = HOUR;
  expect(await send("good")).toEqual(["all"]);
  expect(await send("bad")).toEqual([undefined]);
});

test("What a container answers with an error is told in its words, and asked once", async () => {
  let asked = 0;
  pods = [
    await pod((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(503, { "content-type": "application/json" }).end('{"error": "no such column"}');
    }),
  ];
  await put("x");
  work();
  expect(await answered(await ask())).toEqual({
    failure: '{"error": "no such column"}',
    type: "application/json",
  });
  await allDone();
  expect(asked).toBe(1);
  expect(sums()).toMatchObject({ InvocationFailures: 1, InvocationsProcessed: 1, Invocation5XXErrors: 1 });
});

test("A payload that is not there, an answer that comes too late and one that has nowhere to go are told as such", async () => {
  pods = [await pod((request) => void request.resume())];
  work();
  const missing = await ask({ inputLocation: "s3://data/in/nowhere" });
  expect((await answered(missing)).failure).toContain("SLIP-ASYNC-003");
  await put("x");
  const late = await ask({ timeoutSeconds: 1 });
  expect((await answered(late)).failure).toContain(
    '"code":"SLIP-ASYNC-006","message":"The container gave no answer in 1 s."',
  );
  pods = [await pod((request, response) => void request.resume().on("end", () => response.end("fine")))];
  const nowhere = await ask({ outputLocation: "s3://other-bucket/x" });
  expect((await answered(nowhere)).failure).toContain("SLIP-ASYNC-004");
  await allDone();
  expect(sums()).toMatchObject({
    RequestDownloadFailures: 1,
    ResponseUploadFailures: 1,
    InvocationFailures: 3,
  });
});

test("An answer that breaks off is stored not at all, and what breaks pods is sent to three", async () => {
  let asked = 0;
  const breaking: Handler = (request, response) => {
    asked += 1;
    request.resume();
    response.writeHead(200, { "content-length": "1000" });
    response.write("half of it", () => response.destroy());
  };
  pods = [await pod(breaking), await pod(breaking)];
  await put("x");
  work();
  const id = await ask();
  expect((await answered(id)).failure).toContain("SLIP-ASYNC-007");
  expect(asked).toBe(3);
  expect(await found(`out/${id}.out`)).toBeUndefined();
});

test("A pod that is replaced while it has requests loses them to the next one", async () => {
  let asked = 0;
  const old = await pod((request) => {
    asked += 1;
    request.resume();
  });
  pods = [old, "127.0.0.1:1"];
  await put("x");
  work();
  const ids = [await ask(), await ask()];
  await expect.poll(() => asked).toBe(1);
  pods = [await pod((request, response) => void request.resume().on("end", () => response.end("new")))];
  servers[0]?.closeAllConnections();
  for (const id of ids) expect(await answered(id)).toMatchObject({ answer: "new" });
});

test("A pod that nobody can reach holds up none that another has room for, though it has the fewest", async () => {
  let asked = 0;
  const busy = await pod((request, response) => {
    asked += 1;
    request.resume();
    if (asked > 1) response.end("done");
  });
  pods = [busy, "127.0.0.1:1"];
  await put("x");
  work();
  const stays = await ask();
  await expect.poll(() => asked).toBe(1);
  const others = [await ask(), await ask()];
  const all = await Promise.all(others.map((id) => answered(id)));
  expect(all.map(({ answer }) => answer)).toEqual(["done", "done"]);
  // It is asked still: the others went through the pod's second place.
  expect(await found(`failed/${stays}-error.out`)).toBeUndefined();
});

test("No pod has more at a time than it may, and all are answered", async () => {
  let [now, most] = [0, 0];
  const slow: Handler = (request, response) => {
    now += 1;
    most = Math.max(most, now);
    request.resume();
    setTimeout(() => {
      now -= 1;
      response.end("done");
    }, 30);
  };
  pods = [await pod(slow)];
  await put("x");
  const ids = await Promise.all(Array.from({ length: 20 }, () => ask()));
  // Two workers at one queue.
  work();
  work();
  for (const id of ids) expect((await answered(id)).answer).toBe("done");
  expect(most).toBe(2);
});

test("What has waited too long expires without a pod, and what waits for an endpoint that is gone is told so", async () => {
  work();
  const late = await ask({}, -1);
  expect((await answered(late)).failure).toContain("SLIP-ASYNC-005");
  await allDone();
  expect(sums()).toMatchObject({ ExpiredRequests: 1, InvocationFailures: 1 });
  const waits = await ask();
  await sleep(100);
  expect(await found(`failed/${waits}-error.out`)).toBeUndefined();
  there = undefined;
  expect((await answered(waits)).failure).toContain("SLIP-ASYNC-008");
});

test("A worker that is closed gives back what it has, and another takes it up at once", async () => {
  let stuck = true;
  pods = [
    await pod((request, response) => {
      request.resume();
      if (!stuck) response.end("by the next");
    }),
  ];
  await put("x");
  const first = work();
  const id = await ask();
  while ((await ledger.requests.depths()).some(({ waiting }) => waiting)) await sleep(10);
  await first.close({ graceMs: 50 });
  stuck = false;
  work();
  expect((await answered(id)).answer).toBe("by the next");
});
