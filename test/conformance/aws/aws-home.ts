import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { CreateTrainingJobCommand, SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { type Caller, defined, MASTERS, type Resource, VIEWERS } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import {
  type EndpointSlice,
  endpointSliceKind,
  type Service,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import type { AccessKey } from "../../../packages/platform/src/api/access-keys.ts";
import { createAwsDoor } from "../../../packages/platform/src/api/aws/aws-door.ts";
import { createApiServer } from "../../../packages/platform/src/embedded/apiserver/create-api-server.ts";
import { createStorage } from "../../../packages/platform/src/embedded/storage/create-storage.ts";
import type { Ledger, Subject } from "../../../packages/platform/src/ledger/ledger.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { homeJudge } from "../../../packages/platform/src/main/common/home-judge.ts";
import { createMetricReading } from "../../../packages/platform/src/metrics/thread/create-metric-reading.ts";
import { HttpInvoker } from "../../../packages/platform/src/router/http-invoker.ts";
import { createRouter, type Router } from "../../../packages/platform/src/router/router.ts";
import { createEmbeddedStore } from "../../../packages/platform/src/store/embedded/create-embedded-store.ts";
import { createCache } from "../../../packages/platform/src/store/reflector/create-cache.ts";
import type { Store } from "../../../packages/platform/src/store/store.ts";

export const ACCOUNT = "123456789012";
export const REGION = "us-west-2";
export const NAMESPACE = "default";
export const WITHOUT_AWS = "this home was given no AWS credentials";
const ROUTER_TOKEN = "router-token";

/** Users of the door: who may do all, who may read, who may nothing. */
const CALLERS: Readonly<Record<string, Caller>> = {
  OWNER: { user: "owner", groups: [MASTERS] },
  VIEWER: { user: "viewer", groups: [VIEWERS] },
  NOBODY: { user: "nobody", groups: [] },
};

function accessKey(accessKeyId: string): AccessKey | undefined {
  const caller = CALLERS[accessKeyId];
  if (caller === undefined) return undefined;
  const secretAccessKey = `secret of ${accessKeyId}`;
  return { accessKeyId, secretAccessKey, namespace: NAMESPACE, accountId: ACCOUNT, region: REGION, caller };
}

export interface AwsHomeOptions {
  readonly limits?: { readonly bytes: number; readonly requests: number };
  readonly router?: "here" | "elsewhere";
}

/** The AWS door and the router over a real API server in memory; no controller runs, so that tests set status by hand. */
export class AwsHome {
  readonly url: string;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly #cleanUps: (() => unknown)[];

  private constructor(
    { url, store, ledger }: Pick<AwsHome, "url" | "store" | "ledger">,
    cleanUps: (() => unknown)[],
  ) {
    this.url = url;
    this.store = store;
    this.ledger = ledger;
    this.#cleanUps = cleanUps;
  }

  /** `router: "elsewhere"` reaches the router by HTTP, as in a cluster. */
  static async up({ limits, router: where = "here" }: AwsHomeOptions = {}): Promise<AwsHome> {
    const parts = { clock: systemClock, log: silentLog };
    const storage = createStorage({ file: ":memory:", clock: systemClock });
    const server = await createApiServer({ ...parts, storage, definitions: CRDS, tokens: [] });
    const store = createEmbeddedStore(server, { user: "slipway", groups: [MASTERS] });
    const cache = createCache({ ...parts, store });
    const router = await createRouter({ ...parts, cache, token: ROUTER_TOKEN });
    const far = where === "here" ? undefined : await invokerByHttp(router);
    const ledger = createMemoryLedger();
    const metrics = createMetricReading();
    const door = createAwsDoor({
      ...parts,
      store,
      cache,
      ledger,
      accessKeys: { find: accessKey },
      invoker: far ?? router,
      judge: {
        ...homeJudge({ store, cache }, { metrics, withoutAws: WITHOUT_AWS }),
        hasMachines: async (type) => type === "pooled",
      },
      ...defined({ limits }),
    });
    const http = createServer(door.handler);
    const port = await listen(http);
    const home = new AwsHome({ url: `http://127.0.0.1:${port}`, store, ledger }, [
      () => storage.close(),
      () => metrics.close(),
      () => cache.close(),
      () => router.close({ graceMs: 0 }),
      () => far?.close(),
      () => ledger.close(),
      () => closeServer(http),
    ]);
    return home;
  }

  async down(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).reverse()) await cleanUp();
  }

  /** Makes a training job that nothing runs; what the ledger keeps of it is kept of the subject. */
  async createTrainingJob(name: string): Promise<Subject> {
    await this.client().control.send(
      new CreateTrainingJobCommand({
        TrainingJobName: name,
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/r`,
        AlgorithmSpecification: { TrainingImage: "img", TrainingInputMode: "File" },
        OutputDataConfig: { S3OutputPath: "s3://b/out" },
        ResourceConfig: { InstanceType: "ml.m5.large", InstanceCount: 1, VolumeSizeInGB: 1 },
        StoppingCondition: { MaxRuntimeInSeconds: 60 },
      }),
    );
    const { items } = await this.store.list(trainingJobKind);
    const job = items.find(({ spec }) => spec.trainingJobName === name);
    const { name: object = "", uid = "" } = job?.metadata ?? {};
    return { namespace: NAMESPACE, kind: "TrainingJob", name: object, uid };
  }

  /** What an AWS SDK is given to speak to this door. */
  client(accessKeyId = "OWNER", secretAccessKey = `secret of ${accessKeyId}`) {
    const config = {
      endpoint: this.url,
      region: REGION,
      credentials: { accessKeyId, secretAccessKey },
      maxAttempts: 1,
    };
    const control = new SageMakerClient(config);
    const runtime = new SageMakerRuntimeClient(config);
    this.#cleanUps.push(() => {
      control.destroy();
      runtime.destroy();
    });
    return { control, runtime };
  }

  /** A container that answers as told, announced as the one pod of a variant. */
  async serve(endpointName: string, variant: string, answer: RequestListener): Promise<void> {
    const container = createServer(answer);
    const port = await listen(container);
    this.#cleanUps.push(() => closeServer(container));
    await this.announce(endpointName, variant, port);
  }

  /** Says that the one pod of a variant listens on a port of this machine. */
  async announce(endpointName: string, variant: string, port: number): Promise<void> {
    const name = `${endpointName}-${variant}`.toLowerCase();
    const service: Service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        namespace: NAMESPACE,
        name,
        labels: { "slipway.dev/endpoint": endpointName.toLowerCase() },
        annotations: {
          "slipway.dev/endpoint-name": endpointName,
          "slipway.dev/variant": variant,
          "slipway.dev/weight": "1",
        },
      },
      spec: { ports: [{ name: "http", port: 80 }] },
    };
    const slice: EndpointSlice = {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: { namespace: NAMESPACE, name, labels: { "kubernetes.io/service-name": name } },
      addressType: "IPv4",
      endpoints: [{ addresses: ["127.0.0.1"], conditions: { ready: true } }],
      ports: [{ name: "http", port }],
    };
    await this.store.create(serviceKind, service);
    await this.store.create(endpointSliceKind, slice);
  }

  /** What the endpoint's controller would write. */
  async setEndpointStatus(name: string, status: Endpoint["status"]): Promise<void> {
    const endpoint = await this.store.get(endpointKind, `${NAMESPACE}/${name}`);
    if (endpoint === undefined) throw new Error(`no endpoint ${name}`);
    await this.store.replace(endpointKind, { ...endpoint, ...(status && { status }) }, "status");
  }

  /** How many objects of the door's kinds there are. */
  async count(): Promise<number> {
    let count = 0;
    for (const { spec } of CRDS) {
      const kind = {
        group: spec.group,
        version: "v1alpha1",
        kind: spec.names.kind,
        plural: spec.names.plural,
        namespaced: true,
      };
      count += (await this.store.list<Resource>(kind)).items.length;
    }
    return count;
  }
}

async function invokerByHttp(router: Router): Promise<HttpInvoker> {
  return new HttpInvoker({ url: (await router.listen()).url, token: ROUTER_TOKEN });
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
