import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  CreateModelCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { parse } from "yaml";
import { awsClients } from "./aws-clients.ts";
import { EXAMPLE, eventually, type Home, ok } from "./home.ts";
import { Load } from "./load.ts";

const ROLE = "arn:aws:iam::123456789012:role/slipway";
const IMAGE = "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.2-1";
const ROW = ",2,0.74,0.6,0.195,1.974,0.598,0.4085,0.71";

export const shifting = (routing: object): DeploymentConfig => ({
  BlueGreenUpdatePolicy: {
    TrafficRoutingConfiguration: { WaitIntervalInSeconds: 0, ...routing } as never,
    TerminationWaitInSeconds: 0,
  },
});

/** All the ways in which SageMaker updates an endpoint, and the one where nothing is said. */
export const WAYS: Readonly<Record<string, DeploymentConfig | undefined>> = {
  "nothing said": undefined,
  "all at once": shifting({ Type: "ALL_AT_ONCE" }),
  canary: shifting({ Type: "CANARY", CanarySize: { Type: "INSTANCE_COUNT", Value: 1 } }),
  linear: shifting({ Type: "LINEAR", LinearStepSize: { Type: "CAPACITY_PERCENT", Value: 50 } }),
  rolling: {
    RollingUpdatePolicy: { MaximumBatchSize: { Type: "INSTANCE_COUNT", Value: 1 }, WaitIntervalInSeconds: 0 },
  },
};

/** An endpoint of two instances, with configurations that it may be given: `first` and `second` answer otherwise than each other, `broken` does not start. */
export class UpdatedEndpoint {
  readonly name = "steady";
  readonly #home: Home;
  readonly #patienceSeconds: number;

  private constructor(home: Home, patienceSeconds: number) {
    this.#home = home;
    this.#patienceSeconds = patienceSeconds;
  }

  /** In service with `first`. */
  static async open(
    home: Home,
    { patienceSeconds }: { readonly patienceSeconds: number },
  ): Promise<UpdatedEndpoint> {
    const opened = new UpdatedEndpoint(home, patienceSeconds);
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    for (const rounds of [5, 50]) await opened.#train(`rounds-${rounds}`, rounds);
    await opened.#storeNothingOfUse("broken/model.tar.gz");
    await opened.#define("first", "models/rounds-5/output/model.tar.gz");
    await opened.#define("second", "models/rounds-50/output/model.tar.gz");
    await opened.#define("broken", "broken/model.tar.gz");
    const { sagemaker } = awsClients(home);
    await sagemaker.send(
      new CreateEndpointCommand({ EndpointName: opened.name, EndpointConfigName: "first" }),
    );
    await opened.settled();
    return opened;
  }

  load(): Load {
    return new Load(this.#home, { endpoint: this.name, body: ROW });
  }

  describe(): Promise<DescribeEndpointCommandOutput> {
    return awsClients(this.#home).sagemaker.send(new DescribeEndpointCommand({ EndpointName: this.name }));
  }

  /** As it is once nothing of it changes any more. */
  settled(): Promise<DescribeEndpointCommandOutput> {
    return eventually("the endpoint is in service", this.#patienceSeconds, async () => {
      const endpoint = await this.describe();
      return ["InService", "Failed"].includes(endpoint.EndpointStatus ?? "") ? endpoint : undefined;
    });
  }

  async begin(to: string, config: DeploymentConfig | undefined): Promise<void> {
    const { sagemaker } = awsClients(this.#home);
    const asked = { EndpointName: this.name, EndpointConfigName: to };
    await sagemaker.send(
      new UpdateEndpointCommand({ ...asked, ...(config === undefined ? {} : { DeploymentConfig: config }) }),
    );
  }

  /** Updates it, and gives it as it is then. */
  async update(to: string, config: DeploymentConfig | undefined): Promise<DescribeEndpointCommandOutput> {
    await this.begin(to, config);
    const { EndpointStatus } = await this.describe();
    if (EndpointStatus !== "Updating") throw new Error(`it is ${EndpointStatus} while it is updated`);
    return this.settled();
  }

  async #train(name: string, rounds: number): Promise<void> {
    const text = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
    const job = parse(text.replace('num_round: "50"', `num_round: "${rounds}"`)) as { readonly spec: object };
    const named = { ...job, metadata: { name }, spec: { ...job.spec, trainingJobName: name } };
    await ok(this.#home.kubectlWith(JSON.stringify(named), "apply", "-f", "-"));
    await ok(this.#home.slipway("wait", `trainingjob/${name}`, "--timeout", `${this.#patienceSeconds}s`));
  }

  async #storeNothingOfUse(key: string): Promise<void> {
    const scratch = mkdtempSync(join(tmpdir(), "slipway-updates-"));
    writeFileSync(join(scratch, "broken"), "this is no archive");
    await ok(this.#home.aws("s3", "cp", join(scratch, "broken"), `s3://abalone-example/${key}`));
    rmSync(scratch, { recursive: true });
  }

  async #define(name: string, key: string): Promise<void> {
    const { sagemaker } = awsClients(this.#home);
    const ModelDataUrl = `s3://abalone-example/${key}`;
    await sagemaker.send(
      new CreateModelCommand({
        ModelName: name,
        ExecutionRoleArn: ROLE,
        PrimaryContainer: { Image: IMAGE, ModelDataUrl },
      }),
    );
    const variant = {
      ...{ VariantName: "AllTraffic", ModelName: name },
      ...{ InstanceType: "ml.m5.large" as const, InitialInstanceCount: 2 },
    };
    await sagemaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
    );
  }
}
