import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RequestListener, ServerResponse } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as aws from "@aws-sdk/client-sagemaker";
import {
  InvokeEndpointCommand,
  InvokeEndpointWithResponseStreamCommand,
} from "@aws-sdk/client-sagemaker-runtime";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { pythonEnv } from "../../../scripts/python-env.ts";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { refusal } from "./refusal.ts";
import { endpointConfig, model } from "./requests.ts";

const SCRIPT = join(import.meta.dirname, "invoke_stream.py");

const FIRST_INSTALLATION_MS = 600_000;
beforeAll(() => pythonEnv(), FIRST_INSTALLATION_MS);

let home: AwsHome;
afterEach(() => home.down());

async function serving(router: "here" | "elsewhere", answer: RequestListener): Promise<void> {
  home = await AwsHome.up({ router });
  const { control, runtime } = home.client();
  await control.send(new aws.CreateModelCommand(model("Shells")));
  await control.send(new aws.CreateEndpointConfigCommand(endpointConfig("Shells", "Shells")));
  await control.send(new aws.CreateEndpointCommand({ EndpointName: "Shells", EndpointConfigName: "Shells" }));
  await home.serve("Shells", "AllTraffic", (request, response) => {
    if (request.headers["x-amzn-sagemaker-custom-attributes"] === "wake") response.end("awake");
    else answer(request, response);
  });
  const { items } = await home.store.list(endpointKind, { namespace: NAMESPACE });
  await home.setEndpointStatus(items[0]?.metadata.name ?? "", {
    endpointStatus: "InService",
    slipway: { endpointConfigName: "Shells" },
  });
  const wake = { EndpointName: "Shells", Body: Buffer.from(""), CustomAttributes: "wake" };
  // The store's watchers are told a moment after the write.
  const awake = () => runtime.send(new InvokeEndpointCommand(wake)).then(() => true);
  await expect.poll(awake, { timeout: 5_000 }).toBe(true);
}

/** boto3 at work: its lines as they come. */
async function boto3(
  request: Readonly<Record<string, unknown>> = {},
  { accessKey = "OWNER", paced = false } = {},
) {
  const { python } = await pythonEnv();
  const asked = JSON.stringify({ EndpointName: "Shells", Body: "1,2,3", ...request });
  const child = spawn(python, [SCRIPT, home.url, accessKey, paced ? "paced" : "freely", asked]);
  const errors: string[] = [];
  child.stderr.on("data", (chunk: Buffer) => errors.push(chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<Record<string, unknown> | undefined> => {
    const { value, done } = await lines.next();
    if (done === true && errors.length > 0) throw new Error(errors.join(""));
    return done === true ? undefined : JSON.parse(value);
  };
  const rest = async () => {
    const all = [];
    for (let line = await next(); line !== undefined; line = await next()) all.push(line);
    return all;
  };
  return { next, rest, goOn: () => child.stdin.write("\n"), end: () => child.kill() };
}

describe.each(["here", "elsewhere"] as const)("a streamed answer, with the router %s", (router) => {
  test("comes to boto3 part by part: the first is there before the container makes the next", async () => {
    let answering: ServerResponse | undefined;
    let seen: Record<string, unknown> = {};
    await serving(router, (request, response) => {
      seen = request.headers;
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "x-amzn-sagemaker-custom-attributes": "from the model",
      });
      response.write("first");
      answering = response;
    });
    const client = await boto3({ ContentType: "text/csv", Accept: "text/event-stream", InferenceId: "id-1" });
    expect(await client.next()).toEqual({
      status: 200,
      ContentType: "text/event-stream",
      InvokedProductionVariant: "AllTraffic",
      CustomAttributes: "from the model",
    });
    expect(await client.next()).toEqual({ PayloadPart: "first" });
    answering?.write("second");
    expect(await client.next()).toEqual({ PayloadPart: "second" });
    answering?.end("last");
    expect(await client.rest()).toEqual([{ PayloadPart: "last" }, { end: "whole" }]);
    expect(seen).toMatchObject({
      "content-type": "text/csv",
      accept: "text/event-stream",
      "x-amzn-sagemaker-inference-id": "id-1",
    });
    expect(seen).not.toHaveProperty("authorization");
  });

  test("that the container breaks off ends in an exception of the stream, behind what had come", async () => {
    await serving(router, (_request, response) => {
      response.writeHead(200);
      response.write("half", () => setTimeout(() => response.destroy(), 100));
    });
    const client = await boto3();
    const [head, part, end] = await client.rest();
    expect(head).toMatchObject({ status: 200 });
    expect(part).toEqual({ PayloadPart: "half" });
    expect(end).toMatchObject({ end: "broken", Code: "ModelStreamError" });
    const { runtime } = home.client();
    const input = { EndpointName: "Shells", Body: Buffer.from("") };
    const answer = await runtime.send(new InvokeEndpointWithResponseStreamCommand(input));
    await expect(async () => {
      for await (const _ of answer.Body ?? []);
    }).rejects.toMatchObject({
      name: "ModelStreamError",
      ErrorCode: "StreamBroken",
      message: expect.stringMatching(/./),
    });
  });

  test("is not made faster than its client takes it, and ends with it", async () => {
    let sent = 0;
    let closed: Promise<unknown> | undefined;
    await serving(router, (_request, response) => {
      closed = once(response, "close");
      const more = () => {
        sent += 65_536;
        if (response.destroyed) return;
        if (response.write(Buffer.alloc(65_536, "a"))) setImmediate(more);
        else response.once("drain", more);
      };
      more();
    });
    const client = await boto3({}, { paced: true });
    await client.next();
    await client.next();
    await expect
      .poll(
        async () => {
          const before = sent;
          await new Promise((resolve) => setTimeout(resolve, 300));
          return before === sent;
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    client.goOn();
    await client.next();
    client.end();
    await closed;
  });

  test("of a container that refuses is a ModelError with its words", async () => {
    await serving(router, (_request, response) => response.writeHead(415).end("unsupported"));
    expect(await (await boto3()).rest()).toEqual([
      {
        end: "refused",
        Code: "ModelError",
        Message: expect.stringContaining('(415) from primary with message "unsupported"'),
      },
    ]);
  });
});

describe("a streamed answer", () => {
  test("is for who may invoke, of an endpoint that is there, with members in AWS's bounds", async () => {
    await serving("here", (_request, response) => response.end("no"));
    const stream = (input: object, key?: string) =>
      home.client(key).runtime.send(
        new InvokeEndpointWithResponseStreamCommand({
          EndpointName: "Shells",
          Body: Buffer.from(""),
          ...input,
        }),
      );
    expect(await refusal(stream({}, "NOBODY"))).toMatchObject({ name: "AccessDeniedException" });
    expect(await refusal(stream({ EndpointName: "None" }))).toMatchObject({
      name: "ValidationError",
      message: "Endpoint None of account 123456789012 not found.",
    });
    // No stream begins a session.
    expect(await refusal(stream({ SessionId: "NEW_SESSION" }))).toMatchObject({ name: "ValidationError" });
    expect(await refusal(stream({ Accept: "a".repeat(1025) }))).toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining("at 'accept'"),
    });
    const forged = home.client("OWNER", "another secret").runtime;
    const input = { EndpointName: "Shells", Body: Buffer.from("") };
    await expect(forged.send(new InvokeEndpointWithResponseStreamCommand(input))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    });
  });
});
