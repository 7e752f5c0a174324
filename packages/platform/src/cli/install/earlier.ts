import { type Resource, SlipwayError } from "@slipway/model";
import { configMapKind, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { KubernetesClient } from "@slipway/sdk";
import { bucketKeyEntry } from "#installation/bucket-key-entry.ts";
import type { HomeSettings } from "#installation/home-settings.ts";
import type { KeyPair } from "#installation/key-pair.ts";
import { installedKind } from "#installation/kinds.ts";
import { JOBS_LABEL, KEYS_NAMESPACE, SYSTEM_NAMESPACE } from "#installation/names.ts";

/** What an earlier installation was given, which stays unless something else is asked for. */
export interface Earlier {
  readonly settings: Partial<HomeSettings>;
  readonly databaseUrl?: string | undefined;
  readonly routerToken?: string | undefined;
  /** The home's own key of the buckets. */
  readonly bucketKey?: KeyPair | undefined;
  /** Keys of the buckets by namespace. */
  readonly bucketKeys: Readonly<Record<string, KeyPair>>;
  /** Keys of the AWS door by namespace. */
  readonly doorKeys: Readonly<Record<string, KeyPair>>;
}

export async function readEarlier(kubernetes: KubernetesClient): Promise<Earlier> {
  await refuseTerminating(kubernetes);
  const data = async (name: string): Promise<Readonly<Record<string, string>>> =>
    texts(await kubernetes.find(secretKind, { namespace: SYSTEM_NAMESPACE, name }));
  const [database, router, artifacts, settings, doorKeys] = await Promise.all([
    data("slipway-database"),
    data("slipway-router"),
    data("slipway-artifacts"),
    earlierSettings(kubernetes),
    earlierDoorKeys(kubernetes),
  ]);
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = artifacts;
  const entries = Object.entries(artifacts).filter(([name]) => name.startsWith(bucketKeyEntry("")));
  return {
    settings,
    databaseUrl: database["database-url"],
    routerToken: router["router-token"],
    bucketKey: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    bucketKeys: Object.fromEntries(
      entries.map(([name, text]) => [name.slice(bucketKeyEntry("").length), JSON.parse(text) as KeyPair]),
    ),
    doorKeys,
  };
}

async function earlierSettings(kubernetes: KubernetesClient): Promise<Partial<HomeSettings>> {
  const found = await kubernetes.find(configMapKind, { namespace: SYSTEM_NAMESPACE, name: "slipway" });
  const settings = JSON.parse(found?.data?.["settings.json"] ?? "{}") as Partial<HomeSettings>;
  if (settings.jobsIn !== undefined) return settings;
  // Where the settings do not say, or were deleted: the namespaces' labels do.
  const [[label, value] = []] = Object.entries(JOBS_LABEL);
  const { items } = await kubernetes.list(installedKind("Namespace"), { labelSelector: `${label}=${value}` });
  const labelled = items.map(({ metadata }) => metadata.name).sort();
  return labelled.length === 0 ? settings : { ...settings, jobsIn: labelled };
}

async function earlierDoorKeys(kubernetes: KubernetesClient): Promise<Readonly<Record<string, KeyPair>>> {
  const { items } = await kubernetes.list(secretKind, { namespace: KEYS_NAMESPACE });
  const keys = items
    .filter(({ metadata }) => metadata.name.startsWith("access-key-"))
    .map((secret): [string, KeyPair] => {
      const { namespace = "", accessKeyId = "", secretAccessKey = "" } = texts(secret);
      return [namespace, { accessKeyId, secretAccessKey }];
    });
  return Object.fromEntries(keys.filter(([namespace, key]) => namespace !== "" && key.accessKeyId !== ""));
}

function texts(secret: Resource | undefined): Readonly<Record<string, string>> {
  const { data = {} } = (secret ?? {}) as { readonly data?: Readonly<Record<string, string>> };
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Buffer.from(value, "base64").toString()]),
  );
}

/** The API server refuses new objects in a namespace that is going, one after the other. */
async function refuseTerminating(kubernetes: KubernetesClient): Promise<void> {
  for (const name of [SYSTEM_NAMESPACE, KEYS_NAMESPACE]) {
    const found = await kubernetes.find(installedKind("Namespace"), { name });
    if (found?.metadata.deletionTimestamp === undefined) continue;
    throw new SlipwayError("SLIP-CLI-022", `namespace ${name} is being deleted; nothing was changed`);
  }
}
