import * as aws from "@aws-sdk/client-sagemaker";
import { apiVersionOf, type Resource, STOP_ANNOTATION } from "@slipway/model";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { type Model, modelKind } from "@slipway/model/kinds/model/index.ts";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { AwsHome, NAMESPACE } from "./aws-home.ts";
import { refusal } from "./refusal.ts";
import { endpointConfig, model, trainingJob } from "./requests.ts";

const ARN = "arn:aws:sagemaker:us-west-2:123456789012";

let home: AwsHome;
let sagemaker: aws.SageMakerClient;
beforeEach(async () => {
  home = await AwsHome.up();
  sagemaker = home.client().control;
});
afterEach(() => home.down());

async function deployed(name = "Shells"): Promise<void> {
  await sagemaker.send(new aws.CreateModelCommand(model(name)));
  await sagemaker.send(new aws.CreateEndpointConfigCommand(endpointConfig(name, name)));
  await sagemaker.send(new aws.CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

/** As kubectl would write it, with a metadata.name of its own. */
function byKubectl<R extends Resource>(
  kind: Parameters<typeof home.store.create<R>>[0],
  name: string,
  spec: object,
) {
  const metadata = { name, namespace: NAMESPACE };
  return home.store.create(kind, {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    metadata,
    spec,
  } as unknown as R);
}

describe("a training job", () => {
  test("is created, told as AWS tells it, and is the object that kubectl sees", async () => {
    const { TrainingJobArn } = await sagemaker.send(
      new aws.CreateTrainingJobCommand(trainingJob("Abalone-1")),
    );
    expect(TrainingJobArn).toBe(`${ARN}:training-job/abalone-1`);
    const described = await sagemaker.send(
      new aws.DescribeTrainingJobCommand({ TrainingJobName: "Abalone-1" }),
    );
    expect(described).toMatchObject({
      TrainingJobName: "Abalone-1",
      TrainingJobArn,
      TrainingJobStatus: "InProgress",
      SecondaryStatus: "Starting",
      HyperParameters: { eta: "0.2", num_round: "10" },
      EnableNetworkIsolation: false,
      EnableManagedSpotTraining: false,
      EnableInterContainerTrafficEncryption: false,
      OutputDataConfig: { S3OutputPath: "s3://bucket/output", KmsKeyId: "" },
    });
    expect(Math.abs((described.CreationTime?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
    const { items } = await home.store.list(trainingJobKind, { namespace: NAMESPACE });
    expect(items.map(({ spec }) => [spec.trainingJobName, spec.tags])).toEqual([
      ["Abalone-1", [{ key: "team", value: "shellfish" }]],
    ]);
    expect(items[0]?.metadata.name).toMatch(/^abalone-1-[a-z0-9]{7}$/);
  });

  test("is told by what its controller has written", async () => {
    await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("job")));
    const job = (await home.store.get(trainingJobKind, `${NAMESPACE}/job`)) as TrainingJob;
    const status: NonNullable<TrainingJob["status"]> = {
      trainingJobStatus: "Failed",
      secondaryStatus: "Failed",
      failureReason: "AlgorithmError: bad row, exit code: 1",
      secondaryStatusTransitions: [
        { status: "Starting", startTime: "2026-01-01T00:00:00Z", endTime: "2026-01-01T00:00:05Z" },
        { status: "Failed", startTime: "2026-01-01T00:00:05Z", statusMessage: "Training job failed" },
      ],
      trainingEndTime: "2026-01-01T00:00:05Z",
      billableTimeInSeconds: 5,
    };
    await home.store.replace(trainingJobKind, { ...job, status }, "status");
    const described = await sagemaker.send(new aws.DescribeTrainingJobCommand({ TrainingJobName: "job" }));
    expect(described).toMatchObject({
      TrainingJobStatus: "Failed",
      FailureReason: "AlgorithmError: bad row, exit code: 1",
      TrainingEndTime: new Date("2026-01-01T00:00:05Z"),
      BillableTimeInSeconds: 5,
    });
    expect(described.SecondaryStatusTransitions?.map(({ Status }) => Status)).toEqual(["Starting", "Failed"]);
  });

  test("of a name that is taken is refused, by AWS's own words, and nothing is stored", async () => {
    await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("job")));
    expect(await refusal(sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("job"))))).toMatchObject(
      {
        name: "ResourceInUse",
        code: "SLIP-API-002",
        message: `Training job names must be unique within an AWS account and region, and a training job with this name already exists (${ARN}:training-job/job)`,
      },
    );
    expect(await home.count()).toBe(1);
  });

  test("that two clients create at once is created once", async () => {
    const names = await Promise.all(
      Array.from({ length: 8 }, () =>
        sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("same"))).then(
          () => "created",
          (error: Error) => error.name,
        ),
      ),
    );
    expect(names.filter((name) => name === "created")).toHaveLength(1);
    expect(new Set(names)).toEqual(new Set(["created", "ResourceInUse"]));
    expect(await home.count()).toBe(1);
  });

  test("that kubectl applied under another metadata.name is found, and its name is taken", async () => {
    await byKubectl<TrainingJob>(trainingJobKind, "chosen-by-hand", {
      trainingJobName: "By-Kubectl",
      roleARN: "arn:aws:iam::123456789012:role/service-role/AmazonSageMaker",
      algorithmSpecification: { trainingImage: "i", trainingInputMode: "File" },
      outputDataConfig: { s3OutputPath: "s3://bucket/o" },
      resourceConfig: { instanceType: "ml.m4.xlarge", instanceCount: 1, volumeSizeInGB: 1 },
      stoppingCondition: { maxRuntimeInSeconds: 60 },
    });
    await vi.waitFor(async () => {
      const described = await sagemaker.send(
        new aws.DescribeTrainingJobCommand({ TrainingJobName: "By-Kubectl" }),
      );
      expect(described.TrainingJobStatus).toBe("InProgress");
    });
    const again = await refusal(sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("By-Kubectl"))));
    expect(again.name).toBe("ResourceInUse");
    // The metadata.name of one job is the AWS name of another: both live.
    await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("chosen-by-hand")));
    const described = await sagemaker.send(
      new aws.DescribeTrainingJobCommand({ TrainingJobName: "chosen-by-hand" }),
    );
    expect(described.TrainingJobName).toBe("chosen-by-hand");
    expect(await home.count()).toBe(2);
  });

  test("is stopped by asking for it once, and not when it has ended", async () => {
    const stop = () => sagemaker.send(new aws.StopTrainingJobCommand({ TrainingJobName: "job" }));
    expect(await refusal(stop())).toMatchObject({
      name: "ValidationException",
      message: "Requested resource not found.",
    });
    await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("job")));
    await stop();
    const asked = await home.store.get(trainingJobKind, `${NAMESPACE}/job`);
    expect(asked?.metadata.annotations?.[STOP_ANNOTATION]).toMatch(/^\d{4}-\d\d-\d\dT/);
    const described = await sagemaker.send(new aws.DescribeTrainingJobCommand({ TrainingJobName: "job" }));
    expect(described.TrainingJobStatus).toBe("Stopping");
    await stop();
    const job = (await home.store.get(trainingJobKind, `${NAMESPACE}/job`)) as TrainingJob;
    expect(job.metadata.resourceVersion).toBe(asked?.metadata.resourceVersion);
    await home.store.replace(trainingJobKind, { ...job, status: { trainingJobStatus: "Stopped" } }, "status");
    expect(await refusal(stop())).toMatchObject({
      name: "ValidationException",
      message: "The request was rejected because the training job is in status Stopped.",
    });
  });

  test("is deleted once it has ended, and not before", async () => {
    await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob("job")));
    const remove = () => sagemaker.send(new aws.DeleteTrainingJobCommand({ TrainingJobName: "job" }));
    expect(await refusal(remove())).toMatchObject({ name: "ResourceInUse", code: "SLIP-AWS-004" });
    const job = (await home.store.get(trainingJobKind, `${NAMESPACE}/job`)) as TrainingJob;
    await home.store.replace(
      trainingJobKind,
      { ...job, status: { trainingJobStatus: "Completed" } },
      "status",
    );
    await remove();
    expect(await home.count()).toBe(0);
    expect((await refusal(remove())).message).toBe("Requested resource not found.");
  });
});

describe("a list of training jobs", () => {
  beforeEach(async () => {
    for (const i of Array.from({ length: 12 }, (_, n) => n)) {
      await sagemaker.send(new aws.CreateTrainingJobCommand(trainingJob(`job-${i}`)));
    }
  });

  test("comes in pages of ten that SDK paginators follow to the end", async () => {
    const pages: number[] = [];
    const names = new Set<string | undefined>();
    for await (const page of aws.paginateListTrainingJobs({ client: sagemaker }, {})) {
      pages.push(page.TrainingJobSummaries?.length ?? 0);
      for (const { TrainingJobName } of page.TrainingJobSummaries ?? []) names.add(TrainingJobName);
    }
    expect(pages).toEqual([10, 2]);
    expect(names.size).toBe(12);
  });

  test("is narrowed, sorted and sized as asked", async () => {
    const list = async (input: aws.ListTrainingJobsCommandInput) =>
      (await sagemaker.send(new aws.ListTrainingJobsCommand(input))).TrainingJobSummaries?.map(
        ({ TrainingJobName }) => TrainingJobName,
      );
    expect(await list({ NameContains: "job-1", SortBy: "Name", SortOrder: "Descending" })).toEqual([
      "job-11",
      "job-10",
      "job-1",
    ]);
    expect(await list({ SortBy: "Name", MaxResults: 2 })).toEqual(["job-0", "job-1"]);
    expect(await list({ StatusEquals: "Completed" })).toEqual([]);
    expect(await list({ CreationTimeAfter: new Date(Date.now() + 60_000) })).toEqual([]);
    expect(await list({ CreationTimeBefore: new Date(Date.now() + 60_000), MaxResults: 100 })).toHaveLength(
      12,
    );
  });

  test("has the lines of every filter that it can tell, and is refused for any other, never answered as without it", async () => {
    const job = (await home.store.get(trainingJobKind, `${NAMESPACE}/job-3`)) as TrainingJob;
    const warmPoolStatus = { status: "Available" } as const;
    await home.store.replace(trainingJobKind, { ...job, status: { warmPoolStatus } }, "status");
    const list = (input: object) => sagemaker.send(new aws.ListTrainingJobsCommand(input));
    const { TrainingJobSummaries = [] } = await list({ WarmPoolStatusEquals: "Available" });
    expect(TrainingJobSummaries.map(({ TrainingJobName }) => TrainingJobName)).toEqual(["job-3"]);
    expect(await refusal(list({ SortBy: "CreationTime", SortOrder: "Sideways" }))).toMatchObject({
      name: "ValidationException",
    });
  });

  test("is refused for a token that no page gave", async () => {
    const list = sagemaker.send(new aws.ListTrainingJobsCommand({ NextToken: "made-up" }));
    expect(await refusal(list)).toMatchObject({ name: "ValidationException", code: "SLIP-AWS-003" });
  });
});

describe("a model", () => {
  test("is created, told, listed and deleted", async () => {
    const { ModelArn } = await sagemaker.send(new aws.CreateModelCommand(model("Shells")));
    expect(ModelArn).toBe(`${ARN}:model/shells`);
    const described = await sagemaker.send(new aws.DescribeModelCommand({ ModelName: "Shells" }));
    expect(described).toMatchObject({ ...model("Shells"), ModelArn, EnableNetworkIsolation: false });
    const { Models } = await sagemaker.send(new aws.ListModelsCommand({}));
    expect(Models).toEqual([{ ModelName: "Shells", ModelArn, CreationTime: described.CreationTime }]);
    await sagemaker.send(new aws.DeleteModelCommand({ ModelName: "Shells" }));
    expect(await home.count()).toBe(0);
  });

  test("that is taken or not there is told by AWS's own words", async () => {
    await sagemaker.send(new aws.CreateModelCommand(model("m")));
    expect(await refusal(sagemaker.send(new aws.CreateModelCommand(model("m"))))).toMatchObject({
      name: "ValidationException",
      status: 400,
      code: "SLIP-API-002",
      message: `Cannot create already existing model "${ARN}:model/m".`,
    });
    for (const command of [
      new aws.DescribeModelCommand({ ModelName: "None" }),
      new aws.DeleteModelCommand({ ModelName: "None" }),
    ]) {
      expect(await refusal(sagemaker.send(command as aws.DescribeModelCommand))).toMatchObject({
        name: "ValidationException",
        status: 400,
        code: "SLIP-API-001",
        message: `Could not find model "${ARN}:model/none".`,
      });
    }
  });

  test("that kubectl applied is one model at both doors", async () => {
    await byKubectl<Model>(modelKind, "m", { modelName: "m", primaryContainer: { image: "i" } });
    const described = await sagemaker.send(new aws.DescribeModelCommand({ ModelName: "m" }));
    expect(described.PrimaryContainer).toEqual({ Image: "i" });
  });
});

describe("an endpoint configuration", () => {
  test("is created, told, listed and deleted", async () => {
    await sagemaker.send(new aws.CreateModelCommand(model("m")));
    const input = endpointConfig("Config", "m");
    const { EndpointConfigArn } = await sagemaker.send(new aws.CreateEndpointConfigCommand(input));
    expect(EndpointConfigArn).toBe(`${ARN}:endpoint-config/config`);
    const describe = () =>
      sagemaker.send(new aws.DescribeEndpointConfigCommand({ EndpointConfigName: "Config" }));
    expect(await describe()).toMatchObject({ ...input, EndpointConfigArn });
    const { EndpointConfigs } = await sagemaker.send(new aws.ListEndpointConfigsCommand({}));
    expect(EndpointConfigs?.map(({ EndpointConfigName }) => EndpointConfigName)).toEqual(["Config"]);
    await sagemaker.send(new aws.DeleteEndpointConfigCommand({ EndpointConfigName: "Config" }));
    expect(await refusal(describe())).toMatchObject({
      name: "ValidationException",
      message: `Could not find endpoint configuration "${ARN}:endpoint-config/config".`,
    });
  });

  test("whose model is not there is refused, as AWS refuses it", async () => {
    const create = sagemaker.send(new aws.CreateEndpointConfigCommand(endpointConfig("c", "None")));
    expect((await refusal(create)).message).toBe(`Could not find model "${ARN}:model/none".`);
    expect(await home.count()).toBe(0);
  });
});

describe("an endpoint", () => {
  const describeEndpoint = (EndpointName = "Shells") =>
    sagemaker.send(new aws.DescribeEndpointCommand({ EndpointName }));
  const objectName = async () =>
    (await home.store.list(endpointKind, { namespace: NAMESPACE })).items[0]?.metadata.name ?? "";

  test("is Creating at first and then as its controller says; a waiter of the SDK sees it", async () => {
    await deployed();
    expect(await describeEndpoint()).toMatchObject({
      EndpointName: "Shells",
      EndpointArn: `${ARN}:endpoint/shells`,
      EndpointConfigName: "Shells",
      EndpointStatus: "Creating",
    });
    const waiting = aws.waitUntilEndpointInService(
      { client: sagemaker, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { EndpointName: "Shells" },
    );
    await home.setEndpointStatus(await objectName(), {
      endpointStatus: "InService",
      slipway: { endpointConfigName: "Shells" },
      productionVariants: [
        {
          variantName: "AllTraffic",
          currentWeight: 1,
          desiredWeight: 1,
          currentInstanceCount: 2,
          desiredInstanceCount: 2,
        },
      ],
    });
    expect((await waiting).state).toBe("SUCCESS");
    expect((await describeEndpoint()).ProductionVariants).toEqual([
      {
        VariantName: "AllTraffic",
        CurrentWeight: 1,
        DesiredWeight: 1,
        CurrentInstanceCount: 2,
        DesiredInstanceCount: 2,
      },
    ]);
    const { Endpoints } = await sagemaker.send(new aws.ListEndpointsCommand({ StatusEquals: "InService" }));
    expect(Endpoints?.map(({ EndpointName }) => EndpointName)).toEqual(["Shells"]);
  });

  test("whose configuration is not there is refused, as AWS refuses it", async () => {
    const create = sagemaker.send(
      new aws.CreateEndpointCommand({ EndpointName: "e", EndpointConfigName: "None" }),
    );
    expect(await refusal(create)).toMatchObject({
      name: "ValidationException",
      message: `Could not find endpoint configuration "${ARN}:endpoint-config/none".`,
    });
    expect(await home.count()).toBe(0);
  });

  test("that is taken is refused by AWS's own words", async () => {
    await deployed();
    const create = sagemaker.send(
      new aws.CreateEndpointCommand({ EndpointName: "Shells", EndpointConfigName: "Shells" }),
    );
    expect((await refusal(create)).message).toBe(
      `Cannot create already existing endpoint "${ARN}:endpoint/shells".`,
    );
  });

  test("is updated when it is InService, and Updating at once", async () => {
    await deployed();
    await sagemaker.send(new aws.CreateEndpointConfigCommand(endpointConfig("next", "Shells")));
    const update = () =>
      sagemaker.send(new aws.UpdateEndpointCommand({ EndpointName: "Shells", EndpointConfigName: "next" }));
    expect((await refusal(update())).message).toBe(
      `Cannot update in-progress endpoint "${ARN}:endpoint/shells".`,
    );
    await home.setEndpointStatus(await objectName(), {
      endpointStatus: "InService",
      slipway: { endpointConfigName: "Shells" },
    });
    expect((await update()).EndpointArn).toBe(`${ARN}:endpoint/shells`);
    expect(await describeEndpoint()).toMatchObject({
      EndpointStatus: "Updating",
      EndpointConfigName: "Shells",
    });
    const stored = await home.store.get(endpointKind, `${NAMESPACE}/${await objectName()}`);
    expect(stored?.spec.endpointConfigName).toBe("next");
  });

  test("is Deleting while its finalizer holds it, and gone after that; a waiter of the SDK sees it", async () => {
    await deployed();
    const name = await objectName();
    const endpoint = (await home.store.get(endpointKind, `${NAMESPACE}/${name}`)) as Endpoint;
    const finalizers = ["finalizers.sagemaker.services.k8s.aws/Endpoint"];
    await home.store.replace(
      endpointKind,
      { ...endpoint, metadata: { ...endpoint.metadata, finalizers } },
      "object",
    );
    await sagemaker.send(new aws.DeleteEndpointCommand({ EndpointName: "Shells" }));
    expect((await describeEndpoint()).EndpointStatus).toBe("Deleting");
    const waiting = aws.waitUntilEndpointDeleted(
      { client: sagemaker, maxWaitTime: 30, minDelay: 1, maxDelay: 1 },
      { EndpointName: "Shells" },
    );
    const held = (await home.store.get(endpointKind, `${NAMESPACE}/${name}`)) as Endpoint;
    await home.store.replace(
      endpointKind,
      { ...held, metadata: { ...held.metadata, finalizers: [] } },
      "object",
    );
    expect((await waiting).state).toBe("SUCCESS");
    expect((await refusal(describeEndpoint())).message).toBe(
      `Could not find endpoint "${ARN}:endpoint/shells".`,
    );
  });
});
