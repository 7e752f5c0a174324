/** Runs as pods of the real cluster, without an installation: the runtime itself, over a namespace of its own. */
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Resource } from "@slipway/model";
import { configMapKind, type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import { systemClock } from "../../../packages/lib/src/clock.ts";
import { connectKubeconfig } from "../../../packages/lib/src/kubernetes/connect.ts";
import type { KubernetesClient } from "../../../packages/lib/src/kubernetes/kubernetes-client.ts";
import { silentLog } from "../../../packages/lib/src/log.ts";
import { S3Artifacts } from "../../../packages/platform/src/artifacts/s3/s3-artifacts.ts";
import type { Ledger } from "../../../packages/platform/src/ledger/ledger.ts";
import { createMemoryLedger } from "../../../packages/platform/src/ledger/sqlite/create-memory-ledger.ts";
import { fromOneImage } from "../../../packages/platform/src/runtimes/pods/images.ts";
import { KUBELET, type NodeWays } from "../../../packages/platform/src/runtimes/pods/node-ways.ts";
import { createPodRuns } from "../../../packages/platform/src/runtimes/pods/pod-runs.ts";
import { tendPods } from "../../../packages/platform/src/runtimes/pods/tend-pods.ts";
import type { RunRef, RunSpec, RunState, Runs } from "../../../packages/platform/src/runtimes/runs.ts";
import type { Cache } from "../../../packages/platform/src/store/cache.ts";
import { createKubernetesStore } from "../../../packages/platform/src/store/kubernetes/create-kubernetes-store.ts";
import { createCache } from "../../../packages/platform/src/store/reflector/create-cache.ts";
import type { Store } from "../../../packages/platform/src/store/store.ts";
import { Cluster } from "./cluster.ts";
import { importOwnImage, OWN_IMAGE } from "./own-image.ts";
import { BUSYBOX } from "./pods.ts";
import { type S3Server, startS3Server } from "./s3-server.ts";

interface Parts {
  readonly client: KubernetesClient;
  readonly store: Store;
  readonly image: string;
  readonly s3: S3Server;
  readonly artifacts: S3Artifacts;
  readonly buckets: S3Client;
  readonly ledger: Ledger;
}

/** A kubelet's, without NodePools and instance types: the cluster has no definitions of ours. */
const { machines: _, ...withoutMachines } = KUBELET;
export const BENCH_WAYS: NodeWays = withoutMachines;

export class RunBench {
  readonly cluster: Cluster;
  readonly runs: Runs;
  readonly store: Store;
  readonly cache: Cache;
  readonly image: string;
  readonly #parts: Parts;
  readonly #stop = new AbortController();
  readonly #tending: Promise<void>;
  readonly #namespaces: string[] = [];

  private constructor(cluster: Cluster, parts: Parts) {
    const { store, ledger, artifacts, image } = parts;
    this.cluster = cluster;
    this.#parts = parts;
    this.store = store;
    this.image = image;
    const useImage = fromOneImage({ image, baseImage: "slipway.test/python:3.11" });
    this.cache = createCache({ store, clock: systemClock, log: silentLog });
    const { cache } = this;
    this.runs = createPodRuns({
      store,
      cache,
      ledger,
      artifacts,
      clock: systemClock,
      ways: BENCH_WAYS,
      useImage,
    });
    this.#tending = tendPods({ store, cache, clock: systemClock, log: silentLog, signal: this.#stop.signal });
  }

  static async open(): Promise<RunBench> {
    const cluster = new Cluster();
    await importOwnImage(cluster);
    const client = await connectKubeconfig(cluster.kubeconfig, { userAgent: "test" });
    const s3 = await startS3Server(cluster.hostAddress);
    const { accessKeyId, secretAccessKey, url: endpoint } = s3;
    const credentials = { accessKeyId, secretAccessKey };
    const artifacts = new S3Artifacts({ endpoint, region: "us-east-1", credentials });
    const buckets = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
    await buckets.send(new CreateBucketCommand({ Bucket: "bench" }));
    const store = createKubernetesStore({ client, clock: systemClock, log: silentLog });
    return new RunBench(cluster, {
      client,
      store,
      image: OWN_IMAGE,
      s3,
      artifacts,
      buckets,
      ledger: createMemoryLedger(),
    });
  }

  /** Any client's way to the buckets. */
  get buckets(): S3Client {
    return this.#parts.buckets;
  }

  /** A namespace in which pods reach the buckets; `labels` as `kubectl label` takes them. */
  async namespace(...labels: readonly string[]): Promise<string> {
    const name = await this.cluster.namespace();
    this.#namespaces.push(name);
    if (labels.length > 0) await this.cluster.ok("label", "namespace", name, ...labels);
    const { accessKeyId, secretAccessKey, url } = this.#parts.s3;
    const keys = {
      AWS_ENDPOINT_URL_S3: url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_REGION: "us-east-1",
    };
    const literals = Object.entries(keys).map(([key, value]) => `--from-literal=${key}=${value}`);
    await this.cluster.ok("create", "secret", "generic", "slipway-artifacts", ...literals, "-n", name);
    return name;
  }

  /** An object that is really there, for runs and endpoints to belong to. */
  owner(
    namespace: string,
    name: string,
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<Resource> {
    const metadata = { name, namespace, annotations };
    return this.store.create(configMapKind, { apiVersion: "v1", kind: "ConfigMap", metadata });
  }

  /** Starts a shell script, or what `change` says, as a run of its own. */
  async start(
    namespace: string,
    name: string,
    script: string,
    change: Partial<RunSpec> = {},
  ): Promise<RunRef> {
    const owner = await this.owner(namespace, name, change.owner?.metadata.annotations);
    const at = `s3://bench/${namespace}/${name}`;
    const run: RunSpec = {
      image: BUSYBOX,
      entrypoint: ["sh", "-c", script],
      env: {},
      files: {},
      resourceConfig: "input/config/resourceconfig.json",
      inputs: [],
      outputs: [
        { name: "model", from: "model", to: `${at}/model`, form: "tar.gz", when: "end" },
        { name: "data", from: "output/data", to: `${at}/data`, form: "tar.gz", when: "end" },
      ],
      manifestUri: `${at}/manifest`,
      hosts: [{ name: "algo-1", group: "homogeneousCluster", instanceType: "" }],
      attempt: 1,
      graceSeconds: 3,
      ...change,
      name,
      namespace,
      owner,
    };
    await this.runs.start(run);
    return run;
  }

  async pod(run: RunRef): Promise<Pod | undefined> {
    return this.store.get(podKind, `${run.namespace}/${run.name}-algo-1`);
  }

  /** The run's state, once it is as the question wants it. */
  async until(run: RunRef, question: (state: RunState) => boolean, seconds = 60): Promise<RunState> {
    const end = Date.now() + seconds * 1_000;
    for (;;) {
      const state = await this.runs.observe(run);
      if (question(state)) return state;
      if (Date.now() > end)
        throw new Error(`${run.name} stayed ${JSON.stringify(state)} ${JSON.stringify(await this.pod(run))}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async removed(run: RunRef, seconds = 60): Promise<void> {
    await this.runs.remove(run);
    await this.until(run, ({ phase }) => phase === "gone", seconds);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#tending;
    await this.cache.close();
    for (const name of this.#namespaces) await this.cluster.removeNamespace(name);
    const { client, s3, artifacts, buckets, ledger } = this.#parts;
    artifacts.close();
    buckets.destroy();
    await ledger.close();
    await client.close();
    await s3.close();
  }
}

export const isOver = ({ phase }: RunState): boolean => ["succeeded", "failed", "stopped"].includes(phase);
