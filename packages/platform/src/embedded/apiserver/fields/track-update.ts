import { apiVersionOf, rfc3339 } from "@slipway/model";
import type { Target } from "../api-server.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import { type Comparison, compare } from "./compare.ts";
import { difference, union } from "./field-tree.ts";
import { fieldsOfNew } from "./fields-of-new.ts";
import {
  entryOf,
  type Identity,
  type Manager,
  managerIn,
  managersOf,
  sameManager,
  toManagedFields,
  withFields,
} from "./managers.ts";
import { ownedView } from "./owned-view.ts";

export interface Writer {
  readonly target: Target;
  readonly manager: string;
  readonly now: Date;
}

/** `metadata.managedFields` after a create, update or patch: whoever changed a field owns it, and nobody else does. */
export function trackUpdate(before: Draft | undefined, after: Draft, writer: Writer): Json[] {
  const { target } = writer;
  const { schema } = target.resource;
  const identity: Identity = {
    manager: writer.manager,
    operation: "Update",
    apiVersion: apiVersionOf(target.resource),
    subresource: target.subresource ?? "",
  };
  const now = rfc3339(writer.now);
  if (before === undefined) return onlyManager(identity, fieldsOfNew(ownedView(after, target), schema), now);
  const changes = compare(ownedView(before, target), ownedView(after, target), schema);
  forgetMetadataItself(changes);
  const known = managersOf(before);
  const others = known
    .filter((one) => !sameManager(one, identity))
    .map((one) => withFields(one, without(one, changes), one.time));
  const own = managerIn(known, identity);
  const fields = difference(union(own.fields, changes.changed), changes.removed);
  return toManagedFields([...others, withFields(own, fields, now)]);
}

function onlyManager(identity: Identity, fieldsV1: JsonObject, time: string): Json[] {
  return Object.keys(fieldsV1).length === 0 ? [] : [entryOf(identity, fieldsV1, time)];
}

function without(manager: Manager, changes: Comparison): Manager["fields"] {
  return difference(difference(manager.fields, changes.changed), changes.removed);
}

/** `metadata` is there in every object: nobody owns it as such. */
export function forgetMetadataItself(changes: Comparison): void {
  for (const tree of [changes.changed, changes.removed]) {
    const metadata = tree.children.get("f:metadata");
    if (metadata !== undefined) metadata.member = false;
  }
}
