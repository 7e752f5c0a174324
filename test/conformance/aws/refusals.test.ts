import { request as httpRequest, type IncomingMessage } from "node:http";
import * as aws from "@aws-sdk/client-sagemaker";
import { InvokeEndpointCommand } from "@aws-sdk/client-sagemaker-runtime";
import { nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { AwsHome, WITHOUT_AWS } from "./aws-home.ts";
import { refusal } from "./refusal.ts";
import { endpointConfig, model, trainingJob } from "./requests.ts";

let home: AwsHome;
beforeEach(async () => {
  home = await AwsHome.up();
});
afterEach(async () => {
  await home.down();
});

/** A request of the SDK whose body or headers a careless or hostile client has changed before signing. */
function tampered(change: (request: { headers: Record<string, string>; body: unknown }) => void) {
  const { control } = home.client();
  control.middlewareStack.add(
    (next) => (args) => {
      change(args.request as Parameters<typeof change>[0]);
      return next(args);
    },
    { step: "build", priority: "low" },
  );
  return control;
}

const withBody = (body: string) =>
  tampered((request) => {
    request.body = body;
    request.headers["content-length"] = String(Buffer.byteLength(body));
  });

describe("credentials", () => {
  test("that are not known here are refused before anything is read of the request", async () => {
    const stranger = home.client("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI").control;
    expect(await refusal(stranger.send(new aws.CreateModelCommand(model("m"))))).toMatchObject({
      name: "UnrecognizedClientException",
      code: "SLIP-AUTH-003",
    });
    expect(await home.count()).toBe(0);
  });

  test("with a wrong secret are refused at both APIs, and the secret is not in the answer", async () => {
    const { control, runtime } = home.client("OWNER", "wrong secret");
    const wrong = await refusal(control.send(new aws.CreateModelCommand(model("m"))));
    expect(wrong).toMatchObject({ name: "InvalidSignatureException", code: "SLIP-AUTH-004" });
    expect(wrong.message).not.toContain("secret of OWNER");
    const invoke = runtime.send(new InvokeEndpointCommand({ EndpointName: "e", Body: Buffer.from("x") }));
    expect(await refusal(invoke)).toMatchObject({ name: "InvalidSignatureException", code: "SLIP-AUTH-004" });
    expect(await home.count()).toBe(0);
  });

  test("that may only read may read and not write", async () => {
    const viewer = home.client("VIEWER").control;
    expect(await refusal(viewer.send(new aws.CreateModelCommand(model("m"))))).toMatchObject({
      name: "AccessDeniedException",
      code: "SLIP-API-006",
    });
    expect((await viewer.send(new aws.ListModelsCommand({}))).Models).toEqual([]);
    expect(await home.count()).toBe(0);
  });

  test("that may nothing may not even invoke", async () => {
    const { control, runtime } = home.client("NOBODY");
    expect((await refusal(control.send(new aws.ListModelsCommand({})))).name).toBe("AccessDeniedException");
    const invoke = runtime.send(new InvokeEndpointCommand({ EndpointName: "e", Body: Buffer.from("x") }));
    expect((await refusal(invoke)).name).toBe("AccessDeniedException");
  });

  test("are asked for: a request without a signature is refused", async () => {
    const response = await fetch(home.url, {
      method: "POST",
      headers: { "x-amz-target": "SageMaker.ListModels" },
      body: "{}",
    });
    expect(response.status).toBe(403);
    expect(response.headers.get("x-slipway-code")).toBe("SLIP-AUTH-001");
    expect(await response.json()).toMatchObject({ __type: "MissingAuthenticationTokenException" });
  });
});

describe("an operation that is not served", () => {
  test("is one clear error that lists what is served, and stores nothing", async () => {
    const { control } = home.client();
    const domains = await refusal(control.send(new aws.ListDomainsCommand({})));
    expect(domains).toMatchObject({ name: "UnknownOperationException", status: 404, code: "SLIP-AWS-001" });
    expect(domains.message).toContain(
      '"SageMaker.ListDomains" is not served here; served are CreateTrainingJob,',
    );
    expect(domains.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const create = new aws.CreateModelPackageGroupCommand({ ModelPackageGroupName: "g" });
    expect((await refusal(control.send(create))).name).toBe("UnknownOperationException");
    expect(await home.count()).toBe(0);
  });

  test("is not found among JavaScript's own names", async () => {
    const control = tampered(({ headers }) => {
      headers["x-amz-target"] = "SageMaker.constructor";
    });
    expect((await refusal(control.send(new aws.ListModelsCommand({})))).name).toBe(
      "UnknownOperationException",
    );
  });
});

describe("a wrong field", () => {
  test("of the wrong type is a SerializationException", async () => {
    const job = {
      ...trainingJob("job"),
      ResourceConfig: { InstanceCount: "1", InstanceType: "ml.m4.xlarge" },
    };
    const create = withBody(JSON.stringify(job)).send(new aws.CreateTrainingJobCommand(trainingJob("job")));
    expect(await refusal(create)).toMatchObject({
      name: "SerializationException",
      status: 400,
      code: "SLIP-API-004",
      message: "STRING_VALUE can not be converted to an Integer (at 'resourceConfig.instanceCount')",
    });
    expect(await home.count()).toBe(0);
  });

  test("outside its pattern is a ValidationException in AWS's words", async () => {
    const create = home.client().control.send(new aws.CreateTrainingJobCommand(trainingJob("under_score")));
    expect(await refusal(create)).toMatchObject({
      name: "ValidationException",
      code: "SLIP-RUN-004",
      message:
        "1 validation error detected: Value 'under_score' at 'trainingJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}",
    });
    expect(await home.count()).toBe(0);
  });

  test("that the AWS API may leave out but the object needs is told the same way", async () => {
    const { StoppingCondition: _, ...job } = trainingJob("job");
    const create = home.client().control.send(new aws.CreateTrainingJobCommand(job));
    expect(await refusal(create)).toMatchObject({
      name: "ValidationException",
      status: 400,
      code: "SLIP-API-004",
      message:
        "1 validation error detected: Value null at 'stoppingCondition' failed to satisfy constraint: Member must not be null",
    });
    expect(await home.count()).toBe(0);
  });

  test("in a body that is no JSON is a SerializationException", async () => {
    for (const body of ["{", "[]", "\u0000"]) {
      const send = withBody(body).send(new aws.ListModelsCommand({}));
      expect(await refusal(send)).toMatchObject({ name: "SerializationException", code: "SLIP-API-008" });
    }
  });

  test("in a body too long is refused with its length", async () => {
    const send = withBody(" ".repeat(3 * 1024 * 1024 + 1)).send(new aws.ListModelsCommand({}));
    expect(await refusal(send)).toMatchObject({ status: 413, code: "SLIP-API-012" });
  });
});

describe("what Amazon SageMaker carries", () => {
  test("is refused in a home that may not use AWS, before anything is stored", async () => {
    await home.store.create(nodePoolKind, {
      apiVersion: "slipway.dev/v1alpha1",
      kind: "NodePool",
      metadata: { name: "far" },
      spec: { instanceTypes: ["ml.p3.2xlarge"], runtime: "sagemaker" },
    });
    const { ResourceConfig, ...job } = trainingJob("far");
    const far = { ...job, ResourceConfig: { ...ResourceConfig, InstanceType: "ml.p3.2xlarge" as const } };
    expect(await refusal(home.client().control.send(new aws.CreateTrainingJobCommand(far)))).toMatchObject({
      name: "ValidationException",
      code: "SLIP-SAGEMAKER-002",
      message: WITHOUT_AWS,
    });
    expect((await home.store.list(trainingJobKind, {})).items).toEqual([]);
    await home.client().control.send(new aws.CreateTrainingJobCommand(trainingJob("near")));
    expect((await home.store.list(trainingJobKind, {})).items).toHaveLength(1);
  });

  test("gets no other weights here, and no variant a serverless size, by what is not served", async () => {
    const { control } = home.client();
    await control.send(new aws.CreateModelCommand(model("m")));
    await control.send(new aws.CreateEndpointConfigCommand(endpointConfig("c", "m")));
    await control.send(new aws.CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "c" }));
    const serves = async (runtime: string) =>
      home.setEndpointStatus("e", {
        endpointStatus: "InService",
        slipway: { endpointConfigName: "c", runtime },
      });
    const change = (properties: object) =>
      control.send(
        new aws.UpdateEndpointWeightsAndCapacitiesCommand({
          EndpointName: "e",
          DesiredWeightsAndCapacities: [{ VariantName: "AllTraffic", ...properties }],
        }),
      );
    await serves("pods");
    const serverless = change({ ServerlessUpdateConfig: { MaxConcurrency: 1 } });
    expect(await refusal(serverless)).toMatchObject({
      name: "ValidationException",
      code: "SLIP-AWS-009",
      message: "UpdateEndpointWeightsAndCapacities with ServerlessUpdateConfig is not served here.",
    });
    await serves("sagemaker");
    expect(await refusal(change({ DesiredWeight: 2 }))).toMatchObject({
      name: "ValidationException",
      code: "SLIP-AWS-009",
      message: expect.stringContaining("SageMaker itself carries it"),
    });
    await serves("pods");
    await change({ DesiredWeight: 2 });
  });
});

describe("too many requests", () => {
  test("are refused as AWS throttles, and nothing of them is stored", async () => {
    await home.down();
    home = await AwsHome.up({ limits: { bytes: 1024 * 1024, requests: 0 } });
    const send = home.client().control.send(new aws.CreateModelCommand(model("m")));
    expect(await refusal(send)).toMatchObject({ name: "ThrottlingException", code: "SLIP-AWS-005" });
    expect(await home.count()).toBe(0);
  });

  test("of somebody who proves nothing take no place of who does", async () => {
    await home.down();
    home = await AwsHome.up({ limits: { bytes: 1024 * 1024, requests: 1 } });
    const slow = Array.from({ length: 20 }, () =>
      httpRequest(home.url, { method: "POST", headers: { ...claimOf("OWNER"), "content-length": "10" } }),
    );
    for (const request of slow) request.on("error", () => {}).write("x");
    await Promise.all(slow.map((request) => new Promise((resolve) => request.once("socket", resolve))));
    await home.client().control.send(new aws.CreateModelCommand(model("m")));
    expect(await home.count()).toBe(1);
    for (const request of slow) request.destroy();
  });

  test("by their bytes are refused as well", async () => {
    await home.down();
    home = await AwsHome.up({ limits: { bytes: 1024, requests: 10 } });
    const send = home.client().control.send(
      new aws.CreateModelCommand({
        ...model("m"),
        PrimaryContainer: { Image: "i", Environment: { A: "x".repeat(1024) } },
      }),
    );
    expect(await refusal(send)).toMatchObject({ name: "ThrottlingException", code: "SLIP-AWS-005" });
    expect(await home.count()).toBe(0);
  });
});

test("a path that is no UTF-8 is answered like any other that is not served", async () => {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${home.url}/endpoints/%ff/invocations`, { method: "POST" }, resolve)
      .on("error", reject)
      .end();
  });
  expect(response.statusCode).toBeGreaterThanOrEqual(400);
  expect(response.statusCode).toBeLessThan(500);
});

/** Headers that claim a signature by the key, whose proof would need the body. */
function claimOf(accessKeyId: string): Record<string, string> {
  const date = `${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "")}Z`;
  const scope = `${date.slice(0, 8)}/us-west-2/sagemaker/aws4_request`;
  return {
    "x-amz-date": date,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=host;x-amz-date, Signature=${"0".repeat(64)}`,
  };
}
