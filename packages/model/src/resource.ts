/** A Kubernetes object's vocabulary: the types every kind, seam and door shares. */

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** `metadata` as Kubernetes defines it (meta/v1 ObjectMeta); timestamps are RFC 3339 with seconds. */
export interface ObjectMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly generateName?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly unknown[];
}

/** One observed fact about an object (meta/v1 Condition). */
export interface Condition<T extends string = string> {
  readonly type: T;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

/** The part of a status that the reconcile loop relies on. */
export interface StatusBase {
  readonly conditions?: readonly Condition[];
}

export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly spec?: object;
  readonly status?: object;
}

/**
 * Names a kind to the store. The phantom `R` carries the object's type; `group` is "" for core/v1.
 */
export interface Kind<R extends Resource = Resource> {
  readonly group: string;
  readonly version: string;
  readonly kind: R["kind"];
  readonly plural: string;
  readonly namespaced: boolean;
  /** Never present at run time; it ties the kind to its object's type. */
  readonly resource?: R;
}

/** `namespace/name`; a cluster-scoped object has the empty namespace. */
export type Key = `${string}/${string}`;

/** A resourceVersion: opaque to everyone but the store that gave it. */
export type Revision = string;

export function keyOf(object: Resource): Key {
  return `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
}

export function splitKey(key: Key): { readonly namespace: string; readonly name: string } {
  const slash = key.indexOf("/");
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** `group/version`, or `v1` for the core group. */
export function apiVersionOf(kind: Pick<Kind, "group" | "version">): string {
  return kind.group === "" ? kind.version : `${kind.group}/${kind.version}`;
}

/** The way back: what an apiVersion names. */
export function splitApiVersion(apiVersion: string): Pick<Kind, "group" | "version"> {
  const slash = apiVersion.indexOf("/");
  return { group: slash < 0 ? "" : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** An owner reference that makes `owner` the one controller of what carries it. */
export function controlledBy(owner: Resource): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? "",
    controller: true,
    blockOwnerDeletion: true,
  };
}
