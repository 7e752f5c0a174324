import { objectSchema } from "../metadata/object-meta-schema.ts";
import type { ResourceDefinition } from "../resources.ts";

interface Given {
  readonly group: string;
  readonly kinds: readonly (readonly [kind: string, shortNames?: string])[];
  readonly version?: string;
}

/**
 * Kinds of Kubernetes that clients take for granted, those that `kubectl apply --prune` asks for among them, and that nothing
 * here acts on: their lists are empty, and none is taken. Of no category, so that `kubectl get all` does not ask for them.
 */
const GIVEN: readonly Given[] = [
  {
    group: "",
    kinds: [
      ["Endpoints", "ep"],
      ["LimitRange", "limits"],
      ["PersistentVolumeClaim", "pvc"],
      ["PersistentVolume", "pv"],
      ["PodTemplate"],
      ["ReplicationController", "rc"],
      ["ResourceQuota", "quota"],
    ],
  },
  {
    group: "apps",
    kinds: [
      ["DaemonSet", "ds"],
      ["ReplicaSet", "rs"],
      ["StatefulSet", "sts"],
    ],
  },
  { group: "autoscaling", version: "v2", kinds: [["HorizontalPodAutoscaler", "hpa"]] },
  { group: "batch", kinds: [["CronJob", "cj"], ["Job"]] },
  { group: "networking.k8s.io", kinds: [["Ingress", "ing"], ["IngressClass"], ["NetworkPolicy", "netpol"]] },
  { group: "policy", kinds: [["PodDisruptionBudget", "pdb"]] },
  {
    group: "rbac.authorization.k8s.io",
    kinds: [["ClusterRoleBinding"], ["ClusterRole"], ["RoleBinding"], ["Role"]],
  },
  { group: "scheduling.k8s.io", kinds: [["PriorityClass", "pc"]] },
  { group: "storage.k8s.io", kinds: [["StorageClass", "sc"]] },
];

const CLUSTER_SCOPED = new Set([
  "ClusterRole",
  "ClusterRoleBinding",
  "IngressClass",
  "PersistentVolume",
  "PriorityClass",
  "StorageClass",
]);

const anything = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const;

export function unservedDefinitions(): readonly ResourceDefinition[] {
  return GIVEN.flatMap(({ group, version = "v1", kinds }) =>
    kinds.map(([kind, shortNames]) => ({
      group,
      version,
      kind,
      listKind: `${kind}List`,
      plural: pluralOf(kind.toLowerCase()),
      singular: kind.toLowerCase(),
      shortNames: shortNames === undefined ? [] : [shortNames],
      categories: [],
      namespaced: !CLUSTER_SCOPED.has(kind),
      schema: objectSchema(anything),
      printerColumns: [{ name: "Age", type: "date" as const, jsonPath: ".metadata.creationTimestamp" }],
      hasStatus: false,
      custom: false,
      unserved: true as const,
      readOnly: `this home is a small Kubernetes for Slipway's own kinds, and nothing in it acts on objects of the kind ${kind}`,
    })),
  );
}

function pluralOf(singular: string): string {
  if (singular === "endpoints") return singular;
  if (singular.endsWith("y")) return `${singular.slice(0, -1)}ies`;
  return /(?:s|class)$/.test(singular) ? `${singular}es` : `${singular}s`;
}
