import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { CRDS } from "../../../packages/model/src/kinds/crds.ts";
import {
  type PostgresServer,
  startPostgres,
} from "../../../packages/platform/src/ledger/testing/postgres-server.ts";
import { Cluster } from "../../cluster/support/cluster.ts";
import { importOwnImage, OWN_IMAGE } from "../../cluster/support/own-image.ts";
import { type S3Server, startS3Server } from "../../cluster/support/s3-server.ts";
import {
  CONTEXT,
  isInstalled,
  markInstalled,
  removeSharedHome,
  sharedServices,
} from "../../cluster/support/shared-home.ts";
import { awsClients } from "../../e2e/support/aws-clients.ts";
import { EXAMPLE, Home, type Output, ok, SLIPWAY } from "../../e2e/support/home.ts";

const BASE_IMAGE = "slipway.test/python:3.11";
const GONE_WITHIN = "--timeout=120s";

interface Services {
  readonly databaseUrl: string;
  readonly s3: Pick<S3Server, "url" | "accessKeyId" | "secretAccessKey">;
}

/** A Kubernetes cluster with Slipway installed. */
export class ClusterHome extends Home {
  readonly cluster: Cluster;
  readonly #services: Services;

  protected constructor(cluster: Cluster, services: Services) {
    super(undefined, { KUBECONFIG: cluster.kubeconfig, SLIPWAY_CONTEXT: CONTEXT });
    this.cluster = cluster;
    this.#services = services;
  }

  /** The one that files of one run share: installed by the first of them, and without objects and buckets when the next one has it. */
  static async shared(): Promise<ClusterHome> {
    const services = sharedServices();
    const home = new ClusterHome(new Cluster(), services);
    if (isInstalled(services)) await Promise.all([home.#removeObjects(), home.#removeBuckets()]);
    else {
      // One of a run that was ended has services no more.
      await removeSharedHome();
      await importOwnImage(home.cluster);
      await ok(home.install());
      markInstalled(services);
    }
    await home.evalEnv();
    return home;
  }

  /** `slipway install`, as whoever set the cluster up calls it. */
  install(
    how: {
      readonly secrets?: boolean;
      readonly flags?: readonly string[];
      readonly variables?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<Output> {
    const secrets = {
      SLIPWAY_DATABASE_URL: this.databaseUrl,
      AWS_ACCESS_KEY_ID: this.#services.s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.#services.s3.secretAccessKey,
    };
    const variables = Object.entries({
      KUBECONFIG: this.cluster.kubeconfig,
      ...(how.secrets === false ? {} : secrets),
      ...how.variables,
    }).map(([name, value]) => `${name}=${value}`);
    const unset = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].flatMap((name) => ["-u", name]);
    // An earlier test may have left another key behind.
    const keys = how.secrets === false ? [] : ["--keys-from-environment"];
    const flags = ["--s3-endpoint", this.s3Url, "--base-image", BASE_IMAGE, ...keys, ...(how.flags ?? [])];
    return this.run("env", [...unset, ...variables, process.execPath, SLIPWAY, "install", ...flags]);
  }

  readonly image = OWN_IMAGE;
  override readonly catchesAws = false;

  /** The data of the Abalone example where its files look for them. */
  async putAbaloneData(): Promise<void> {
    const { s3 } = awsClients(this);
    const Bucket = "abalone-example";
    await s3.send(new CreateBucketCommand({ Bucket }));
    const data = join(EXAMPLE, "data");
    const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    for (const { parentPath, name } of files) {
      const path = join(parentPath, name);
      const Key = relative(data, path);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(path) }));
    }
  }

  get s3Url(): string {
    return this.#services.s3.url;
  }

  get databaseUrl(): string {
    return this.#services.databaseUrl;
  }

  /** What must not be printed. */
  get secrets(): readonly string[] {
    return [this.databaseUrl, this.#services.s3.secretAccessKey];
  }

  override async down(): Promise<void> {
    await this.#removeObjects();
    rmSync(this.state, { recursive: true, force: true });
  }

  /** But for those that Slipway makes for itself. */
  async #removeBuckets(): Promise<void> {
    const { url, ...credentials } = this.#services.s3;
    const s3 = new S3Client({ endpoint: url, region: "us-east-1", credentials, forcePathStyle: true });
    try {
      const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
      const names = Buckets.flatMap(({ Name: name = "" }) => (name.startsWith("slipway-") ? [] : [name]));
      await Promise.all(names.map((name) => removeBucket(s3, name)));
    } finally {
      s3.destroy();
    }
  }

  async #removeObjects(): Promise<void> {
    const plurals = (scope: string) =>
      CRDS.filter(({ spec }) => spec.scope === scope)
        .map(({ metadata }) => metadata.name)
        .join(",");
    const remove = ["delete", "--all", "--ignore-not-found", GONE_WITHIN];
    await this.cluster.ok(...remove, plurals("Namespaced"), "-n", "default");
    await this.cluster.ok(...remove, plurals("Cluster"));
  }
}

async function removeBucket(s3: S3Client, Bucket: string): Promise<void> {
  for (;;) {
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    if (Contents.length === 0) break;
    const Objects = Contents.map(({ Key }) => ({ Key }));
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
  }
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

/** One of its own, with a PostgreSQL and buckets; everything is gone after `down`. */
export class OwnClusterHome extends ClusterHome {
  readonly s3: S3Server;
  readonly #postgres: PostgresServer;

  private constructor(cluster: Cluster, { postgres, s3 }: { postgres: PostgresServer; s3: S3Server }) {
    super(cluster, { databaseUrl: postgres.url, s3 });
    this.s3 = s3;
    this.#postgres = postgres;
  }

  static async open(): Promise<OwnClusterHome> {
    const cluster = new Cluster();
    await removeSharedHome();
    const [postgres, s3] = await Promise.all([
      startPostgres({ host: cluster.hostAddress }),
      startS3Server(cluster.hostAddress),
    ]);
    const home = new OwnClusterHome(cluster, { postgres, s3 });
    try {
      await importOwnImage(cluster);
      await ok(home.install());
      await home.evalEnv();
      return home;
    } catch (error) {
      await home.#closeServices();
      throw error;
    }
  }

  override async down(): Promise<void> {
    const gone = await this.slipway("uninstall", "--delete-data", "--timeout", "2m");
    await this.#closeServices();
    if (gone.code !== 0) throw new Error(`slipway uninstall failed with ${gone.code}: ${gone.stderr}`);
  }

  async #closeServices(): Promise<void> {
    await Promise.all([this.#postgres.close(), this.s3.close()]);
    rmSync(this.state, { recursive: true, force: true });
  }
}
