import { existsSync, readFileSync } from "node:fs";
import { defined } from "@slipway/model";
import { proxyUrl } from "#api/proxy/proxy-password.ts";
import type { HomeConnection, HomeControl, HomeStatus } from "#cli/context.ts";
import { fetchBackup } from "../backup/fetch-backup.ts";
import { IDENTITY } from "../serve/identity.ts";
import { checkRights } from "../state/check-rights.ts";
import { type Credentials, readCredentials } from "../state/credentials.ts";
import { type Layout, layout } from "../state/layout.ts";
import { readRunning } from "../state/running.ts";
import { readStateFile, SCHEMA_VERSION } from "../state/state-file.ts";
import { unusable } from "../state/unusable.ts";
import { down } from "./down.ts";
import { environments } from "./environments.ts";
import { start } from "./start.ts";

/** Hold of embedded homes by their state folders, from any process. */
export function homeControl(env: Readonly<Record<string, string | undefined>>): HomeControl {
  return {
    up: (options) => start(options, env),
    down: (stateDir, options) => down(layout(stateDir), options),
    status,
    connection: async (stateDir) => connection(stateDir),
    // A client of a cluster is dear to load, and most commands speak to no cluster or to nobody.
    clusterServer: async (context) => {
      const { clusterServer } = await import("./cluster-connection.ts");
      return clusterServer(context);
    },
    cluster: async (context, namespace) => {
      const { clusterConnection } = await import("./cluster-connection.ts");
      return clusterConnection(context, namespace);
    },
    environments: (stateDir, options) => environments(layout(stateDir), options),
    backup: async (stateDir, file, options) => fetchBackup(layout(stateDir), file, options),
    restore: async (stateDir, file, options) => {
      const { restore } = await import("../backup/restore.ts");
      return restore(layout(stateDir), file, options);
    },
  };
}

async function status(stateDir: string): Promise<HomeStatus> {
  const at = layout(stateDir);
  const running = await readRunning(at.running);
  checkRights(at);
  const state = existsSync(at.stateFile) ? readStateFile(at) : undefined;
  return {
    running: running?.phase === "ready",
    stateDir,
    supportedSchemaVersion: SCHEMA_VERSION,
    ...(running === undefined ? {} : { phase: running.phase, pid: running.pid, version: running.version }),
    ...defined({ startedAt: running?.readyAt }),
    ...(state === undefined ? {} : { schemaVersion: state.schemaVersion }),
    ...(state?.ports === undefined ? {} : { ports: { ...state.ports } }),
  };
}

function connection(stateDir: string): HomeConnection | undefined {
  const at = layout(stateDir);
  if (!existsSync(at.credentials) || !existsSync(at.kubeconfig)) return undefined;
  checkRights(at);
  const { ports } = readStateFile(at);
  if (ports === undefined) return undefined;
  const { caPem, credentials } = read(at);
  const { accessKeyId, secretAccessKey } = credentials;
  return {
    kubeconfig: at.kubeconfig,
    namespace: "default",
    kubernetes: { server: `https://127.0.0.1:${ports.kubernetes}`, caPem, token: credentials.token },
    aws: {
      endpoint: `http://127.0.0.1:${ports.aws}`,
      ...IDENTITY,
      ...{ accessKeyId, secretAccessKey },
      proxy: proxyUrl(ports.aws, { accessKeyId, secretAccessKey }),
    },
  };
}

function read(at: Layout): { readonly caPem: string; readonly credentials: Credentials } {
  try {
    return {
      caPem: readFileSync(`${at.tls}/ca.crt`, "utf8"),
      credentials: readCredentials(at.credentials),
    };
  } catch (error) {
    throw unusable(at.root, error);
  }
}
