import { LRUCache } from "lru-cache";
import { S3Artifacts } from "#artifacts/s3/s3-artifacts.ts";
import type { Closers } from "../common/closers.ts";

/** Namespaces whose clients are kept; one that is forgotten goes on with what it has under way. */
const MOST = 100;

/** Artifacts as the pods of a namespace reach them: with its own key where it has one, read anew when that changes. */
export function namespaceArtifacts(
  access: (namespace: string) => Promise<Readonly<Record<string, string>>>,
  closers: Closers,
): (namespace: string) => Promise<S3Artifacts> {
  const known = new LRUCache<string, S3Artifacts>({ max: MOST });
  closers.add(() => {
    for (const artifacts of known.values()) artifacts.close();
  });
  return async (namespace) => {
    const variables = await access(namespace);
    const key = JSON.stringify(variables);
    const artifacts = known.get(key) ?? new S3Artifacts(optionsOf(variables));
    known.set(key, artifacts);
    return artifacts;
  };
}

function optionsOf(variables: Readonly<Record<string, string>>) {
  const endpoint = variables["AWS_ENDPOINT_URL_S3"] ?? "";
  return {
    region: variables["AWS_REGION"] ?? "",
    credentials: {
      accessKeyId: variables["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: variables["AWS_SECRET_ACCESS_KEY"] ?? "",
    },
    ...(endpoint === "" ? {} : { endpoint }),
  };
}
