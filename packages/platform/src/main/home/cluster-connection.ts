import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Resource, SlipwayError } from "@slipway/model";
import {
  type ConfigMap,
  configMapKind,
  type Secret,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { createClient, type KubernetesClient } from "@slipway/sdk";
import type { HomeConnection, KubernetesServer } from "#cli/context.ts";
import type { HomeSettings } from "#cli/install/home-settings.ts";
import { AWS_DOOR, KEYS_NAMESPACE, SYSTEM_NAMESPACE } from "#cli/install/names.ts";
import { trustingFetch } from "#cli/session/trusting-fetch.ts";
import { readContext } from "#lib/kubernetes/read-context.ts";
import { writeAtomically } from "#lib/write-atomically.ts";

/** How the API server of a kubeconfig context is reached. */
export async function clusterServer(context: string): Promise<KubernetesServer> {
  return (await readContext(context)).server;
}

/** The home installed in the cluster of a kubeconfig context. Throws SLIP-CLI-016 where there is none. */
export async function clusterConnection(context: string): Promise<HomeConnection> {
  const { server, namespace, kubeconfig } = await readContext(context);
  const { fetch, close } = trustingFetch(server);
  try {
    const unused = { endpoint: "http://127.0.0.1", region: "", accessKeyId: "", secretAccessKey: "", fetch };
    const { kubernetes } = createClient({ kubernetes: { ...server, fetch }, aws: unused });
    const settings = await settingsOf(kubernetes, context);
    const key = await accessKey(kubernetes, namespace);
    const file = join(homedir(), ".slipway", "contexts", `${context.replaceAll(/[^\w.-]/g, "_")}.kubeconfig`);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeAtomically(file, kubeconfig, 0o600);
    return {
      kubeconfig: file,
      namespace,
      kubernetes: server,
      aws: {
        endpoint: settings.awsUrl ?? (await doorOf(kubernetes)),
        s3Endpoint: settings.s3Endpoint ?? "",
        ...settings.identity,
        ...key,
      },
    };
  } finally {
    await close();
  }
}

async function settingsOf(kubernetes: KubernetesClient, context: string): Promise<HomeSettings> {
  const at = { namespace: SYSTEM_NAMESPACE, name: "slipway" };
  const found: ConfigMap | undefined = await kubernetes.find(configMapKind, at);
  const text = found?.data?.["settings.json"];
  if (text !== undefined) return JSON.parse(text) as HomeSettings;
  throw new SlipwayError("SLIP-CLI-016", `the cluster of context ${context} has no Slipway`);
}

/** The key of the namespace, or of `default` where it has none of its own. */
async function accessKey(
  kubernetes: KubernetesClient,
  namespace: string,
): Promise<Pick<HomeConnection["aws"], "accessKeyId" | "secretAccessKey">> {
  for (const name of [`access-key-${namespace}`, "access-key-default"]) {
    const secret: Secret | undefined = await kubernetes.find(secretKind, { namespace: KEYS_NAMESPACE, name });
    if (secret === undefined) continue;
    const text = (field: string) => Buffer.from(secret.data?.[field] ?? "", "base64").toString();
    return { accessKeyId: text("accessKeyId"), secretAccessKey: text("secretAccessKey") };
  }
  throw new SlipwayError("SLIP-CLI-016", `namespace ${namespace} has no access key`);
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
