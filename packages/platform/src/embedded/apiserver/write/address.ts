import type { Key } from "@slipway/model";
import type { Target } from "../api-server.ts";
import { badRequest, qualifiedResource } from "../errors/status-errors.ts";
import { type Draft, metaText } from "./draft.ts";

/** What storage keeps a kind's objects under. */
export const storedAs = qualifiedResource;

export function keyOf(target: Target, name: string): Key {
  return `${target.resource.namespaced ? (target.namespace ?? "") : ""}/${name}`;
}

/** The object's namespace is the one that was addressed; a body may leave it out but not contradict. */
export function settleNamespace(draft: Draft, target: Target): void {
  const given = metaText(draft, "namespace");
  if (!target.resource.namespaced) {
    delete draft.metadata["namespace"];
    return;
  }
  const wanted = target.namespace ?? "";
  if (wanted === "") throw badRequest("an empty namespace may not be set during creation");
  if (given !== "" && given !== wanted) {
    throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
  }
  draft.metadata["namespace"] = wanted;
}

/** The body of an update names the object it is sent to. */
export function requireSameName(draft: Draft, target: Target): void {
  const name = metaText(draft, "name");
  if (name === "") {
    throw badRequest(
      `the name of the object (${target.name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (name !== target.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  }
  const namespace = metaText(draft, "namespace");
  if (target.resource.namespaced && namespace !== "" && namespace !== target.namespace) {
    throw badRequest(
      `the namespace of the object (${namespace}) does not match the namespace on the URL (${target.namespace})`,
    );
  }
}
