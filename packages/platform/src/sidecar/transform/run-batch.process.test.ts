import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import type { BatchPlan } from "@slipway/model/batch/batch-plan.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readAll } from "#artifacts/artifacts.contract.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { FolderArtifacts } from "#artifacts/folder/folder-artifacts.ts";
import { isPassing, s3Failure } from "#artifacts/s3/s3-failure.ts";
import { systemClock } from "#lib/clock.ts";
import { ModelServer } from "./model-server.ts";
import { type BatchContext, runBatch } from "./run-batch.ts";

interface Asked {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}
type Model = (
  asked: Asked,
) => { readonly status?: number; readonly body?: string; readonly hangUp?: boolean } | Promise<object>;

let folder: string;
let store: FolderArtifacts;
let door: Server;
let port: number;
let asked: Asked[];
let model: Model;
let parameters: object | undefined;
let said: string[];
const servers: ModelServer[] = [];

/** Each line, twice. */
const twice: Model = ({ body }) => ({ body: body.replace(/[^\n]+/g, (line) => `${line}${line}`) });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "slipway-batch-test-"));
  store = await FolderArtifacts.open(join(folder, "store"), systemClock);
  await store.createBucket("bucket");
  [asked, said, model, parameters] = [[], [], twice, undefined];
  door = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  port = (door.address() as AddressInfo).port;
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  door.closeAllConnections();
  door.close();
  await store.close();
  await rm(folder, { recursive: true });
});

async function answer(
  request: Parameters<Parameters<typeof createServer>[1] & object>[0],
  response: Parameters<Parameters<typeof createServer>[1] & object>[1],
): Promise<void> {
  if (request.url === "/ping") return void response.end();
  if (request.url === "/execution-parameters")
    return void response.writeHead(parameters === undefined ? 404 : 200).end(JSON.stringify(parameters));
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const one: Asked = { body: Buffer.concat(chunks).toString("latin1"), headers: request.headers };
  asked.push(one);
  const {
    status = 200,
    body = "",
    hangUp = false,
  } = (await model(one)) as Awaited<ReturnType<typeof twice>> & {
    status?: number;
    body?: string;
    hangUp?: boolean;
  };
  if (hangUp) return void response.destroy();
  response.writeHead(status).end(Buffer.from(body, "latin1"));
}

const PLAN: BatchPlan = {
  data: {
    s3Uri: "s3://bucket/in/",
    s3DataType: "S3Prefix",
    distribution: "ShardedByS3Key",
    compression: "None",
  },
  to: "s3://bucket/out",
  contentType: "text/csv",
  split: "Line",
  assemble: "Line",
  timeoutSeconds: 30,
  retries: 0,
  madeBy: "model-1",
  passesOver: false,
};

const put = (key: string, body: string | Buffer) => store.put("bucket", key, Buffer.from(body));

function transform(plan: Partial<BatchPlan> = {}, parts: Partial<BatchContext> = {}) {
  const server = new ModelServer({ ...PLAN, ...plan, port });
  servers.push(server);
  const say = (line: string) => void said.push(line);
  return runBatch({
    plan: { ...PLAN, ...plan },
    host: { index: 0, count: 1 },
    server,
    say,
    artifacts: store,
    isPassing,
    ...parts,
  });
}

async function outputs(): Promise<Readonly<Record<string, string>>> {
  const { items } = await store.list("bucket", { prefix: "out", limit: 1_000 });
  const texts = items.map(async ({ key }) => [
    key,
    (await readAll((await store.get("bucket", key)).body)).toString("latin1"),
  ]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}

describe("a batch transform", () => {
  test("stores the answers to each object under its name, in the order of its records", async () => {
    await put("in/a.csv", "1\n2\n3\n");
    await put("in/deep/b.csv", "4\r\n\n5");
    await put("in/folder/", "");
    expect(await transform()).toEqual({ objects: 2, passedOver: 0, records: 5 });
    expect(await outputs()).toEqual({ "out/a.csv.out": "11\n22\n33\n", "out/deep/b.csv.out": "44\n55\n" });
    expect(asked.map(({ headers }) => headers["content-type"])).toEqual(["text/csv", "text/csv"]);
    expect(said.at(-1)).toMatch(/^Progress: 2 of 2 objects, 5 records, 11 of 11 bytes in /);
  });

  test("keeps the order where later requests are answered first", async () => {
    await put("in/a", Array.from({ length: 40 }, (_, index) => `${index}\n`).join(""));
    let under = 0;
    let most = 0;
    model = async ({ body }) => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setTimeout(resolve, 20 - (Number(body) % 4) * 5));
      under -= 1;
      return { body };
    };
    await transform({ strategy: "SingleRecord", maxConcurrent: 4 });
    expect(await outputs()).toEqual({
      "out/a.out": Array.from({ length: 40 }, (_, index) => `${index}\n`).join(""),
    });
    expect(most).toBe(4);
  });

  test.each<[string, Partial<BatchPlan>, readonly string[], string]>([
    ["one request", {}, ["1,2\n3,4\n"], "1,21,2\n3,43,4\n"],
    ["a record a request", { strategy: "SingleRecord" }, ["1,2", "3,4"], "1,21,2\n3,43,4\n"],
    [
      "a record a request, put together as it is",
      { strategy: "SingleRecord", assemble: "None" },
      ["1,2", "3,4"],
      "1,21,23,43,4",
    ],
    ["the object as it is", { split: "None" }, ["1,2\n3,4\n"], "1,21,2\n3,43,4\n"],
    [
      "the object as it is, of any length",
      { split: "None", maxPayloadMebibytes: 0 },
      ["1,2\n3,4\n"],
      "1,21,2\n3,43,4\n",
    ],
    [
      "a compressed object",
      { data: { ...PLAN.data, compression: "Gzip" } },
      ["1,2\n3,4\n"],
      "1,21,2\n3,43,4\n",
    ],
  ])("asks by %s", async (_, plan, bodies, output) => {
    await put("in/a", plan.data?.compression === "Gzip" ? gzipSync("1,2\n3,4\n") : "1,2\n3,4\n");
    await transform(plan);
    expect(asked.map(({ body }) => body)).toEqual(bodies);
    expect(await outputs()).toEqual({ "out/a.out": output });
  });

  test("goes by what the server says of itself, and by the job's own word before that", async () => {
    await put("in/a", "1\n2\n");
    parameters = { MaxConcurrentTransforms: 3, BatchStrategy: "SINGLE_RECORD", MaxPayloadInMB: 2 };
    await transform();
    expect(said).toContainEqual("Sending 1 object: SingleRecord, 3 at once, 2 MB a request");
    await transform({ strategy: "MultiRecord", maxConcurrent: 30, maxPayloadMebibytes: 20 });
    expect(said).toContainEqual("Sending 1 object: MultiRecord, 5 at once, 20 MB a request");
    parameters = { MaxConcurrentTransforms: "many", BatchStrategy: 7, MaxPayloadInMB: -1 };
    await transform({ maxConcurrent: 0 });
    expect(said).toContainEqual("Sending 1 object: MultiRecord, 1 at once, 6 MB a request");
  });

  test("fills requests up to their length and no further", async () => {
    const line = "x".repeat(300_000);
    await put("in/a", `${line}\n`.repeat(7));
    await transform({ maxPayloadMebibytes: 1 });
    expect(asked.map(({ body }) => body.length)).toEqual([900_003, 900_003, 300_000]);
  });

  test("shares objects out over hosts by their keys", async () => {
    for (const name of ["a", "b", "c"]) await put(`in/${name}`, "1\n");
    await transform({}, { host: { index: 1, count: 2 } });
    expect(Object.keys(await outputs())).toEqual(["out/b.out"]);
  });

  test("sends RecordIO and TFRecord with their frames", async () => {
    const recordIo = (data: string) => {
      const header = Buffer.alloc(8);
      header.writeUInt32LE(0xced7230a, 0);
      header.writeUInt32LE(data.length, 4);
      return Buffer.concat([header, Buffer.from(data), Buffer.alloc((4 - (data.length % 4)) % 4)]);
    };
    // As the package `tfrecord` of PyPI writes "abc" and "tfrecord!".
    const tfRecord = [
      "0300000000000000b099490e6162636e57f121",
      "090000000000000037f9713974667265636f726421402b9eec",
    ].map((hex) => Buffer.from(hex, "hex"));
    await put("in/a", Buffer.concat([recordIo("abcde"), recordIo("fg")]));
    model = ({ body }) => ({ body: String(body.length) });
    await transform({ split: "RecordIO", strategy: "SingleRecord" });
    expect(asked.map(({ body }) => body.length)).toEqual([16, 12]);
    asked = [];
    await put("in/a", Buffer.concat(tfRecord));
    await transform({ split: "TFRecord", strategy: "SingleRecord" });
    expect(asked.map(({ body }) => Buffer.from(body, "latin1"))).toEqual(tfRecord);
  });
});

describe("what goes wrong", () => {
  test("names the record that the model refuses, stores nothing of its object, and does the others", async () => {
    await put("in/a", "1\n2\n");
    await put("in/b", "1\n2\n3\nbad\n5\n");
    await put("in/c", "1\n");
    model = (one) =>
      one.body.includes("bad") ? { status: 400, body: "could not convert\nstring" } : twice(one);
    await expect(transform()).rejects.toMatchObject({
      code: "SLIP-BATCH-001",
      message:
        "1 of 3 objects failed: s3://bucket/in/b, record 4 (byte 6): the model answered 400: could not convert string",
    });
    expect(Object.keys(await outputs())).toEqual(["out/a.out", "out/c.out"]);
  });

  test("goes on where no object can be named as an object's answers would be", async () => {
    const long = "n".repeat(1_020);
    for (const name of [long, "short"]) await put(`in/${name}`, "1\n");
    await expect(transform({ passesOver: true })).rejects.toMatchObject({
      code: "SLIP-BATCH-006",
      message: expect.stringMatching(/^1 of 2 objects failed: s3:\/\/bucket\/in\/n+: no object can be named/),
    });
    expect(Object.keys(await outputs())).toEqual(["out/short.out"]);
  });

  test("tries again what may pass, and says so", async () => {
    await put("in/a", "1\n");
    const answers = [{ status: 503 }, { status: 429 }, { hangUp: true }, { body: "one" }];
    model = () => answers[asked.length - 1] ?? {};
    expect(await transform({ retries: 3 })).toMatchObject({ records: 1 });
    expect(said.filter((line) => line.includes("Trying again"))).toHaveLength(3);
    expect(await outputs()).toEqual({ "out/a.out": "one\n" });
  });

  test.each<[string, Model, Partial<BatchPlan>, RegExp, number]>([
    [
      "refuses",
      () => ({ status: 415, body: "no" }),
      { retries: 3 },
      /BATCH-001.*record 1 \(byte 0\): the model answered 415: no/,
      1,
    ],
    [
      "fails",
      () => ({ status: 500 }),
      { retries: 2 },
      /BATCH-002.*record 1 \(byte 0\): the model answered 500$/,
      3,
    ],
    [
      "breaks the connection",
      () => ({ hangUp: true }),
      { retries: 1 },
      /BATCH-002.*the model broke the connection: /,
      3,
    ],
    [
      "hangs",
      () => new Promise(() => {}),
      { timeoutSeconds: 1 },
      /BATCH-002.*the model gave no answer in 1 s/,
      1,
    ],
  ])("a model that %s", async (_, does, plan, failure, requests) => {
    await put("in/a", "1\n");
    model = does;
    const error = await transform(plan).catch((thrown: Error & { code: string }) => thrown);
    expect(`${(error as { code: string }).code} ${(error as Error).message}`).toMatch(failure);
    expect(asked).toHaveLength(requests);
  });

  test("blames the record that brings the server down, and no other that was under way", async () => {
    await put("in/a", Array.from({ length: 8 }, (_, index) => `${index}\n`).join(""));
    await put("in/b", "x\nbad\ny\n");
    // Whoever is under way when it comes loses the connection as well.
    let isDown = false;
    model = async ({ body }) => {
      if (body === "bad") isDown = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      if (body !== "bad") return isDown && asked.length < 12 ? { hangUp: true } : { body };
      setTimeout(() => {
        isDown = false;
      }, 20);
      return { hangUp: true };
    };
    await expect(transform({ strategy: "SingleRecord", maxConcurrent: 4 })).rejects.toMatchObject({
      code: "SLIP-BATCH-002",
      message: expect.stringMatching(
        /^1 of 2 objects failed: s3:\/\/bucket\/in\/b, record 2 \(byte 2\): the model broke/,
      ),
    });
    expect(Object.keys(await outputs())).toEqual(["out/a.out"]);
  });

  test("goes on where a manifest names an object that is not there", async () => {
    await put("in/a", "1\n");
    await put("manifest", JSON.stringify([{ prefix: "s3://bucket/in/" }, "a", "none"]));
    const data = { ...PLAN.data, s3Uri: "s3://bucket/manifest", s3DataType: "ManifestFile" } as const;
    await expect(transform({ data })).rejects.toMatchObject({
      code: "SLIP-BATCH-006",
      message: expect.stringMatching(/^1 of 2 objects failed: s3:\/\/bucket\/in\/none/),
    });
    expect(Object.keys(await outputs())).toEqual(["out/a.out"]);
  });

  test("takes no answer that is longer than all that may be held", async () => {
    await put("in/a", "1\n");
    model = () => ({ body: "x".repeat(2 ** 21 + 1) });
    await expect(transform({ maxConcurrent: 100, maxPayloadMebibytes: 1 })).rejects.toMatchObject({
      code: "SLIP-BATCH-004",
      message: expect.stringMatching(/the model's answer is larger than 1 MB/),
    });
  });

  test("sends a bounded number of records in one request, however small they are", async () => {
    await put("in/a", "1\n".repeat(250_000));
    model = ({ body }) => ({ body });
    await transform();
    expect(asked.map(({ body }) => body.length)).toEqual([400_000, 100_000]);
  });

  test("names the range where a request fails and none of its parts does", async () => {
    await put("in/a", "1\n2\n3\n");
    model = ({ body }) => (body.split("\n").length > 3 ? { status: 500 } : { body });
    await expect(transform()).rejects.toThrow(/records 1 to 3 \(from byte 0\): the model answered 500/);
  });

  test("gives up where the first ten objects all fail", async () => {
    for (let index = 10; index < 40; index++) await put(`in/${index}`, "1\n");
    model = () => ({ status: 500 });
    await expect(transform()).rejects.toThrow(
      /^10 of 30 objects failed: .*and 5 more, which the log names; 20 were not tried/,
    );
    expect(asked).toHaveLength(10);
  });

  test.each<[string, string | Buffer, Partial<BatchPlan>, RegExp]>([
    [
      "a record that is too large",
      `1\n${"x".repeat(2 ** 20 + 1)}\n`,
      { maxPayloadMebibytes: 1 },
      /record 2 \(byte 2\) is larger than MaxPayloadInMB, 1/,
    ],
    [
      "an object that is too large",
      "x".repeat(2 ** 20 + 1),
      { split: "None", maxPayloadMebibytes: 1 },
      /the object, which is not split, is larger than MaxPayloadInMB, 1/,
    ],
    [
      "no RecordIO",
      "no RecordIO at all",
      { split: "RecordIO" },
      /record 1 \(byte 0\) is not RecordIO, .*magic number/,
    ],
    [
      "no TFRecord",
      "no TFRecord at all",
      { split: "TFRecord" },
      /record 1 \(byte 0\) is not TFRecord, .*checksum/,
    ],
    [
      "no gzip",
      "plain",
      { data: { ...PLAN.data, compression: "Gzip" } },
      /^1 of 1 object failed: s3:\/\/bucket\/in\/a is not gzip-compressed/,
    ],
    [
      "half of gzip",
      gzipSync("1\n2\n".repeat(1000)).subarray(0, 30),
      { data: { ...PLAN.data, compression: "Gzip" } },
      /^1 of 1 object failed: s3:\/\/bucket\/in\/a is not gzip-compressed/,
    ],
  ])("%s", async (_, data, plan, failure) => {
    await put("in/a", data);
    await expect(transform(plan)).rejects.toMatchObject({
      code: expect.stringMatching(/^SLIP-BATCH-00[46]$/),
      message: expect.stringMatching(failure),
    });
    expect(await outputs()).toEqual({});
  });

  test("says so where there is no data", async () => {
    await expect(transform()).rejects.toMatchObject({ code: "SLIP-SIDECAR-001" });
  });
});

describe("filters and joins", () => {
  const json = { contentType: "application/jsonlines", accept: "application/jsonlines" };
  const scores: Model = ({ body }) => ({
    body: body
      .split("\n")
      .filter(Boolean)
      .map((line) => `{"score":${line.length}}\n`)
      .join(""),
  });
  const lengths: Model = ({ body }) => ({
    body: body
      .split("\n")
      .filter(Boolean)
      .map((line) => `${line.length}\n`)
      .join(""),
  });
  test.each<[string, string, Partial<BatchPlan>, Model, string, string]>([
    [
      "a column that the model does not see",
      'id1,1,2\n"id ""2""",3,4\n',
      { processing: { inputFilter: "$[1:]", join: "Input", outputFilter: "$[0,-1]" } },
      lengths,
      "1,2\n3,4\n",
      'id1,3\n"id ""2""",3\n',
    ],
    [
      "a member that the model gets alone",
      '{"id":12345678901234567890,"features":[1,2]}\n',
      {
        ...json,
        processing: { inputFilter: "$.features", join: "Input", outputFilter: "$['id','SageMakerOutput']" },
      },
      scores,
      "[1,2]",
      '{"id":12345678901234567890,"SageMakerOutput":{"score":5}}\n',
    ],
    [
      "what is no object",
      "[1,2]\n3\n",
      { ...json, processing: { inputFilter: "$", join: "Input", outputFilter: "$" } },
      scores,
      "[1,2]\n3\n",
      '{"SageMakerInput":[1,2],"SageMakerOutput":{"score":5}}\n{"SageMakerInput":3,"SageMakerOutput":{"score":1}}\n',
    ],
    [
      "a part of the answer alone",
      '{"a":1}\n',
      { ...json, processing: { inputFilter: "$", join: "None", outputFilter: "$.score" } },
      scores,
      '{"a":1}',
      "7\n",
    ],
    [
      "what the model answers of another form, as text",
      "{}\n",
      { ...json, accept: "text/plain", processing: { inputFilter: "$", join: "Input", outputFilter: "$" } },
      () => ({ body: "yes\n" }),
      "{}",
      '{"SageMakerOutput":"yes"}\n',
    ],
    [
      "answers in one list, in as many lines as there are records",
      "1\n2\n3\n",
      { ...json, processing: { inputFilter: "$", join: "Input", outputFilter: "$.SageMakerOutput" } },
      () => ({ body: '{\n"predictions": [5, 6, 7]\n}\n' }),
      "1\n2\n3\n",
      "5\n6\n7\n",
    ],
    [
      "answers in one list",
      "1\n2\n",
      { accept: "application/json", processing: { inputFilter: "$", join: "None", outputFilter: "$.score" } },
      () => ({ body: '{"predictions": [{"score": 0.10}, {"score": 2}]}' }),
      "1\n2\n",
      "0.10\n2\n",
    ],
  ])("%s", async (_, data, plan, does, body, output) => {
    await put("in/a", data);
    model = does;
    await transform(plan);
    expect(asked.map((one) => one.body)).toEqual([body]);
    expect(await outputs()).toEqual({ "out/a.out": output });
  });

  test.each<[string, string, Partial<BatchPlan>, RegExp, string?]>([
    [
      "a row that is too short",
      "1\n",
      { processing: { inputFilter: "$[3]", join: "None", outputFilter: "$" } },
      /it has 1 elements, and none at 3/,
    ],
    [
      "a quote that is not closed",
      '"1\n',
      { processing: { inputFilter: "$[0]", join: "None", outputFilter: "$" } },
      /a quote is not closed/,
    ],
    [
      "no JSON",
      "{\n",
      { ...json, processing: { inputFilter: "$.a", join: "None", outputFilter: "$" } },
      /a record cannot be filtered or joined: /,
    ],
    [
      "answers that are not one each",
      "1\n2\n",
      { processing: { inputFilter: "$", join: "Input", outputFilter: "$" } },
      /answered 2 records with 1 results/,
    ],
    [
      "an answer that is no JSON where its type says JSON Lines",
      "{}\n",
      { ...json, processing: { inputFilter: "$", join: "Input", outputFilter: "$" } },
      /a result cannot be filtered or joined: /,
      "oops\n",
    ],
    [
      "lines of another type than is said",
      "{}\n{}\n",
      {
        contentType: "application/jsonlines",
        accept: "Application/JSONLines; charset=utf-8",
        processing: { inputFilter: "$", join: "Input", outputFilter: "$" },
      },
      /a result cannot be filtered or joined: /,
      "{}\noops\n",
    ],
    [
      "a list of another length that is written in as many lines as there are records",
      "1\n2\n3\n",
      { ...json, processing: { inputFilter: "$", join: "Input", outputFilter: "$" } },
      /answered 3 records with 2 results/,
      '{\n"predictions": [1, 2]\n}',
    ],
  ])("%s", async (_, data, plan, failure, body = "1\n") => {
    await put("in/a", data);
    model = () => ({ body });
    await expect(transform(plan)).rejects.toMatchObject({
      code: "SLIP-BATCH-005",
      message: expect.stringMatching(failure),
    });
    expect(await outputs()).toEqual({});
  });
});

describe("done again", () => {
  test("passes over what is made of the same, and only that", async () => {
    await put("in/a", "1\n");
    await put("in/b", "2\n");
    await transform();
    await put("in/b", "3\n");
    asked = [];
    expect(await transform({ passesOver: true })).toEqual({ objects: 1, passedOver: 1, records: 1 });
    expect(asked.map(({ body }) => body)).toEqual(["3"]);
    expect(await transform({ passesOver: true, madeBy: "model-2" })).toMatchObject({
      objects: 2,
      passedOver: 0,
    });
    expect(await outputs()).toEqual({ "out/a.out": "11\n", "out/b.out": "33\n" });
  });

  test("reads on where the store broke off, and stores once it is there again", async () => {
    const text = Array.from({ length: 50_000 }, (_, index) => `${index}\n`).join("");
    await put("in/a", text);
    let [reads, writes] = [0, 0];
    const away = () => s3Failure(new Error("ECONNRESET"), "s3://bucket");
    const flaky: Artifacts = Object.assign(Object.create(store) as Artifacts, {
      get: async (...of: Parameters<Artifacts["get"]>) => {
        const { info, body } = await store.get(...of);
        if (++reads > 2) return { info, body };
        async function* broken() {
          for await (const piece of body as AsyncIterable<Buffer>) {
            yield piece.subarray(0, 1_001);
            throw away();
          }
        }
        return { info, body: Readable.from(broken()) };
      },
      head: (...of: Parameters<Artifacts["head"]>) => store.head(...of),
      list: (...of: Parameters<Artifacts["list"]>) => store.list(...of),
      put: (...of: Parameters<Artifacts["put"]>) =>
        ++writes < 2 ? Promise.reject(away()) : store.put(...of),
    });
    model = ({ body }) => ({ body });
    expect(await transform({}, { artifacts: flaky })).toEqual({ objects: 1, passedOver: 0, records: 50_000 });
    expect([reads, writes]).toEqual([3, 2]);
    expect(await outputs()).toEqual({ "out/a.out": text });
  });
});
