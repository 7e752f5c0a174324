import type { Condition, Resource } from "@slipway/model";

/** Where a home works: in a cluster, only in the namespaces that it was given. Absent where it works everywhere. */
export interface Admission {
  /** What objects of the namespace are told when nothing is begun for them; undefined where it is. */
  refusal(namespace: string): Condition | undefined;
  /** Calls back when a namespace is given or taken, until the signal aborts. */
  follow(changed: (namespace: string) => void, signal: AbortSignal): void;
}

/** Why nothing is begun for the object; undefined where the home works. */
export function refusalOf(
  { metadata }: Resource,
  { admission }: { readonly admission?: Admission | undefined },
): Condition | undefined {
  return metadata.namespace === undefined ? undefined : admission?.refusal(metadata.namespace);
}
