import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import { SageMakerHome } from "../blackbox/support/sagemaker-home.ts";
import { Moto } from "../conformance/support/moto.ts";
import { EXAMPLE, eventually, Home, ok } from "./support/home.ts";

const ENDPOINT = "endpoint.sagemaker.services.k8s.aws/abalone-endpoint";
const WAIT = "--timeout=120s";

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** The documents of a file, each annotated to be carried by SageMaker. */
function annotated(file: string): readonly Manifest[] {
  return parseAllDocuments(readFileSync(join(EXAMPLE, file), "utf8")).map((document) => {
    const object = document.toJS() as Manifest;
    const annotations = { "slipway.dev/runtime": "sagemaker" };
    return { ...object, metadata: { ...object.metadata, annotations } };
  });
}

const text = (objects: readonly object[]): string => objects.map((object) => stringify(object)).join("---\n");

describe("the same files in SageMaker", () => {
  let moto: Moto;
  let home: SageMakerHome;
  let folder: string;
  let training: string;
  let deploy: string;
  beforeAll(async () => {
    home = await SageMakerHome.open();
    ({ moto } = home);
    folder = mkdtempSync(join(tmpdir(), "slipway-sagemaker-"));
    training = join(folder, "training.yaml");
    deploy = join(folder, "deploy.yaml");
    writeFileSync(training, text(annotated("training.yaml")));
    writeFileSync(deploy, text(annotated("deploy.yaml")));
  });
  afterAll(async () => {
    await home.down();
    rmSync(folder, { recursive: true, force: true });
  });

  const status = async (object: string, path: string): Promise<string> =>
    ok(home.kubectl("get", object, "-o", `jsonpath={.status.${path}}`));
  const completed = (name: string) =>
    home.kubectl("wait", "--for=jsonpath={.status.trainingJobStatus}=Completed", `trainingjob/${name}`, WAIT);

  test("train and serve, and kubectl tells what AWS tells", async () => {
    const timestamp = Date.now() - 60_000;
    await moto.print("abalone-xgboost/algo-1-1700000000", [
      { timestamp, message: "[0]#011train-rmse:8.1#011validation-rmse:8.2" },
    ]);
    await ok(home.kubectl("apply", "-f", training, "-f", deploy));
    await ok(completed("abalone-xgboost"));
    await ok(home.kubectl("wait", "--for=jsonpath={.status.endpointStatus}=InService", ENDPOINT, WAIT));
    const answer = await moto.boto3("sagemaker", "describe_training_job", {
      TrainingJobName: "abalone-xgboost",
    });
    expect(await status("trainingjob/abalone-xgboost", "ackResourceMetadata.arn")).toBe(
      answer["TrainingJobArn"],
    );
    expect({
      s3ModelArtifacts: await status("trainingjob/abalone-xgboost", "modelArtifacts.s3ModelArtifacts"),
    }).toEqual({
      s3ModelArtifacts: (answer["ModelArtifacts"] as Record<string, unknown>)["S3ModelArtifacts"],
    });
    expect(
      await moto.boto3("sagemaker", "describe_endpoint", { EndpointName: "abalone-endpoint" }),
    ).toMatchObject({
      EndpointConfigName: "abalone-endpoint-config",
    });
  });

  test("what was trained there is deployed there by its name", async () => {
    const { stderr } = await home.slipway("deploy", "abalone-xgboost", "--name", "deployed");
    expect(stderr).toContain("aws sagemaker-runtime invoke-endpoint --endpoint-name deployed");
    const { ProductionVariants } = await moto.boto3("sagemaker", "describe_endpoint", {
      EndpointName: "deployed",
    });
    expect(ProductionVariants).toMatchObject([{ VariantName: "AllTraffic" }]);
    const { Models } = (await moto.boto3("sagemaker", "list_models")) as {
      readonly Models: readonly { readonly ModelName: string }[];
    };
    const ModelName = Models.map((model) => model.ModelName).find((name) => name.startsWith("deployed-"));
    const job = await moto.boto3("sagemaker", "describe_training_job", {
      TrainingJobName: "abalone-xgboost",
    });
    const artifacts = job["ModelArtifacts"] as { readonly S3ModelArtifacts: string };
    expect(await moto.boto3("sagemaker", "describe_model", { ModelName })).toMatchObject({
      ExecutionRoleArn: job["RoleArn"],
      PrimaryContainer: { ModelDataUrl: artifacts.S3ModelArtifacts },
    });
    await ok(home.kubectl("delete", "endpoint.sagemaker.services.k8s.aws", "deployed", WAIT));
    const batch = await home.slipway("batch", "abalone-xgboost", "--input", folder);
    expect(batch.stderr).toContain("is in Amazon SageMaker");
  });

  test("have their log here", async () => {
    const line = "[0]#011train-rmse:8.1#011validation-rmse:8.2\n";
    expect(await ok(home.slipway("logs", "trainingjob/abalone-xgboost"))).toBe(line);
    const pod = await status("trainingjob/abalone-xgboost", "slipway.pods[0]");
    const path = `/api/v1/namespaces/default/pods/${pod}/log?container=algorithm`;
    expect(await ok(home.kubectl("get", "--raw", path))).toBe(line);
  });

  test("run nothing here", async () => {
    expect(await ok(home.kubectl("get", "pods", "-o", "name"))).toBe("");
  });

  test("is invoked there, as the AWS door says", async () => {
    const { stderr } = await home.aws(
      "sagemaker-runtime",
      "invoke-endpoint",
      "--endpoint-name",
      "abalone-endpoint",
      "--body",
      "x",
      join(folder, "answer"),
    );
    expect(stderr).toContain("is served by Amazon SageMaker in us-west-2");
  });

  test("are gone there once they are deleted here, but for the record of a job that is over", async () => {
    await ok(home.kubectl("delete", "-f", training, "-f", deploy, WAIT));
    const left = await Promise.all([
      moto.boto3("sagemaker", "list_models"),
      moto.boto3("sagemaker", "list_endpoint_configs"),
      moto.boto3("sagemaker", "list_endpoints"),
    ]);
    expect(left).toMatchObject([{ Models: [] }, { EndpointConfigs: [] }, { Endpoints: [] }]);
  });

  test("ten jobs, and the server killed with -9 ten times meanwhile: none is lost and none is made twice", async () => {
    const [job] = annotated("training.yaml");
    if (job === undefined) throw new Error("there is no job");
    const names = Array.from({ length: 10 }, (_, index) => `killed-${index}`);
    for (const name of names) {
      const one = {
        ...job,
        metadata: { ...job.metadata, name },
        spec: { ...job.spec, trainingJobName: name },
      };
      await ok(home.kubectlWith(stringify(one), "apply", "-f", "-"));
      // Each time a little later in what the server does about the job.
      await new Promise((resolve) => setTimeout(resolve, 40 * names.indexOf(name)));
      home.kill();
      await home.restart();
    }
    for (const name of names) await ok(completed(name));
    const { TrainingJobSummaries = [] } = await moto.sagemaker.send(
      new ListTrainingJobsCommand({ MaxResults: 100 }),
    );
    const made = TrainingJobSummaries.map(({ TrainingJobName = "" }) => TrainingJobName);
    expect(made.filter((name) => name.startsWith("killed-")).sort()).toEqual(names);
    // A server that was killed before it had the answer asks again, for the very same job.
    expect((await moto.asked("CreateTrainingJob")).size).toBe(names.length + 1);
    for (const name of names) {
      const { Tags } = (await moto.boto3("sagemaker", "list_tags", {
        ResourceArn: await status(`trainingjob/${name}`, "ackResourceMetadata.arn"),
      })) as { readonly Tags: object[] };
      const uid = await ok(home.kubectl("get", "trainingjob", name, "-o", "jsonpath={.metadata.uid}"));
      expect(Tags).toContainEqual({ Key: "slipway.dev/uid", Value: uid });
      const told = JSON.parse(await ok(home.slipway("describe", `trainingjob/${name}`, "-o", "json")));
      expect(told.attempts).toMatchObject([{ attempt: 1, runtime: "sagemaker", outcome: "succeeded" }]);
      expect(told.costs).toMatchObject([{ attempt: 1, run: told.attempts[0].run }]);
    }
  });
});

describe("a home that was not started to use AWS", () => {
  test("refuses what is to be carried there, and speaks to nobody", async () => {
    const moto = await Moto.up();
    const home = new Home(undefined, { ...moto.env });
    try {
      await home.start();
      const annotations = Object.entries(moto.annotations).map(([name, value]) => `${name}=${value}`);
      await ok(home.kubectl("annotate", "namespace", "default", ...annotations));
      await ok(home.kubectlWith(text(annotated("training.yaml")), "apply", "-f", "-"));
      const refused = await eventually("a refusal", 30, async () => {
        const { stdout } = await home.kubectl(
          "get",
          "trainingjob",
          "abalone-xgboost",
          "-o",
          "jsonpath={.status.failureReason}",
        );
        return stdout === "" ? undefined : stdout;
      });
      expect(refused).toMatch(/^SLIP-SAGEMAKER-002: .*--aws-credentials/);
      await ok(home.kubectl("delete", "trainingjob", "abalone-xgboost", "--timeout=30s"));
      expect(await moto.times()).toBe(0);
    } finally {
      await home.down();
      await moto.down();
    }
  });
});
