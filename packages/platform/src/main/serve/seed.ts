import { type AwsIdentity, isAlreadyExists, MASTERS, MOVERS } from "@slipway/model";
import { type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { ACCESS_KEY_NAMESPACE, ACCESS_KEY_TYPE } from "#api/store-access-keys.ts";
import type { Store } from "#store/store.ts";
import { accessKeyId, type Credentials, secretAccessKey } from "../state/credentials.ts";

type Values = Readonly<Record<string, string>>;
type KeyPair = Pick<Credentials, "accessKeyId" | "secretAccessKey">;

/** Objects a home needs before its first user comes; written at every start, so that moved ports reach them. */
export async function seed(
  store: Store,
  home: { readonly credentials: KeyPair; readonly awsUrl: string; readonly identity: AwsIdentity },
): Promise<void> {
  const { credentials, awsUrl, identity } = home;
  await ensure(store, accessKey("admin", { ...credentials, user: "admin", groups: MASTERS }, identity));
  const pods = await podsKey(store);
  await ensure(store, accessKey("pods", { ...pods, user: "system:pods", groups: MOVERS }, identity));
  await ensure(
    store,
    secret("default", "slipway-artifacts", {
      AWS_ENDPOINT_URL_S3: awsUrl,
      AWS_ACCESS_KEY_ID: pods.accessKeyId,
      AWS_SECRET_ACCESS_KEY: pods.secretAccessKey,
      AWS_REGION: identity.region,
    }),
  );
}

/** What pods move data with is no more than that needs; made once, since pods outlive the server that started them. */
async function podsKey(store: Store): Promise<KeyPair> {
  const present = await store.get(secretKind, `${ACCESS_KEY_NAMESPACE}/${nameOf("pods")}`);
  const text = (name: keyof KeyPair) => Buffer.from(present?.data?.[name] ?? "", "base64").toString();
  const known = { accessKeyId: text("accessKeyId"), secretAccessKey: text("secretAccessKey") };
  if (known.accessKeyId !== "" && known.secretAccessKey !== "") return known;
  return { accessKeyId: accessKeyId(), secretAccessKey: secretAccessKey() };
}

const nameOf = (who: string): string => `access-key-${who}`;

function accessKey(
  who: string,
  key: KeyPair & { readonly user: string; readonly groups: string },
  { accountId, region }: AwsIdentity,
): Secret {
  const values = { ...key, namespace: "default", accountId, region };
  return { ...secret(ACCESS_KEY_NAMESPACE, nameOf(who), values), type: ACCESS_KEY_TYPE };
}

function secret(namespace: string, name: string, values: Values): Secret {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return { apiVersion: "v1", kind: "Secret", metadata: { namespace, name }, data: Object.fromEntries(data) };
}

/** There, and with this content. */
async function ensure(store: Store, object: Secret): Promise<void> {
  const { namespace = "", name } = object.metadata;
  try {
    await store.create(secretKind, object);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const present = await store.get(secretKind, `${namespace}/${name}`);
    if (present !== undefined)
      await store.replace(secretKind, { ...present, ...object, metadata: present.metadata }, "object");
  }
}
