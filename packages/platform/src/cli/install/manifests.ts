import { createHash } from "node:crypto";
import { CRDS } from "@slipway/model/kinds/crds.ts";
import { parts } from "./deployments.ts";
import type { HomeSettings } from "./home-settings.ts";
import { INSTALLED_KINDS, type Installed } from "./kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, keyUser, MANAGED_BY, SYSTEM_NAMESPACE } from "./names.ts";
import { rbacObjects } from "./rights.ts";

/** Everything that an installation is made of. */
export interface InstallPlan {
  readonly settings: HomeSettings;
  /** Namespaces that have jobs. */
  readonly namespaces: readonly string[];
  readonly databaseUrl: string;
  /** What pods, and users of the AWS door, reach buckets with. */
  readonly artifacts: { readonly accessKeyId: string; readonly secretAccessKey: string };
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
  return [
    secret("slipway-database", { "database-url": plan.databaseUrl }),
    secret("slipway-router", { "router-token": plan.routerToken }),
    secret("slipway-artifacts", {
      AWS_ENDPOINT_URL_S3: s3Endpoint ?? "",
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
      AWS_REGION: identity.region,
    }),
    // A client has one key for all services, so the key of the buckets is the door's too; it stands for one namespace.
    ...plan.namespaces.slice(0, 1).map((namespace) => ({
      ...secret(
        `access-key-${namespace}`,
        { ...keys, namespace, user: keyUser(namespace), ...identity },
        KEYS_NAMESPACE,
      ),
      type: "slipway.dev/access-key",
    })),
  ];
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
  return createHash("sha256").update(JSON.stringify(plan)).digest("hex").slice(0, 16);
}
