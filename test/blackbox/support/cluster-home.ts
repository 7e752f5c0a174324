import { rmSync } from "node:fs";
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
import { Home, type Output, ok, SLIPWAY } from "../../e2e/support/home.ts";

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

  /** The one that files of one run share: installed by the first of them, and without objects when the next one has it. */
  static async shared(): Promise<ClusterHome> {
    const services = sharedServices();
    const home = new ClusterHome(new Cluster(), services);
    if (isInstalled(services)) await home.#removeObjects();
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

  /** Another file of tests may have made it, in the buckets that files share. */
  async bucket(name: string): Promise<void> {
    const uri = `s3://${name}`;
    if ((await this.aws("s3", "ls", uri)).code !== 0) await ok(this.aws("s3", "mb", uri));
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
