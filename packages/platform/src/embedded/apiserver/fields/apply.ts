import { apiVersionOf, rfc3339, SlipwayError } from "@slipway/model";
import type { Json, JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import { compare } from "./compare.ts";
import { drop } from "./drop.ts";
import { difference, type FieldTree, intersection, isEmptyTree, pathsOf, union } from "./field-tree.ts";
import { fieldsOf } from "./fields-of.ts";
import {
  type Identity,
  type Manager,
  managerIn,
  managersOf,
  sameManager,
  toManagedFields,
  withFields,
} from "./managers.ts";
import { merge } from "./merge.ts";
import { ownedView } from "./owned-view.ts";
import { forgetMetadataItself, type Writer } from "./track-update.ts";

export interface Applied {
  readonly draft: Draft;
  readonly managedFields: Json[];
}

/**
 * Server-side apply: the given fields become the manager's; what it gave before and leaves out now goes, unless somebody
 * else owns it too; a field that another manager gave another value is a conflict, unless forced.
 */
export function applyFields(
  live: Draft,
  given: Draft,
  writer: Writer & { readonly force: boolean },
): Applied {
  const { target, force } = writer;
  const schema = target.resource.schema;
  const identity: Identity = {
    manager: writer.manager,
    operation: "Apply",
    apiVersion: apiVersionOf(target.resource),
    subresource: target.subresource ?? "",
  };
  const known = managersOf(live);
  const others = known.filter((one) => !sameManager(one, identity));
  const own = managerIn(known, identity);
  const view = ownedView(given, target);
  const fields = fieldsOf(view, schema);
  const liveView = ownedView(live, target);
  const nowOwned = others.reduce((all, one) => union(all, one.fields), fields);
  const merged = merge(liveView, view, schema);
  const next = drop(merged, schema, { before: own.fields, now: nowOwned }) as JsonObject;

  const changes = compare(liveView, next, schema);
  forgetMetadataItself(changes);
  const disputed = others.map((one) => ({ one, fields: intersection(one.fields, changes.changed) }));
  if (!force) refuseConflicts(disputed.filter((dispute) => !isEmptyTree(dispute.fields)));
  const now = rfc3339(writer.now);
  const left = disputed.map(({ one, fields: lost }) =>
    withFields(one, difference(difference(one.fields, lost), changes.removed), one.time),
  );
  return {
    draft: back(live, next),
    managedFields: toManagedFields([...left, withFields(own, fields, now)]),
  };
}

/** The live object with the owned part replaced; the other endpoint's part and the server's fields stay. */
function back(live: Draft, view: JsonObject): Draft {
  const { metadata, ...rest } = view;
  const identity: JsonObject = {};
  for (const [key, value] of Object.entries(live.metadata)) {
    if (!OWNABLE.has(key)) identity[key] = value;
  }
  return {
    ...("status" in live ? { status: live["status"] as Json } : {}),
    ...(rest as JsonObject),
    apiVersion: live.apiVersion,
    kind: live.kind,
    metadata: { ...identity, ...(metadata as JsonObject | undefined), name: live.metadata.name },
  };
}

const OWNABLE = new Set(["labels", "annotations", "finalizers", "ownerReferences", "generateName"]);

interface Dispute {
  readonly one: Manager;
  readonly fields: FieldTree;
}

function refuseConflicts(disputes: readonly Dispute[]): void {
  const conflicts = disputes.flatMap(({ one, fields }) =>
    pathsOf(fields).map((path) => ({ manager: shown(one), path })),
  );
  const [first] = conflicts;
  if (first === undefined) return;
  const causes = conflicts.map(({ manager, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with ${manager}`,
    field: path,
  }));
  throw new SlipwayError(
    "SLIP-API-003",
    conflicts.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.path}`
      : `Apply failed with ${conflicts.length} conflicts: ${grouped(conflicts)}`,
    { details: { causes } },
  );
}

function grouped(conflicts: readonly { readonly manager: string; readonly path: string }[]): string {
  const managers = [...new Set(conflicts.map((conflict) => conflict.manager))].sort();
  return managers
    .map((manager) => {
      const paths = conflicts.filter((conflict) => conflict.manager === manager);
      return [`conflicts with ${manager}:`, ...paths.map(({ path }) => `- ${path}`)].join("\n");
    })
    .join("\n");
}

function shown(one: Manager): string {
  const name = JSON.stringify(one.manager);
  const from = one.subresource === "" ? name : `${name} with subresource ${JSON.stringify(one.subresource)}`;
  return one.operation === "Update" ? `${from} using ${one.apiVersion} at ${one.time}` : from;
}
