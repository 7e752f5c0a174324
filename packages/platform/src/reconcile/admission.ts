import type { Condition } from "@slipway/model";

/** Where a home works: in a cluster, only in the namespaces that it was given. Absent where it works everywhere. */
export interface Admission {
  /** What objects of the namespace are told when nothing is begun for them; undefined where it is. */
  refusal(namespace: string): Condition | undefined;
  /** Calls back when a namespace is given or taken, until the signal aborts. */
  follow(changed: (namespace: string) => void, signal: AbortSignal): void;
}
