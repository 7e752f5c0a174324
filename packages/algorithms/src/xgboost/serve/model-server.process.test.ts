import { readFileSync } from "node:fs";
import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pythonNumber } from "../../python-number.ts";
import { parseModel } from "../model/parse-model.ts";
import { Scorer } from "../model/scorer.ts";
import { ModelServer } from "./model-server.ts";

const testdata = (name: string) => readFileSync(new URL(`../model/testdata/${name}`, import.meta.url));
const { rows, predictions } = JSON.parse(testdata("xgboost-3.2.predictions.json").toString()) as {
  rows: (number | null)[][];
  predictions: number[][];
};

let server: ModelServer;
let url: string;
const open = async (batch = false) => {
  const model = parseModel(testdata("xgboost-3.2.ubj"), "xgboost-model");
  server = new ModelServer(new Scorer(model), { bodyLimit: 2000, batch });
  url = `http://127.0.0.1:${await server.listen(0, "127.0.0.1")}`;
};
beforeEach(() => open());
afterEach(() => server.close());

const csv = rows.map((row) => row.map((value) => value ?? "").join(",")).join("\n");
const libsvm = rows
  .map((row) => row.flatMap((value, column) => (value === null ? [] : `${column}:${value}`)).join(" "))
  .join("\n");

function invoke(body: string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${url}/invocations`, { method: "POST", body, headers });
}

async function expectPredictions(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  const scores = JSON.parse(`[${await response.text()}]`) as number[][];
  expect(scores).toHaveLength(predictions.length);
  for (const [row, numbers] of predictions.entries()) {
    for (const [index, value] of numbers.entries()) expect(scores[row]?.[index]).toBeCloseTo(value, 6);
  }
}

describe("the model server", () => {
  test("answers CSV, libsvm with and without labels, and CSV where no type is named", async () => {
    await expectPredictions(await invoke(csv, { "content-type": "text/csv" }));
    await expectPredictions(await invoke(libsvm, { "content-type": "text/x-libsvm" }));
    const labelled = libsvm.replace(/^/gm, "1 ");
    await expectPredictions(await invoke(labelled, { "content-type": "text/libsvm; charset=utf8" }));
    await expectPredictions(await invoke(csv, { "content-type": "text/csv", accept: "*/*" }));
  });

  test("answers JSON and JSON lines where they are accepted", async () => {
    const json = await invoke(csv, { "content-type": "text/csv", accept: "application/json" });
    expect(json.headers.get("content-type")).toContain("application/json");
    const { predictions: scores } = (await json.json()) as { predictions: { score: number[] }[] };
    expect(scores[0]?.score[0]).toBeCloseTo(predictions[0]?.[0] ?? 0, 6);
    const lines = await invoke(csv, { "content-type": "text/csv", accept: "application/jsonlines" });
    expect((await lines.text()).trim().split("\n")).toHaveLength(rows.length);
  });

  test.each<[number, string, Record<string, string>, string]>([
    [204, "", { "content-type": "text/csv" }, ""],
    [400, "1,2", { "content-type": "text/csv" }, "the rows have 2 fields, the model has 4 features"],
    [400, "1:2 9:1", { "content-type": "text/libsvm" }, "a row has the feature 9"],
    [400, "1,2,3,x", { "content-type": "text/csv" }, "line 1 of the body: expected a number in field 4"],
    [
      400,
      "\ufeff1,2,3,4",
      { "content-type": "text/csv" },
      "line 1 of the body: expected a number in field 1",
    ],
    [
      400,
      "1,2,3,4\r5,6,7,8",
      { "content-type": "text/csv" },
      "line 1 of the body: expected a number in field 4",
    ],
    [415, "{}", { "content-type": "application/json" }, "Content-Type application/json is not supported"],
    [
      406,
      "1,2,3,4",
      { "content-type": "text/csv", accept: "image/png" },
      "Accept image/png is not supported",
    ],
    [413, "1".repeat(2001), { "content-type": "text/csv" }, "the body is larger than 2000 bytes"],
  ])("answers %i to %j", async (status, body, headers, said) => {
    const response = await invoke(body, headers);
    expect(response.status).toBe(status);
    expect(await response.text()).toContain(said);
  });

  test.each([
    ["a mark of UTF-8", "\ufeff0:1 2:3\n1:2"],
    ["lone carriage returns", "0:1 2:3\r1:2\r"],
    ["both, and CRLF", "\ufeff0:1 2:3\r\n1:2\r\n"],
  ])("reads libsvm with %s as XGBoost reads a file", async (_, body) => {
    const headers = { "content-type": "text/libsvm" };
    const plain = await (await invoke("0:1 2:3\n1:2\n", headers)).text();
    const response = await invoke(body, headers);
    expect([response.status, await response.text()]).toEqual([200, plain]);
  });

  test("cuts off a client that does not stop sending", async () => {
    const ended = await new Promise((resolve) => {
      const sending = request(`${url}/invocations`, { method: "POST" }, (response) =>
        resolve(response.statusCode),
      );
      sending.on("error", (error: NodeJS.ErrnoException) => resolve(error.code));
      const more = (): void => {
        if (!sending.destroyed) sending.write("1".repeat(4096), () => setImmediate(more));
      };
      more();
    });
    expect([413, "ECONNRESET", "EPIPE"]).toContain(ended);
  });

  test("is healthy until it drains, and then says so", async () => {
    expect((await fetch(`${url}/ping`)).status).toBe(200);
    server.drain();
    const response = await fetch(`${url}/ping`);
    expect([response.status, response.headers.get("connection")]).toEqual([503, "close"]);
  });

  test("tells batch transforms what it takes, and knows no other path", async () => {
    const parameters = await (await fetch(`${url}/execution-parameters`)).json();
    expect(parameters).toMatchObject({ BatchStrategy: "MULTI_RECORD", MaxPayloadInMB: 0 });
    expect((await fetch(`${url}/other`)).status).toBe(404);
    expect((await fetch(`${url}/invocations`)).status).toBe(405);
  });

  test("ends every prediction with a line break in batch transforms", async () => {
    await server.close();
    await open(true);
    const text = await (await invoke(csv, { "content-type": "text/csv" })).text();
    expect(text.endsWith("]\n")).toBe(true);
    expect(text.split("\n")).toHaveLength(rows.length + 1);
  });
});

test.each([
  [1, "1.0"],
  [10.234567642211914, "10.234567642211914"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [1.5e-7, "1.5e-07"],
  [1e16, "1e+16"],
  [123456789, "123456789.0"],
  [-0, "-0.0"],
  [Number.NaN, "nan"],
])("the number %d is written as Python writes it", (value, text) => {
  expect(pythonNumber(value)).toBe(text);
});
