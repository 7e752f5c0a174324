import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateEndpointCommand,
  CreateEndpointConfigCommand,
  type DeploymentConfig,
  DescribeEndpointCommand,
  type DescribeEndpointCommandOutput,
  UpdateEndpointCommand,
} from "@aws-sdk/client-sagemaker";
import { ABALONE_BUCKET, abaloneModel, trainAbalone } from "./abalone-models.ts";
import { awsClients } from "./aws-clients.ts";
import { eventually, type Home, ok } from "./home.ts";
import { Load } from "./load.ts";

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
    await trainAbalone(home, { first: 5, second: 50 }, { patienceSeconds });
    await opened.#storeNothingOfUse("broken/model.tar.gz");
    await opened.#define("first");
    await opened.#define("second");
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

  async #storeNothingOfUse(key: string): Promise<void> {
    const scratch = mkdtempSync(join(tmpdir(), "slipway-updates-"));
    writeFileSync(join(scratch, "broken"), "this is no archive");
    await ok(this.#home.aws("s3", "cp", join(scratch, "broken"), `s3://${ABALONE_BUCKET}/${key}`));
    rmSync(scratch, { recursive: true });
  }

  async #define(name: string, key?: string): Promise<void> {
    await abaloneModel(this.#home, name, key);
    const variant = {
      ...{ VariantName: "AllTraffic", ModelName: name },
      ...{ InstanceType: "ml.m5.large" as const, InitialInstanceCount: 2 },
    };
    await awsClients(this.#home).sagemaker.send(
      new CreateEndpointConfigCommand({ EndpointConfigName: name, ProductionVariants: [variant] }),
    );
  }
}
