import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudWatchClient, PutMetricAlarmCommand, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { awsClients } from "./support/aws-clients.ts";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";
import { Load } from "./support/load.ts";

/** A hundred by `SLIPWAY_UPDATES=100`. */
const UPDATES = Number(process.env["SLIPWAY_UPDATES"] ?? 10);
const ROLE = "arn:aws:iam::123456789012:role/slipway";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";
const ENDPOINT = "steady";
const ROW = ",2,0.74,0.6,0.195,1.974,0.598,0.4085,0.71";
const SECONDS = 60;

const ROLLING = { MaximumBatchSize: { Type: "INSTANCE_COUNT", Value: 1 }, WaitIntervalInSeconds: 0 } as const;
const shifting = (routing: object): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { WaitIntervalInSeconds: 0, ...routing } as never,
    TerminationWaitInSeconds: 0,
  },
});
const HALF = { Type: "CAPACITY_PERCENT", Value: 50 } as const;
/** All the ways in which SageMaker updates an endpoint, and the one where nothing is said. */
const WAYS: Readonly<Record<string, DeploymentConfig | undefined>> = {
  "nothing said": undefined,
  "all at once": shifting({ Type: "ALL_AT_ONCE" }),
  canary: shifting({ Type: "CANARY", CanarySize: { Type: "INSTANCE_COUNT", Value: 1 } }),
  linear: shifting({ Type: "LINEAR", LinearStepSize: HALF }),
  rolling: { RollingUpdatePolicy: ROLLING },
};

describe("updates of an endpoint under load", { timeout: 30 * 60_000 }, () => {
  let home: Home;
  let scratch: string;
  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), "slipway-updates-"));
    home = await Home.up();
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    for (const rounds of [5, 50]) await train(`rounds-${rounds}`, rounds);
    writeFileSync(join(scratch, "broken"), "this is no archive");
    await ok(home.aws("s3", "cp", join(scratch, "broken"), "s3://abalone-example/broken/model.tar.gz"));
    for (const [name, url] of [
      ["first", "models/rounds-5/output/model.tar.gz"],
      ["second", "models/rounds-50/output/model.tar.gz"],
      ["broken", "broken/model.tar.gz"],
    ] as const)
      await put(name, `s3://abalone-example/${url}`);
    await sagemaker().send(
      new CreateEndpointCommand({ EndpointName: ENDPOINT, EndpointConfigName: "first" }),
    );
    await settled();
  }, 5 * 60_000);
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await home.down();
  });

  const sagemaker = () => awsClients(home).sagemaker;
  async function train(name: string, rounds: number): Promise<void> {
    const text = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
    const job = parse(text.replace('num_round: "50"', `num_round: "${rounds}"`)) as {
      metadata: { name: string };
      spec: object;
    };
    const named = { ...job, metadata: { name }, spec: { ...job.spec, trainingJobName: name } };
    await ok(home.kubectlWith(JSON.stringify(named), "apply", "-f", "-"));
    await ok(home.slipway("wait", `trainingjob/${name}`, "--timeout", "3m"));
  }
  async function put(name: string, ModelDataUrl: string): Promise<void> {
    const model = {
      ModelName: name,
      ExecutionRoleArn: ROLE,
      PrimaryContainer: { Image: IMAGE, ModelDataUrl },
    };
    await sagemaker().send(new CreateModelCommand(model));
    const variant = {
      VariantName: "AllTraffic",
      ModelName: name,
      InstanceType: "ml.m5.large",
      InitialInstanceCount: 2,
    } as const;
    await sagemaker().send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
    );
  }
  const described = () => sagemaker().send(new DescribeEndpointCommand({ EndpointName: ENDPOINT }));
  const settled = () =>
    eventually("the endpoint is in service", SECONDS * 3, async () => {
      const endpoint = await described();
      return endpoint.EndpointStatus === "InService" || endpoint.EndpointStatus === "Failed"
        ? endpoint
        : undefined;
    });
  const update = async (to: string, config: DeploymentConfig | undefined) => {
    await sagemaker().send(
      new UpdateEndpointCommand({
        ...{ EndpointName: ENDPOINT, EndpointConfigName: to },
        ...(config === undefined ? {} : { DeploymentConfig: config }),
      }),
    );
    expect((await described()).EndpointStatus).toBe("Updating");
    return settled();
  };

  test(`${UPDATES} of every kind fail no request`, async () => {
    const load = new Load(home, { endpoint: ENDPOINT, body: ROW });
    const ways = Object.entries(WAYS);
    for (let i = 0; i < UPDATES; i++) {
      const [name, config] = ways[i % ways.length] ?? ["", undefined];
      const to = i % 2 === 0 ? "second" : "first";
      const before = load.sent.requests;
      const endpoint = await update(to, config);
      expect([name, endpoint.EndpointConfigName, endpoint.FailureReason]).toEqual([name, to, undefined]);
      expect([name, load.sent.requests > before]).toEqual([name, true]);
    }
    const { failures, requests, answers } = await load.stop();
    expect([requests, failures]).toEqual([requests, []]);
    expect(answers.size).toBe(2);
  });

  test("that only start pods anew fail no request", async () => {
    const pods = async () =>
      (await ok(home.kubectl("get", "pods", "-l", `slipway.dev/endpoint=${ENDPOINT}`, "-o", "name")))
        .trim()
        .split("\n");
    const before = await pods();
    const load = new Load(home, { endpoint: ENDPOINT, body: ROW });
    await ok(home.slipway("restart", ENDPOINT));
    await ok(home.slipway("wait", `endpoint/${ENDPOINT}`, "--timeout", "2m"));
    const { failures, requests } = await load.stop();
    expect([requests > 0, failures]).toEqual([true, []]);
    await eventually("the old pods have ended", SECONDS, async () =>
      (await pods()).some((pod) => before.includes(pod)) ? undefined : true,
    );
    expect(await pods()).toHaveLength(2);
  });

  test("to a model that does not start goes back by itself, says why, and fails no request", async () => {
    const serves = (await described()).EndpointConfigName;
    const load = new Load(home, { endpoint: ENDPOINT, body: ROW });
    for (const config of [undefined, WAYS["canary"]]) {
      const endpoint = await update("broken", config);
      expect([endpoint.EndpointStatus, endpoint.EndpointConfigName]).toEqual(["InService", serves]);
      expect(endpoint.FailureReason).toMatch(/model/);
    }
    const { failures, requests, answers } = await load.stop();
    expect([requests > 0, failures, answers.size]).toEqual([true, [], 1]);
  });

  test("is rolled back when one of its alarms rings meanwhile", async () => {
    const cloudwatch = new CloudWatchClient({
      region: home.env["AWS_REGION"] ?? "",
      endpoint: home.env["AWS_ENDPOINT_URL"] ?? home.env["AWS_ENDPOINT_URL_SAGEMAKER"] ?? "",
      credentials: {
        accessKeyId: home.env["AWS_ACCESS_KEY_ID"] ?? "",
        secretAccessKey: home.env["AWS_SECRET_ACCESS_KEY"] ?? "",
      },
    });
    const metric = { Namespace: "team", MetricName: "errors" };
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{
          ...metric,
          AlarmName: "errors",
          Statistic: "Sum",
          Period: 10,
          EvaluationPeriods: 1,
          Threshold: 1,
        },
        ...{ ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "notBreaching" },
      }),
    );
    const before = (await described()).EndpointConfigName;
    const to = before === "first" ? "second" : "first";
    const load = new Load(home, { endpoint: ENDPOINT, body: ROW });
    await sagemaker().send(
      new UpdateEndpointCommand({
        ...{ EndpointName: ENDPOINT, EndpointConfigName: to },
        DeploymentConfig: {
          ...shifting({
            Type: "CANARY",
            CanarySize: { Type: "INSTANCE_COUNT", Value: 1 },
            WaitIntervalInSeconds: 600,
          }),
          AutoRollbackConfiguration: { Alarms: [{ AlarmName: "errors" }] },
        },
      }),
    );
    const both = await eventually("both models answer", SECONDS, async () =>
      load.sent.answers.size === 2 ? described() : undefined,
    );
    expect(both).toMatchObject({
      EndpointStatus: "Updating",
      EndpointConfigName: before,
      PendingDeploymentSummary: {
        EndpointConfigName: to,
        ProductionVariants: [{ VariantName: "AllTraffic", CurrentInstanceCount: 2 }],
      },
    });
    await cloudwatch.send(
      new PutMetricDataCommand({ Namespace: "team", MetricData: [{ MetricName: "errors", Value: 5 }] }),
    );
    const endpoint = await settled();
    expect([endpoint.EndpointStatus, endpoint.EndpointConfigName]).toEqual(["InService", before]);
    expect(endpoint.FailureReason).toMatch(/alarm errors is in ALARM/);
    const { failures } = await load.stop();
    expect(failures).toEqual([]);
    cloudwatch.destroy();
  });
});
