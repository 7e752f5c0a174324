import { describe, expect, test } from "vitest";
import { captureRecord, encodingOf } from "./capture-record.ts";

const EVERYTHING = {
  destination: "s3://bucket/capture",
  percent: 100,
  input: true,
  output: true,
  csv: ["text/csv"],
  json: ["application/json", "application/jsonlines"],
};

const invocation = (request: string, response: string, fields = "") => ({
  eventId: "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee",
  at: Date.UTC(2022, 1, 14, 17, 25, 49, 999),
  fields: `content-type: text/csv\r\naccept: */*\r\n${fields}`,
  answer: {
    asked: Buffer.from(request),
    status: 200,
    fields: "Content-Type: text/csv; charset=utf-8\r\nx-model: 1\r\n",
    body: Buffer.from(response),
  },
});

describe("a record", () => {
  // https://docs.aws.amazon.com/sagemaker/latest/dg/model-monitor-data-capture-endpoint.html
  test("is as SageMaker's documentation shows one, to the letter", () => {
    expect(captureRecord(invocation("69,0,153.7\n", "0.0254181120544672"), EVERYTHING)).toBe(
      '{"captureData":{"endpointInput":{"observedContentType":"text/csv","mode":"INPUT","data":"69,0,153.7\\n","encoding":"CSV"},' +
        '"endpointOutput":{"observedContentType":"text/csv; charset=utf-8","mode":"OUTPUT","data":"0.0254181120544672","encoding":"CSV"}},' +
        '"eventMetadata":{"eventId":"aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee","inferenceTime":"2022-02-14T17:25:49Z"},"eventVersion":"0"}',
    );
  });

  test("has what the client said of the invocation", () => {
    const fields =
      "X-Amzn-SageMaker-Inference-Id: order-7\r\nx-amzn-sagemaker-custom-attributes: a=1, b=2\r\n";
    const record = JSON.parse(captureRecord(invocation("1", "2", fields), EVERYTHING));
    expect(record.eventMetadata).toMatchObject({ inferenceId: "order-7", customAttributes: ["a=1, b=2"] });
  });

  test("has only the sides that are wanted", () => {
    const sides = (input: boolean, output: boolean) =>
      Object.keys(
        JSON.parse(captureRecord(invocation("1", "2"), { ...EVERYTHING, input, output })).captureData,
      );
    expect(sides(true, false)).toEqual(["endpointInput"]);
    expect(sides(false, true)).toEqual(["endpointOutput"]);
  });

  test("is one line, whatever was sent", () => {
    const record = captureRecord(invocation('"a"\r\n\u2028\u0000', ""), EVERYTHING);
    expect(record).not.toMatch(/[\r\n\0]/);
    expect(JSON.parse(record).captureData.endpointInput.data).toBe('"a"\r\n\u2028\u0000');
  });
});

describe("how a body is written", () => {
  const text = Buffer.from("1,2");
  test.each([
    ["text/csv", "CSV"],
    ["Text/CSV; charset=utf-8", "CSV"],
    ["application/json", "JSON"],
    ["application/jsonlines", "JSON"],
    ["application/x-npy", "BASE64"],
    ["text/csv2", "BASE64"],
    ["", "BASE64"],
  ])("%s as %s", (type, encoding) => {
    expect(encodingOf(type, text, EVERYTHING)).toBe(encoding);
  });

  test("as base64 where no content types are listed, and where the bytes are no text", () => {
    expect(encodingOf("text/csv", text, { csv: [], json: [] })).toBe("BASE64");
    const latin = Buffer.from([0x31, 0xe9]);
    expect(encodingOf("text/csv", latin, EVERYTHING)).toBe("BASE64");
    const answer = { asked: latin, status: 200, fields: "", body: latin };
    const { endpointInput, endpointOutput } = JSON.parse(
      captureRecord({ ...invocation("", ""), answer }, EVERYTHING),
    ).captureData;
    expect(Buffer.from(endpointInput.data, "base64")).toEqual(latin);
    expect(endpointOutput).toMatchObject({
      observedContentType: "application/octet-stream",
      encoding: "BASE64",
    });
  });
});
