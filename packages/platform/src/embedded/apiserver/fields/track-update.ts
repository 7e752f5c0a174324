import { apiVersionOf, rfc3339 } from "@slipway/model";
import type { Target } from "../api-server.ts";
import type { Json } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import { type Comparison, compare } from "./compare.ts";
import { difference, union } from "./field-tree.ts";
import {
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
  const changes = compare(
    before === undefined ? {} : ownedView(before, target),
    ownedView(after, target),
    target.resource.schema,
  );
  forgetMetadataItself(changes);
  const identity: Identity = {
    manager: writer.manager,
    operation: "Update",
    apiVersion: apiVersionOf(target.resource),
    subresource: target.subresource ?? "",
  };
  const now = rfc3339(writer.now);
  const known = before === undefined ? [] : managersOf(before);
  const others = known
    .filter((one) => !sameManager(one, identity))
    .map((one) => withFields(one, without(one, changes), one.time));
  const own = managerIn(known, identity);
  const fields = difference(union(own.fields, changes.changed), changes.removed);
  return toManagedFields([...others, withFields(own, fields, now)]);
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
