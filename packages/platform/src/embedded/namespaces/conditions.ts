import { type Condition, type ConditionUpdate, withCondition } from "@slipway/model";
import type { Remaining } from "./empty-namespace.ts";

/** As Kubernetes' own namespace controller words them, in its order (pkg/controller/namespace/deletion). */
export function withRemaining(
  conditions: readonly Condition[],
  remaining: Remaining,
  now: Date,
): readonly Condition[] {
  const updates: readonly ConditionUpdate[] = [
    ok("NamespaceDeletionDiscoveryFailure", "ResourcesDiscovered", "All resources successfully discovered"),
    ok(
      "NamespaceDeletionGroupVersionParsingFailure",
      "ParsedGroupVersions",
      "All legacy kube types successfully parsed",
    ),
    failure(remaining),
    content(remaining),
    finalizers(remaining),
  ];
  return updates.reduce((so, update) => withCondition(so, update, { now }), conditions);
}

const ok = (type: string, reason: string, message: string): ConditionUpdate => ({
  type,
  status: "False",
  reason,
  message,
});

function failure({ failures }: Remaining): ConditionUpdate {
  const type = "NamespaceDeletionContentFailure";
  if (failures.length === 0)
    return ok(type, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
  const words = [...failures].sort().join(", ");
  return {
    type,
    status: "True",
    reason: "ContentDeletionFailed",
    message: `Failed to delete all resource types, ${failures.length} remaining: ${words}`,
  };
}

function content({ objects }: Remaining): ConditionUpdate {
  const type = "NamespaceContentRemaining";
  if (objects.size === 0) return ok(type, "ContentRemoved", "All content successfully removed");
  const words = [...objects].map(([kind, count]) => `${kind} has ${count} resource instances`).sort();
  return {
    type,
    status: "True",
    reason: "SomeResourcesRemain",
    message: `Some resources are remaining: ${words.join(", ")}`,
  };
}

function finalizers({ finalizers: held }: Remaining): ConditionUpdate {
  const type = "NamespaceFinalizersRemaining";
  if (held.size === 0)
    return ok(type, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
  const words = [...held].map(([name, count]) => `${name} in ${count} resource instances`).sort();
  return {
    type,
    status: "True",
    reason: "SomeFinalizersRemain",
    message: `Some content in the namespace has finalizers remaining: ${words.join(", ")}`,
  };
}
