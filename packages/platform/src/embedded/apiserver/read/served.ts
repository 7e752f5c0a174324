import type { Resource } from "@slipway/model";
import { deepFreeze } from "#embedded/storage/freeze.ts";
import type { ResourceDefinition } from "../resources.ts";
import { withDefaults } from "../schema/default.ts";
import { asJson, asResource } from "../write/draft.ts";

const known = new WeakMap<Resource, Resource>();

/** A stored object as it is served: defaults that its schema has got since it was written are filled in. */
export function served(definition: ResourceDefinition, object: Resource): Resource {
  const before = known.get(object);
  if (before !== undefined) return before;
  const filled = deepFreeze(asResource(withDefaults(asJson(object), definition.schema)));
  known.set(object, filled);
  return filled;
}
