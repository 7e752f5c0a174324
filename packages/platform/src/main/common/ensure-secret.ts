import { isAlreadyExists } from "@slipway/model";
import { type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Store } from "#store/store.ts";

/** There, and with this content; a revision that is right already is left alone. */
export async function ensureSecret(store: Store, object: Secret): Promise<void> {
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

/** A Secret of texts. */
export function secret(namespace: string, name: string, values: Readonly<Record<string, string>>): Secret {
  const data = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
  return { apiVersion: "v1", kind: "Secret", metadata: { namespace, name }, data: Object.fromEntries(data) };
}
