import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { defined, isForbidden, type Resource, SlipwayError } from "@slipway/model";
import {
  type ConfigMap,
  configMapKind,
  type Secret,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { createClient, type KubernetesClient } from "@slipway/sdk";
import type { HomeConnection, KubernetesServer } from "#cli/context.ts";
import { trustingFetch } from "#cli/session/trusting-fetch.ts";
import type { HomeSettings } from "#installation/home-settings.ts";
import { AWS_DOOR, KEYS_NAMESPACE, SYSTEM_NAMESPACE } from "#installation/names.ts";
import { readContext } from "#lib/kubernetes/read-context.ts";
import { writeAtomically } from "#lib/write-atomically.ts";

/** How the API server of a kubeconfig context is reached. */
export async function clusterServer(context: string): Promise<KubernetesServer> {
  return (await readContext(context)).server;
}

/** The home installed in the cluster of a kubeconfig context. Throws SLIP-CLI-016 where there is none. */
export async function clusterConnection(context: string, wanted?: string): Promise<HomeConnection> {
  const { server, kubeconfig, ...found } = await readContext(context);
  const namespace = wanted ?? found.namespace;
  const { fetch, close } = trustingFetch(server);
  try {
    const { kubernetes } = createClient({ kubernetes: { ...server, fetch }, aws: { ...NO_KEY, fetch } });
    const name = `${context.replaceAll(/[^\w.-]/g, "_")}-${found.id}.kubeconfig`;
    const file = join(homedir(), ".slipway", "contexts", name);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeAtomically(file, kubeconfig, 0o600);
    const home = { kubeconfig: file, namespace, kubernetes: server };
    try {
      return { ...home, ...(await ofInstallation(kubernetes, { context, namespace })) };
    } catch (error) {
      // Who may not read its settings and keys may read objects and logs all the same.
      if (!isForbidden(error)) throw error;
      return { ...home, aws: { ...NO_KEY, refused: (error as Error).message } };
    }
  } finally {
    await close();
  }
}

const NO_KEY = {
  endpoint: "http://127.0.0.1",
  region: "",
  accountId: "",
  accessKeyId: "",
  secretAccessKey: "",
};

/** What the installation says of itself, and the namespace's key of it. */
async function ofInstallation(
  kubernetes: KubernetesClient,
  { context, namespace }: { readonly context: string; readonly namespace: string },
): Promise<Pick<HomeConnection, "jobsIn" | "aws">> {
  const settings = await settingsOf(kubernetes, context);
  const { jobsIn } = settings;
  return {
    ...defined({ jobsIn }),
    aws: {
      endpoint: settings.awsUrl ?? (await doorOf(kubernetes)),
      s3Endpoint: settings.s3Endpoint ?? "",
      ...settings.identity,
      ...(await accessKey(kubernetes, [namespace, ...(jobsIn ?? ["default"])])),
    },
  };
}

async function settingsOf(kubernetes: KubernetesClient, context: string): Promise<HomeSettings> {
  const at = { namespace: SYSTEM_NAMESPACE, name: "slipway" };
  const found: ConfigMap | undefined = await kubernetes.find(configMapKind, at);
  const text = found?.data?.["settings.json"];
  if (text !== undefined) return JSON.parse(text) as HomeSettings;
  throw new SlipwayError("SLIP-CLI-016", `the cluster of context ${context} has no Slipway`);
}

/** The key of the first of the namespaces that has one: where there are no jobs, there is no key either. */
async function accessKey(
  kubernetes: KubernetesClient,
  namespaces: readonly string[],
): Promise<Pick<HomeConnection["aws"], "accessKeyId" | "secretAccessKey" | "s3Key">> {
  for (const namespace of namespaces) {
    const at = { namespace: KEYS_NAMESPACE, name: `access-key-${namespace}` };
    const secret: Secret | undefined = await kubernetes.find(secretKind, at);
    if (secret === undefined) continue;
    const text = (field: string) => Buffer.from(secret.data?.[field] ?? "", "base64").toString();
    const s3Key = { accessKeyId: text("s3AccessKeyId"), secretAccessKey: text("s3SecretAccessKey") };
    return {
      accessKeyId: text("accessKeyId"),
      secretAccessKey: text("secretAccessKey"),
      ...(s3Key.accessKeyId === "" ? {} : { s3Key }),
    };
  }
  throw new SlipwayError("SLIP-CLI-016", `namespace ${namespaces[0]} has no access key`);
}

/** The door's Service: by its load balancer, else by its address in the cluster, where that can be reached. */
async function doorOf(kubernetes: KubernetesClient): Promise<string> {
  const service = (await kubernetes.get(serviceKind, {
    namespace: SYSTEM_NAMESPACE,
    name: AWS_DOOR,
  })) as Resource & {
    readonly spec: { readonly clusterIP?: string };
    readonly status?: {
      readonly loadBalancer?: {
        readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
      };
    };
  };
  const balancer = service.status?.loadBalancer?.ingress?.[0];
  return `http://${balancer?.hostname ?? balancer?.ip ?? service.spec.clusterIP ?? ""}`;
}
