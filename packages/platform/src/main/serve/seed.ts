import { isAlreadyExists, type Kind, MASTERS, type Resource } from "@slipway/model";
import { type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";
import type { Credentials } from "../state/credentials.ts";

/** Objects a home needs before its first user comes; written at every start, so that moved ports reach them. */
export async function seed(
  store: Store,
  home: {
    readonly credentials: Credentials;
    readonly awsUrl: string;
    readonly accountId: string;
    readonly region: string;
  },
): Promise<void> {
  const { credentials, awsUrl, accountId, region } = home;
  await ensure(store, secretKind, {
    ...secret("slipway-system", "access-key-admin", {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      namespace: "default",
      accountId,
      region,
      user: "admin",
      groups: MASTERS,
    }),
    type: "slipway.dev/access-key",
  });
  await ensure(
    store,
    secretKind,
    secret("default", "slipway-artifacts", {
      AWS_ENDPOINT_URL_S3: awsUrl,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: region,
    }),
  );
}

function secret(namespace: string, name: string, values: Readonly<Record<string, string>>): Secret {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return { apiVersion: "v1", kind: "Secret", metadata: { namespace, name }, data: Object.fromEntries(data) };
}

/** There, and with this content. */
async function ensure<R extends Resource>(store: Store, kind: Kind<R>, object: R): Promise<void> {
  const { namespace = "", name } = object.metadata;
  try {
    await store.create(kind, object);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const present = await store.get(kind, `${namespace}/${name}`);
    if (present !== undefined)
      await store.replace(kind, { ...present, ...object, metadata: present.metadata }, "object");
  }
}
