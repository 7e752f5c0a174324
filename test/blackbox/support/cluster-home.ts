import { rmSync } from "node:fs";
import {
  type PostgresServer,
  startPostgres,
} from "../../../packages/platform/src/ledger/testing/postgres-server.ts";
import { Cluster } from "../../cluster/support/cluster.ts";
import { importOwnImage, OWN_IMAGE } from "../../cluster/support/own-image.ts";
import { type S3Server, startS3Server } from "../../cluster/support/s3-server.ts";
import { Home, type Output, ok, SLIPWAY } from "../../e2e/support/home.ts";

/** The context that the cluster's kubeconfig names. */
const CONTEXT = "test";
const BASE_IMAGE = "slipway.test/python:3.11";

interface Services {
  readonly cluster: Cluster;
  readonly postgres: PostgresServer;
  readonly s3: S3Server;
}

/** A Kubernetes cluster with Slipway installed, a PostgreSQL and buckets of its own; everything is gone after `down`. */
export class ClusterHome extends Home {
  readonly cluster: Cluster;
  readonly #postgres: PostgresServer;
  readonly #s3: S3Server;

  private constructor({ cluster, postgres, s3 }: Services) {
    super(undefined, { KUBECONFIG: cluster.kubeconfig, SLIPWAY_CONTEXT: CONTEXT });
    this.cluster = cluster;
    this.#postgres = postgres;
    this.#s3 = s3;
  }

  static async open(): Promise<ClusterHome> {
    const cluster = new Cluster();
    const [postgres, s3] = await Promise.all([
      startPostgres({ host: cluster.hostAddress }),
      startS3Server(cluster.hostAddress),
    ]);
    const home = new ClusterHome({ cluster, postgres, s3 });
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
      AWS_ACCESS_KEY_ID: this.#s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: this.#s3.secretAccessKey,
    };
    const variables = Object.entries({
      KUBECONFIG: this.cluster.kubeconfig,
      ...(how.secrets === false ? {} : secrets),
      ...how.variables,
    }).map(([name, value]) => `${name}=${value}`);
    const unset = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].flatMap((name) => ["-u", name]);
    // An earlier test may have left another key behind.
    const keys = how.secrets === false ? [] : ["--keys-from-environment"];
    const flags = ["--s3-endpoint", this.#s3.url, "--base-image", BASE_IMAGE, ...keys, ...(how.flags ?? [])];
    return this.run("env", [...unset, ...variables, process.execPath, SLIPWAY, "install", ...flags]);
  }

  readonly image = OWN_IMAGE;
  override readonly catchesAws = false;

  get s3(): S3Server {
    return this.#s3;
  }

  get s3Url(): string {
    return this.#s3.url;
  }

  get databaseUrl(): string {
    return this.#postgres.url;
  }

  /** What must not be printed. */
  get secrets(): readonly string[] {
    return [this.databaseUrl, this.#s3.secretAccessKey];
  }

  override async down(): Promise<void> {
    const gone = await this.slipway("uninstall", "--delete-data");
    await this.#closeServices();
    if (gone.code !== 0) throw new Error(`slipway uninstall failed with ${gone.code}: ${gone.stderr}`);
  }

  async #closeServices(): Promise<void> {
    await Promise.all([this.#postgres.close(), this.#s3.close()]);
    rmSync(this.state, { recursive: true, force: true });
  }
}
