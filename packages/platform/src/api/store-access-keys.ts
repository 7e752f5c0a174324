import { type Secret, secretKind } from "@slipway/model/kubernetes/workloads.ts";
import type { Log } from "#lib/log.ts";
import type { Cache, CacheChange } from "#store/cache.ts";
import type { AccessKey, AccessKeys } from "./access-keys.ts";

export const ACCESS_KEY_TYPE = "slipway.dev/access-key";
export const ACCESS_KEY_NAMESPACE = "slipway-system";

export interface StoredAccessKeys extends AccessKeys {
  /** Resolves once the keys that are there have been read. */
  readonly synced: Promise<void>;
  close(): void;
}

/** Follows the Secrets that hold access keys: one written or removed counts at once, without a restart. */
export function storeAccessKeys(options: {
  readonly cache: Cache;
  readonly log: Log;
  /** Where the Secrets are. */
  readonly namespace?: string;
}): StoredAccessKeys {
  const keys = new Map<string, AccessKey>();
  const stop = new AbortController();
  const where = { namespace: options.namespace ?? ACCESS_KEY_NAMESPACE };
  const changed = ({ before, after }: CacheChange<Secret>): void => {
    const old = before && accessKeyOf(before);
    const key = after && accessKeyOf(after);
    if (old !== undefined) keys.delete(old.accessKeyId);
    if (key !== undefined) keys.set(key.accessKeyId, key);
    else if (after?.type === ACCESS_KEY_TYPE) {
      options.log.warn("access key Secret lacks a field, it counts for nothing", {
        secret: after.metadata.name,
      });
    }
  };
  const synced = new Promise<void>((resolve) =>
    options.cache.follow(secretKind, { where, changed, synced: resolve }, stop.signal),
  );
  return { find: (accessKeyId) => keys.get(accessKeyId), synced, close: () => stop.abort() };
}

function accessKeyOf(secret: Secret): AccessKey | undefined {
  if (secret.type !== ACCESS_KEY_TYPE) return undefined;
  const text = (name: string): string =>
    Buffer.from(String(secret.data?.[name] ?? ""), "base64").toString("utf8");
  const key = {
    accessKeyId: text("accessKeyId"),
    secretAccessKey: text("secretAccessKey"),
    namespace: text("namespace"),
    accountId: text("accountId"),
    region: text("region"),
  };
  const user = text("user");
  if (user === "" || Object.values(key).includes("")) return undefined;
  const groups = text("groups")
    .split(",")
    .filter((group) => group !== "");
  const role = text("role");
  return { ...key, caller: { user, groups }, ...(role === "" ? {} : { role }) };
}
