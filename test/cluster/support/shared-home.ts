import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { startPostgres } from "../../../packages/platform/src/ledger/testing/postgres-server.ts";
import { DEFAULT_STATE, layout } from "../../../scripts/cluster/places.ts";
import { SLIPWAY } from "../../e2e/support/home.ts";
import { startS3Server } from "./s3-server.ts";

/** The context that the cluster's kubeconfig names. */
export const CONTEXT = "test";

/** The PostgreSQL and the buckets that the home of all files of one run of tests stands on. */
export interface SharedServices {
  /** Of this run of tests, and no other's. */
  readonly run: string;
  readonly databaseUrl: string;
  readonly s3: { readonly url: string; readonly accessKeyId: string; readonly secretAccessKey: string };
}

const VARIABLE = "SLIPWAY_TEST_CLUSTER_SERVICES";
/** Names the run whose home is installed. */
const MARK = join(DEFAULT_STATE, "shared-home");

/** Starts them for who comes from now on; `close` uninstalls the home, where one is, and ends them. */
export async function startSharedServices(host: string): Promise<{ close(): Promise<void> }> {
  const [postgres, s3] = await Promise.all([startPostgres({ host }), startS3Server(host)]);
  const { url, accessKeyId, secretAccessKey } = s3;
  const services: SharedServices = {
    run: randomUUID(),
    databaseUrl: postgres.url,
    s3: { url, accessKeyId, secretAccessKey },
  };
  process.env[VARIABLE] = JSON.stringify(services);
  return {
    close: async () => {
      try {
        await removeSharedHome();
      } finally {
        await Promise.all([postgres.close(), s3.close()]);
      }
    },
  };
}

export function sharedServices(): SharedServices {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error(`${VARIABLE} is not set: the tests' global setup has not run`);
  return JSON.parse(text);
}

export const isInstalled = ({ run }: SharedServices): boolean =>
  existsSync(MARK) && readFileSync(MARK, "utf8") === run;

export function markInstalled({ run }: SharedServices): void {
  writeFileSync(MARK, run);
}

/** For who wants a home of his own, which a cluster has one of. */
export async function removeSharedHome(): Promise<void> {
  if (!existsSync(MARK)) return;
  // The operator of a run that was ended has no database any more, and cleans up after nothing.
  const force = isInstalled(sharedServices()) ? [] : ["--force"];
  const env = {
    ...process.env,
    KUBECONFIG: layout(DEFAULT_STATE).kubeconfig("admin"),
    SLIPWAY_CONTEXT: CONTEXT,
  };
  await promisify(execFile)(process.execPath, [SLIPWAY, "uninstall", "--delete-data", ...force], { env });
  rmSync(MARK);
}
