import { type Resource, rfc3339 } from "@slipway/model";
import type { Transaction } from "#embedded/storage/storage.ts";
import type { DeleteOptions, Target } from "../api-server.ts";
import { unsupported } from "../errors/field-error.ts";
import { forbiddenBecause, invalid, preconditionFailed } from "../errors/status-errors.ts";
import { rulesOf } from "../kinds/rules-of.ts";
import { keyOf, storedAs } from "./address.ts";
import { asJson, asResource, type Draft, metaList } from "./draft.ts";
import { beginEnd, isNamespace } from "./namespace-life.ts";
import { existingIn } from "./update.ts";
import { keep, type WriteContext } from "./write-context.ts";

export interface Deleted {
  readonly object: Resource;
  readonly gone: boolean;
}

const POLICIES = ["Foreground", "Background", "Orphan"];

export function deleteObject(
  context: WriteContext,
  target: Target,
  options: DeleteOptions = {},
): Promise<Deleted> {
  refusePolicy(options);
  const undeletable = rulesOf(target.resource).undeletable ?? [];
  if (undeletable.includes(target.name ?? "")) {
    throw forbiddenBecause(target, `this ${target.resource.singular} may not be deleted`);
  }
  return context.storage.transact((tx) => deleteIn(context, tx, target, options));
}

function refusePolicy({ propagationPolicy }: DeleteOptions): void {
  if (propagationPolicy === undefined || POLICIES.includes(propagationPolicy)) return;
  const error = unsupported("propagationPolicy", propagationPolicy, [...POLICIES, "nil"]);
  throw invalid({ group: "meta.k8s.io", kind: "DeleteOptions" }, "", [error]);
}

/** Marks the object or removes it: it stays while a finalizer or its agent still has something to do. */
function deleteIn(context: WriteContext, tx: Transaction, target: Target, options: DeleteOptions): Deleted {
  const existing = existingIn(tx, target);
  requirePreconditions(existing, target, options);
  const before = asJson(existing);
  const now = context.clock.now();
  const ending = isNamespace(target) ? beginEnd(tx, before, { now, options }) : undefined;
  if (ending !== undefined) return ending;
  const marked = mark(before, now, graceFor(before, target, options), options);
  const draft = marked ?? before;
  const [resource, key] = [storedAs(target.resource), keyOf(target, existing.metadata.name)];
  const stays =
    metaList(draft, "finalizers").length > 0 || Number(draft.metadata["deletionGracePeriodSeconds"] ?? 0) > 0;
  if (stays) {
    if (marked === undefined) return { object: existing, gone: false };
    if (options.dryRun === true) return { object: keep(asResource(draft)), gone: false };
    return { object: tx.put(resource, key, asResource(draft)), gone: false };
  }
  if (options.dryRun === true) return { object: existing, gone: true };
  tx.remove(resource, key, existing);
  return { object: existing, gone: true };
}

function requirePreconditions(existing: Resource, target: Target, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion, name } = existing.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw preconditionFailed(
      target.resource,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion) {
    throw preconditionFailed(
      target.resource,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
  }
}

function graceFor(before: Draft, target: Target, options: DeleteOptions): number {
  return rulesOf(target.resource).grace?.(before, options.gracePeriodSeconds) ?? 0;
}

/** The object marked for deletion; undefined when it is so already. A grace period can only become shorter. */
function mark(before: Draft, now: Date, grace: number, options: DeleteOptions): Draft | undefined {
  const finalizers = finalizersFor(before, options);
  const sameFinalizers = finalizers.length === metaList(before, "finalizers").length;
  const marked = before.metadata["deletionTimestamp"] !== undefined;
  const left = Number(before.metadata["deletionGracePeriodSeconds"] ?? 0);
  const shorter = marked && options.gracePeriodSeconds !== undefined && grace < left;
  if (marked && !shorter && sameFinalizers) return undefined;
  const metadata: Draft["metadata"] = { ...before.metadata, finalizers };
  if (finalizers.length === 0) delete metadata["finalizers"];
  if (!marked || shorter) {
    const start = marked ? Date.parse(String(metadata["deletionTimestamp"])) - left * 1000 : now.getTime();
    metadata["deletionTimestamp"] = rfc3339(new Date(start + grace * 1000));
    metadata["deletionGracePeriodSeconds"] = grace;
  }
  if (!marked && metadata["generation"] !== undefined) {
    metadata["generation"] = Number(metadata["generation"]) + 1;
  }
  return { ...before, metadata };
}

/** `foregroundDeletion` and `orphan` wait for the garbage collector to have seen to the dependents. */
function finalizersFor(before: Draft, { propagationPolicy }: DeleteOptions): string[] {
  const given = metaList(before, "finalizers").map(String);
  if (propagationPolicy === undefined) return given;
  const others = given.filter((name) => name !== "orphan" && name !== "foregroundDeletion");
  if (propagationPolicy === "Orphan") return [...others, "orphan"];
  return propagationPolicy === "Foreground" ? [...others, "foregroundDeletion"] : others;
}
