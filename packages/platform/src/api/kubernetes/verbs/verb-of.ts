import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { refuseReadOnly } from "#embedded/apiserver/write/refuse-read-only.ts";
import { methodNotAllowed } from "../answers/refusals.ts";
import type { Verb } from "../call.ts";
import { isWatch } from "../requests/list-options.ts";
import type { ResourcePath } from "../requests/parse-path.ts";
import { create } from "./create.ts";
import { remove } from "./delete.ts";
import { removeCollection } from "./delete-collection.ts";
import { get } from "./get.ts";
import { list } from "./list.ts";
import { patch } from "./patch.ts";
import { podLog } from "./pod-log.ts";
import { update } from "./update.ts";
import { watch } from "./watch.ts";

type Methods = Readonly<Partial<Record<string, Verb>>>;

const COLLECTION: Methods = { GET: list, POST: create, DELETE: removeCollection };
const ITEM: Methods = { GET: get, PUT: update, PATCH: patch, DELETE: remove };
const STATUS: Methods = { GET: get, PUT: update, PATCH: patch };
const FINALIZE: Methods = { PUT: update };
const LOG: Methods = { GET: podLog };

const VERBS: Readonly<Record<string, string>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** What a method does to what the path names; undefined when nothing is served there. Throws MethodNotAllowed. */
export function verbOf(
  method: string,
  path: ResourcePath,
  { resource, query }: { readonly resource: ResourceDefinition; readonly query: URLSearchParams },
): Verb | undefined {
  const methods = methodsAt(path, resource);
  if (methods === undefined) return undefined;
  if (method === "GET" && path.subresource === undefined && isWatch(query)) return watch;
  const verb = methods[method];
  if (verb === undefined) throw methodNotAllowed();
  // Before the body is read: of a kind that nothing acts on it cannot be.
  refuseReadOnly(VERBS[method] ?? method, { resource });
  return verb;
}

function methodsAt(path: ResourcePath, resource: ResourceDefinition): Methods | undefined {
  if (!isPlaced(path, resource)) return undefined;
  if (path.name === undefined) return COLLECTION;
  switch (path.subresource) {
    case undefined:
      return ITEM;
    case "status":
      return resource.hasStatus ? STATUS : undefined;
    case "finalize":
      return resource.group === "" && resource.plural === "namespaces" ? FINALIZE : undefined;
    case "log":
      return resource.group === "" && resource.plural === "pods" ? LOG : undefined;
    default:
      return undefined;
  }
}

/** A namespace belongs in the path of what is namespaced, and of nothing else; only collections reach over all. */
function isPlaced(path: ResourcePath, resource: ResourceDefinition): boolean {
  return resource.namespaced
    ? path.namespace !== undefined || path.name === undefined
    : path.namespace === undefined;
}
