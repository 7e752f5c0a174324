import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../../../packages/platform/src/ledger/testing/postgres-server.ts";
import { Cluster } from "../../cluster/support/cluster.ts";
import { startS3Server } from "../../cluster/support/s3-server.ts";
import { Home, ok } from "../../e2e/support/home.ts";

/** The context that the cluster's kubeconfig names. */
const CONTEXT = "test";
const BASE_IMAGE = "slipway.test/python:3.11";

let imported: Promise<void> | undefined;

/** A Kubernetes cluster with Slipway installed, a PostgreSQL and buckets of its own; everything is gone after `down`. */
export class ClusterHome extends Home {
  readonly cluster: Cluster;
  readonly #close: () => Promise<void>;

  private constructor(
    cluster: Cluster,
    around: Readonly<Record<string, string>>,
    close: () => Promise<void>,
  ) {
    super(undefined, around);
    this.cluster = cluster;
    this.#close = close;
  }

  static async open(): Promise<ClusterHome> {
    const cluster = new Cluster();
    const [postgres, s3] = await Promise.all([
      startPostgres({ host: cluster.hostAddress }),
      startS3Server(cluster.hostAddress),
    ]);
    const around = {
      KUBECONFIG: cluster.kubeconfig,
      SLIPWAY_CONTEXT: CONTEXT,
      SLIPWAY_DATABASE_URL: postgres.url,
      AWS_ACCESS_KEY_ID: s3.accessKeyId,
      AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    };
    const home = new ClusterHome(cluster, around, async () => {
      await Promise.all([postgres.close(), s3.close()]);
    });
    imported ??= home.#importImage();
    await imported;
    await ok(home.slipway("install", "--s3-endpoint", s3.url, "--base-image", BASE_IMAGE));
    await home.evalEnv();
    return home;
  }

  override async down(): Promise<void> {
    const gone = await this.slipway("uninstall", "--delete-data");
    await this.#close();
    rmSync(this.state, { recursive: true, force: true });
    if (gone.code !== 0) throw new Error(`slipway uninstall failed with ${gone.code}: ${gone.stderr}`);
  }

  /** The image of this checkout, made as its users make it. */
  async #importImage(): Promise<void> {
    const folder = mkdtempSync(join(tmpdir(), "slipway-image-"));
    try {
      const file = join(folder, "slipway.tar");
      await ok(this.slipway("image", "build", file));
      await this.cluster.importImage(file);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
}
