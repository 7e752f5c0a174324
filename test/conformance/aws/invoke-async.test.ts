import * as aws from "@aws-sdk/client-sagemaker";
import {
  InvokeEndpointAsyncCommand,
  InvokeEndpointCommand,
  type SageMakerRuntimeClient,
} from "@aws-sdk/client-sagemaker-runtime";
import { type EndpointStatus, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
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
  await control.send(new aws.CreateModelCommand(model("Later")));
  await control.send(new aws.CreateEndpointConfigCommand(endpointConfig("Later", "Later")));
  await control.send(new aws.CreateEndpointCommand({ EndpointName: "Later", EndpointConfigName: "Later" }));
});
afterEach(() => home.down());

const OUTPUT = { s3OutputPath: "s3://answers/of/later", s3FailurePath: "s3://answers/failed/" };

async function inService(more: EndpointStatus): Promise<string> {
  const { items } = await home.store.list(endpointKind, { namespace: NAMESPACE });
  await home.setEndpointStatus(items[0]?.metadata.name ?? "", {
    endpointStatus: "InService",
    slipway: { endpointConfigName: "Later" },
    ...more,
  });
  return items[0]?.metadata.uid ?? "";
}

type Input = ConstructorParameters<typeof InvokeEndpointAsyncCommand>[0];
const invoke = (input: Partial<Input> = {}) =>
  runtime.send(
    new InvokeEndpointAsyncCommand({
      EndpointName: "Later",
      InputLocation: "s3://data/in",
      ...input,
    } as Input),
  );

/** The store's watchers are told a moment after the write. */
const accepted = async (input: Partial<Input> = {}) => {
  await expect
    .poll(
      () =>
        invoke(input).then(
          () => true,
          () => false,
        ),
      { timeout: 5_000 },
    )
    .toBe(true);
  return invoke(input);
};

describe("InvokeEndpointAsync", () => {
  test("keeps the request, as it was asked, before it answers with its places", async () => {
    const uid = await inService({ asyncInferenceConfig: { outputConfig: OUTPUT } });
    await accepted();
    const answer = await invoke({
      ContentType: "text/csv",
      Accept: "application/json",
      CustomAttributes: "c=1",
      RequestTTLSeconds: 60,
      InvocationTimeoutSeconds: 3600,
    });
    expect(answer.$metadata.httpStatusCode).toBe(202);
    expect(answer.InferenceId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.OutputLocation).toBe(`s3://answers/of/later/${answer.InferenceId}.out`);
    expect(answer.FailureLocation).toBe(`s3://answers/failed/${answer.InferenceId}-error.out`);
    const place = { pod: "p:1", variant: "v", weight: 1, most: 100 };
    const kept = await home.ledger.requests.claim({
      worker: "w",
      leaseMs: 1_000,
      limit: 100,
      uid,
      places: [place],
    });
    const last = kept.at(-1);
    expect(last).toMatchObject({
      id: answer.InferenceId,
      queue: { namespace: NAMESPACE, endpoint: "Later", uid },
    });
    expect((last?.expiresAt.getTime() ?? 0) - (last?.at.getTime() ?? 0)).toBe(60_000);
    expect(last?.json).toEqual({
      inferenceId: answer.InferenceId,
      inputLocation: "s3://data/in",
      contentType: "text/csv",
      accept: "application/json",
      customAttributes: "c=1",
      outputLocation: answer.OutputLocation,
      failureLocation: answer.FailureLocation,
      timeoutSeconds: 3600,
    });
  });

  test("of a name and a path of the client's tells those, and no place for failures where there is none", async () => {
    await inService({ asyncInferenceConfig: { outputConfig: { s3OutputPath: "s3://answers" } } });
    const answer = await accepted({
      InferenceId: "mine",
      Filename: "one.json",
      S3OutputPathExtension: "of/me",
    });
    expect([answer.InferenceId, answer.OutputLocation, answer.FailureLocation]).toEqual([
      "mine",
      "s3://answers/of/me/one.json",
      undefined,
    ]);
  });

  test("and InvokeEndpoint are each refused by endpoints of the other kind", async () => {
    await inService({});
    const words = "Endpoint Later of account 123456789012 does not support this inference type.";
    const said = (call: Promise<unknown>) =>
      refusal(call).then(({ name, code, message }) => [name, code, message]);
    await expect
      .poll(() => said(invoke()), { timeout: 5_000 })
      .toEqual(["ValidationError", "SLIP-ASYNC-001", expect.stringContaining(words)]);
    await inService({ asyncInferenceConfig: { outputConfig: OUTPUT } });
    const atOnce = () =>
      runtime.send(new InvokeEndpointCommand({ EndpointName: "Later", Body: Buffer.from("x") }));
    await expect
      .poll(() => said(atOnce()), { timeout: 5_000 })
      .toEqual(["ValidationError", "SLIP-ASYNC-001", expect.stringContaining(words)]);
    expect(await home.ledger.requests.depths()).toEqual([]);
  });

  /** The bounds of sagemaker-runtime's service model. */
  test.each<[string, Partial<Input>, string]>([
    ["a time to wait of 59 s", { RequestTTLSeconds: 59 }, "at 'requestTTLSeconds'"],
    ["a time to wait of more than six hours", { RequestTTLSeconds: 21_601 }, "at 'requestTTLSeconds'"],
    [
      "more than an hour for the container",
      { InvocationTimeoutSeconds: 3_601 },
      "at 'invocationTimeoutSeconds'",
    ],
    ["a file's name with a slash", { Filename: "a/b" }, "at 'filename'"],
    ["a path that is a whole one", { S3OutputPathExtension: "s3:a" }, "at 's3OutputPathExtension'"],
    ["an input that is none", { InputLocation: "data/in" }, "at 'inputLocation'"],
    ["an input that is a bucket", { InputLocation: "s3://data" }, "names no object"],
  ])("with %s is refused, and nothing waits", async (_, input, words) => {
    await inService({ asyncInferenceConfig: { outputConfig: OUTPUT } });
    expect(await refusal(invoke(input))).toMatchObject({
      name: "ValidationError",
      status: 400,
      message: expect.stringContaining(words),
    });
    expect(await home.ledger.requests.depths()).toEqual([]);
  });
});
