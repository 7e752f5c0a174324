import type { RequestListener } from "node:http";
import * as aws from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand, type SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { refusal } from "./refusal.ts";
import { endpointConfig, model } from "./requests.ts";

let home: AwsHome;
let runtime: SageMakerRuntimeClient;
beforeEach(async () => {
  home = await AwsHome.up();
  const { control, runtime: client } = home.client();
  runtime = client;
  await control.send(new aws.CreateModelCommand(model("Shells")));
  await control.send(new aws.CreateEndpointConfigCommand(endpointConfig("Shells", "Shells")));
  await control.send(new aws.CreateEndpointCommand({ EndpointName: "Shells", EndpointConfigName: "Shells" }));
});
afterEach(() => home.down());

async function inService(): Promise<void> {
  const { items } = await home.store.list(endpointKind, { namespace: NAMESPACE });
  await home.setEndpointStatus(items[0]?.metadata.name ?? "", {
    endpointStatus: "InService",
    slipway: { endpointConfigName: "Shells" },
  });
}

async function serving(answer: RequestListener): Promise<void> {
  await home.serve("Shells", "AllTraffic", answer);
  await inService();
}

const echo: RequestListener = (request, response) =>
  void request.toArray().then((chunks) => {
    response.setHeader("content-type", request.headers.accept ?? "text/plain");
    response.setHeader("x-amzn-sagemaker-custom-attributes", "from the model");
    response.setHeader("set-cookie", "of the model");
    response.end(JSON.stringify({ body: Buffer.concat(chunks).toString(), headers: request.headers }));
  });

const invoke = (input: Partial<ConstructorParameters<typeof InvokeEndpointCommand>[0]> = {}) =>
  runtime.send(new InvokeEndpointCommand({ EndpointName: "Shells", Body: Buffer.from("1,2,3"), ...input }));

/** The store's watchers are told a moment after the write. */
const eventually = <T>(work: () => Promise<T>) => expect.poll(work, { timeout: 5_000 });

describe("an invocation", () => {
  test("reaches the container and comes back, with the members that the AWS API has", async () => {
    await serving(echo);
    await eventually(() => invoke().then(({ $metadata }) => $metadata.httpStatusCode)).toBe(200);
    const answer = await invoke({
      ContentType: "text/csv",
      Accept: "application/json",
      CustomAttributes: "from the client",
      InferenceId: "id-1",
    });
    const { body, headers } = JSON.parse(answer.Body.transformToString());
    expect(body).toBe("1,2,3");
    expect(headers).toMatchObject({
      "content-type": "text/csv",
      accept: "application/json",
      "x-amzn-sagemaker-custom-attributes": "from the client",
      "x-amzn-sagemaker-inference-id": "id-1",
    });
    expect(answer).toMatchObject({
      ContentType: "application/json",
      InvokedProductionVariant: "AllTraffic",
      CustomAttributes: "from the model",
    });
    expect(answer.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("of an endpoint that SageMaker serves says where it is to be invoked", async () => {
    const { items } = await home.store.list(endpointKind, { namespace: NAMESPACE });
    await home.setEndpointStatus(items[0]?.metadata.name ?? "", {
      endpointStatus: "InService",
      ackResourceMetadata: { ownerAccountID: "123456789012", region: "eu-west-1" },
      slipway: { endpointConfigName: "Shells", runtime: "sagemaker" },
    });
    await eventually(() => refusal(invoke())).toMatchObject({
      name: "ValidationError",
      message: expect.stringContaining(
        "aws sagemaker-runtime invoke-endpoint --region eu-west-1 --endpoint-name Shells",
      ),
    });
  });

  test("tells the container nothing of signatures, tokens and cookies, nor the client of the container's", async () => {
    await serving(echo);
    let seen: Readonly<Record<string, string>> = {};
    runtime.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        seen = (result.response as { headers: Record<string, string> }).headers;
        return result;
      },
      { step: "deserialize", priority: "low" },
    );
    await eventually(() => invoke().then(({ $metadata }) => $metadata.httpStatusCode)).toBe(200);
    const { headers } = JSON.parse((await invoke()).Body.transformToString());
    expect(Object.keys(headers).filter((name) => /^(authorization|x-amz-|cookie|amz-)/.test(name))).toEqual(
      [],
    );
    expect(seen).not.toHaveProperty("set-cookie");
  });

  /** The bounds of sagemaker-runtime's service model, in the words that the control API has for its own. */
  test.each<[string, Parameters<typeof invoke>[0], string]>([
    [
      "attributes of 1025 characters",
      { CustomAttributes: "a".repeat(1025) },
      "1 validation error detected: Value at 'customAttributes' failed to satisfy constraint: Member must have length less than or equal to 1024",
    ],
    [
      "attributes that are not ASCII",
      { CustomAttributes: "caf\u00e9" },
      "1 validation error detected: Value at 'customAttributes' failed to satisfy constraint: Member must satisfy regular expression pattern: \\p{ASCII}*",
    ],
    ["a variant that is no name", { TargetVariant: "a_b" }, "'a_b' at 'targetVariant'"],
    ["a variant of 64 characters", { TargetVariant: "a".repeat(64) }, "less than or equal to 63"],
    ["an inference id of 65 characters", { InferenceId: "i".repeat(65) }, "less than or equal to 64"],
    ["an inference id that is not printable", { InferenceId: "i\u00e9" }, "at 'inferenceId'"],
    ["a content type of 1025 characters", { ContentType: "a".repeat(1025) }, "at 'contentType'"],
    ["a model of 1025 characters", { TargetModel: "a".repeat(1025) }, "at 'targetModel'"],
    ["a session id with a space", { SessionId: "a b" }, "at 'sessionId'"],
    ["an inference component", { InferenceComponentName: "c" }, "InferenceComponentName is not served"],
  ])("with %s is refused as AWS refuses it, and reaches no container", async (_, input, words) => {
    let reached = 0;
    await serving((request, response) => {
      reached += 1;
      echo(request, response);
    });
    expect(await refusal(invoke(input))).toMatchObject({
      name: "ValidationError",
      status: 400,
      message: expect.stringContaining(words),
    });
    expect(reached).toBe(0);
  });

  test("takes attributes of 1024 characters", async () => {
    await serving(echo);
    const CustomAttributes = "a".repeat(1024);
    await eventually(() => invoke({ CustomAttributes }).then((answer) => answer.CustomAttributes)).toBe(
      "from the model",
    );
  });

  test("of a container that refuses is a ModelError with its status and words", async () => {
    await serving((_request, response) => response.writeHead(415).end("unsupported: text/weird"));
    await eventually(() => refusal(invoke()).then(({ name }) => name)).toBe("ModelError");
    const error = (await invoke().catch((thrown: unknown) => thrown)) as Record<string, unknown>;
    expect(error).toMatchObject({
      OriginalStatusCode: 415,
      OriginalMessage: "unsupported: text/weird",
      LogStreamArn: "arn:aws:logs:us-west-2:123456789012:log-group:/aws/sagemaker/Endpoints/Shells",
      message: expect.stringContaining(
        'Received client error (415) from primary with message "unsupported: text/weird".',
      ),
    });
    expect(await refusal(invoke())).toMatchObject({ status: 424, code: "SLIP-AWS-007" });
  });

  test("of a container that breaks off is a ModelError as well", async () => {
    await serving((request) => request.socket.destroy());
    await eventually(() => refusal(invoke()).then(({ code }) => code)).toBe("SLIP-ROUTER-005");
    expect((await refusal(invoke())).name).toBe("ModelError");
  });

  test("of a variant that is not there is a ValidationError that lists those that are", async () => {
    await serving(echo);
    await eventually(() => invoke().then(({ $metadata }) => $metadata.httpStatusCode)).toBe(200);
    expect(await refusal(invoke({ TargetVariant: "Other" }))).toMatchObject({
      name: "ValidationError",
      code: "SLIP-ROUTER-002",
      message: expect.stringContaining("AllTraffic"),
    });
  });

  test("of an endpoint that is not there or not yet InService is refused as AWS refuses it", async () => {
    const notFound = (name: string) => ({
      name: "ValidationError",
      status: 400,
      message: `Endpoint ${name} of account 123456789012 not found.`,
    });
    expect(await refusal(invoke())).toMatchObject(notFound("Shells"));
    expect(await refusal(invoke({ EndpointName: "None" }))).toMatchObject(notFound("None"));
  });

  test("of an endpoint without ready pods is worth trying again", async () => {
    await inService();
    await eventually(() => refusal(invoke()).then(({ name, status }) => ({ name, status }))).toEqual({
      name: "ServiceUnavailable",
      status: 503,
    });
  });

  test("may carry 6 MiB and not a byte more", async () => {
    await serving((request, response) => {
      let size = 0;
      request.on("data", (chunk: Buffer) => {
        size += chunk.length;
      });
      request.on("end", () => response.end(String(size)));
    });
    const most = 6 * 1024 * 1024;
    await eventually(async () => (await invoke({ Body: Buffer.alloc(most) })).Body.transformToString()).toBe(
      String(most),
    );
    expect(await refusal(invoke({ Body: Buffer.alloc(most + 1) }))).toMatchObject({
      status: 413,
      message: "HTTP content length exceeded 6291456 bytes.",
    });
  });

  test("of an endpoint that is deleted is refused at once", async () => {
    await serving(echo);
    await eventually(() => invoke().then(({ $metadata }) => $metadata.httpStatusCode)).toBe(200);
    await home.client().control.send(new aws.DeleteEndpointCommand({ EndpointName: "Shells" }));
    await eventually(() => refusal(invoke()).then(({ name }) => name)).toBe("ValidationError");
  });
});
