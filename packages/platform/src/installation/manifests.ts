import { createHash } from "node:crypto";
import { HOME_ROLE } from "@slipway/model";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { KEPT_LOGS } from "@slipway/model/kubernetes/kept-logs.ts";
import { bucketKeyEntry } from "./bucket-key-entry.ts";
import { parts } from "./deployments.ts";
import type { HomeSettings } from "./home-settings.ts";
import type { KeyPair } from "./key-pair.ts";
import { INSTALLED_KINDS, type Installed } from "./kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, keyUser, MANAGED_BY, SYSTEM_NAMESPACE } from "./names.ts";
import { rbacObjects } from "./rbac-objects.ts";

/** Everything that an installation is made of. */
export interface InstallPlan {
  readonly settings: HomeSettings;
  /** Namespaces that have jobs. */
  readonly namespaces: readonly string[];
  readonly databaseUrl: string;
  /** Namespaces that had jobs and are to have none any more. */
  readonly ended: readonly string[];
  /** The home's own key of the buckets. */
  readonly artifacts: KeyPair;
  /** Keys of the buckets of namespaces that have one of their own. */
  readonly bucketKeys: Readonly<Record<string, KeyPair>>;
  /** The key by which each namespace's users open the AWS door. */
  readonly doorKeys: Readonly<Record<string, KeyPair>>;
  /** Between the AWS door and the router. */
  readonly routerToken: string;
}

/** The objects in the order in which they are applied; the same plan gives the same objects. */
export function manifests(plan: InstallPlan): readonly Installed[] {
  const all = [
    ...namespaces(plan),
    ...CRDS.map(
      (crd) => ({ ...crd, metadata: { ...crd.metadata, labels: MANAGED_BY } }) as unknown as Installed,
    ),
    ...rbacObjects(plan.namespaces),
    ...plan.namespaces.map(logAccount),
    settings(plan),
    ...secrets(plan),
    ...parts({ image: plan.settings.image, settings: hashOf(plan) }),
  ];
  const place = ({ kind }: Installed) => INSTALLED_KINDS.findIndex((one) => one.kind === kind);
  return all.sort((a, b) => place(a) - place(b));
}

function namespaces(plan: InstallPlan): readonly Installed[] {
  const namespace = (name: string, labels: Readonly<Record<string, string>>): Installed => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name, labels },
  });
  return [
    namespace(SYSTEM_NAMESPACE, MANAGED_BY),
    namespace(KEYS_NAMESPACE, MANAGED_BY),
    ...plan.namespaces.map((name) => namespace(name, JOBS_LABEL)),
  ];
}

/** Whose tokens read the kept logs of a namespace; it has no pods. */
function logAccount(namespace: string): Installed {
  return {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: KEPT_LOGS.account, namespace, labels: MANAGED_BY },
    automountServiceAccountToken: false,
  };
}

function settings(plan: InstallPlan): Installed {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "slipway", namespace: SYSTEM_NAMESPACE, labels: MANAGED_BY },
    data: { "settings.json": `${JSON.stringify(plan.settings, null, 2)}\n` },
  };
}

function secrets(plan: InstallPlan): readonly Installed[] {
  const { identity, s3Endpoint } = plan.settings;
  const keys = plan.artifacts;
  const own = Object.entries(plan.bucketKeys);
  return [
    secret("slipway-database", { "database-url": plan.databaseUrl }),
    secret("slipway-router", { "router-token": plan.routerToken }),
    secret("slipway-artifacts", {
      AWS_ENDPOINT_URL_S3: s3Endpoint ?? "",
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_REGION: identity.region,
      ...Object.fromEntries(
        own.map(([namespace, pair]) => [bucketKeyEntry(namespace), JSON.stringify(pair)]),
      ),
    }),
    ...plan.namespaces.map((namespace) => accessKey(plan, namespace)),
  ];
}

/** What a namespace's users open the AWS door with, and reach the buckets with where that is another key. */
function accessKey(plan: InstallPlan, namespace: string): Installed {
  const { identity } = plan.settings;
  const door = plan.doorKeys[namespace];
  const buckets = plan.bucketKeys[namespace] ?? plan.artifacts;
  const differs = door?.accessKeyId !== buckets.accessKeyId;
  return {
    ...secret(
      `access-key-${namespace}`,
      {
        ...door,
        namespace,
        user: keyUser(namespace),
        role: HOME_ROLE,
        ...identity,
        ...(differs
          ? { s3AccessKeyId: buckets.accessKeyId, s3SecretAccessKey: buckets.secretAccessKey }
          : {}),
      },
      KEYS_NAMESPACE,
    ),
    type: "slipway.dev/access-key",
  };
}

function secret(
  name: string,
  values: Readonly<Record<string, string>>,
  namespace: string = SYSTEM_NAMESPACE,
): Installed {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace, labels: MANAGED_BY },
    data: Object.fromEntries(data),
  };
}

/** Tells whether the parts have to read their files anew, and nothing of what stands in them. */
function hashOf(plan: InstallPlan): string {
  const { ended: _, ...read } = plan;
  return createHash("sha256").update(JSON.stringify(read)).digest("hex").slice(0, 16);
}
