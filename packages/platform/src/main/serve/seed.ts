import { type AwsIdentity, HOME_ROLE, MASTERS, MOVERS } from "@slipway/model";
import { type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import { ACCESS_KEY_NAMESPACE, ACCESS_KEY_TYPE } from "#api/store-access-keys.ts";
import type { Store } from "#store/store.ts";
import { ensureSecret, secret } from "../common/ensure-secret.ts";
import { accessKeyId, type Credentials, secretAccessKey } from "../state/credentials.ts";

type Values = Readonly<Record<string, string>>;
type KeyPair = Pick<Credentials, "accessKeyId" | "secretAccessKey">;

/** The access keys a home needs before its first user comes. Resolves with what pods reach artifacts by. */
export async function seed(
  store: Store,
  home: { readonly credentials: KeyPair; readonly awsUrl: string; readonly identity: AwsIdentity },
): Promise<Values> {
  const { credentials, awsUrl, identity } = home;
  await ensureSecret(
    store,
    accessKey("admin", { ...credentials, user: "admin", groups: MASTERS, role: HOME_ROLE }, identity),
  );
  const pods = await podsKey(store);
  await ensureSecret(store, accessKey("pods", { ...pods, user: "system:pods", groups: MOVERS }, identity));
  return {
    AWS_ENDPOINT_URL_S3: awsUrl,
    AWS_ACCESS_KEY_ID: pods.accessKeyId,
    AWS_SECRET_ACCESS_KEY: pods.secretAccessKey,
    AWS_REGION: identity.region,
  };
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
  key: KeyPair & { readonly user: string; readonly groups: string; readonly role?: string },
  { accountId, region }: AwsIdentity,
): Secret {
  const values = { ...key, namespace: "default", accountId, region };
  return { ...secret(ACCESS_KEY_NAMESPACE, nameOf(who), values), type: ACCESS_KEY_TYPE };
}
