import type { Caller } from "@slipway/model";
import type { ApiServer, Target } from "#embedded/apiserver/api-server.ts";
import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { isObject } from "../requests/body.ts";
import { mayReadPath } from "./non-resource.ts";
import { unregistered } from "./virtual.ts";

/** The verbs that rights are given for. */
export const VERBS = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
] as const;

/** SelfSubjectAccessReview: may the caller do this? `*` asks for everything. */
export function reviewAccess(server: ApiServer, caller: Caller, spec: unknown): object {
  return { allowed: isAllowed(server, caller, isObject(spec) ? spec : {}) };
}

function isAllowed(server: ApiServer, caller: Caller, spec: Readonly<Record<string, unknown>>): boolean {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (isObject(nonResourceAttributes)) {
    const verb = word(nonResourceAttributes["verb"]);
    return (verb === "get" || verb === "head") && mayReadPath(caller, word(nonResourceAttributes["path"]));
  }
  if (!isObject(resourceAttributes)) return false;
  const verb = word(resourceAttributes["verb"]);
  const verbs = verb === "*" ? VERBS : [verb];
  return resourcesOf(server, resourceAttributes).every((resource) =>
    verbs.every((each) => server.authorize(caller, each, targetOf(resource, resourceAttributes))),
  );
}

function resourcesOf(
  server: ApiServer,
  attributes: Readonly<Record<string, unknown>>,
): readonly ResourceDefinition[] {
  const group = word(attributes["group"]);
  const plural = word(attributes["resource"]);
  const found = server.resources
    .all()
    .filter((each) => (group === "*" || each.group === group) && (plural === "*" || each.plural === plural));
  return found.length > 0 ? found : [unregistered(group, plural)];
}

function targetOf(resource: ResourceDefinition, attributes: Readonly<Record<string, unknown>>): Target {
  const namespace = word(attributes["namespace"]);
  const name = word(attributes["name"]);
  return {
    resource,
    ...(namespace === "" || !resource.namespaced ? {} : { namespace }),
    ...(name === "" ? {} : { name }),
    ...(attributes["subresource"] === "status" ? { subresource: "status" as const } : {}),
  };
}

function word(value: unknown): string {
  return typeof value === "string" ? value : "";
}
