import { apiVersionOf } from "@slipway/model";
import type { ResourceDefinition } from "#embedded/apiserver/resources.ts";
import { gvkOf, refTo, schemaName } from "./kind-schemas.ts";

type Operation = "get" | "list" | "post" | "put" | "patch" | "delete" | "deletecollection";

const parameter = (name: string, type: string, description: string) => ({
  name,
  in: "query",
  description,
  schema: { type, uniqueItems: true },
});

const DRY_RUN = parameter(
  "dryRun",
  "string",
  "When present, indicates that modifications should not be persisted. The valid value is: All",
);
const FIELD_VALIDATION = parameter(
  "fieldValidation",
  "string",
  "Instructs the server how to handle unknown or duplicate fields: Ignore, Warn or Strict.",
);
const FIELD_MANAGER = parameter(
  "fieldManager",
  "string",
  "A name associated with the actor that is making these changes.",
);
const FORCE = parameter("force", "boolean", "Apply takes fields that other managers own.");
const WRITING = [DRY_RUN, FIELD_MANAGER, FIELD_VALIDATION];
const SELECTING = [
  parameter("labelSelector", "string", "Restricts the objects by their labels."),
  parameter("fieldSelector", "string", "Restricts the objects by their fields."),
  parameter("limit", "integer", "The most objects in one answer."),
  parameter("continue", "string", "Goes on with a list that had more."),
  parameter("resourceVersion", "string", "What version the answer has to be of."),
  parameter("resourceVersionMatch", "string", "How resourceVersion is to be understood."),
  parameter("watch", "boolean", "Answers with a stream of changes."),
  parameter("allowWatchBookmarks", "boolean", "Asks for bookmarks in a watch."),
  parameter("sendInitialEvents", "boolean", "Starts a watch with the objects that are there."),
  parameter("timeoutSeconds", "integer", "Ends a watch."),
];
const DELETING = [
  DRY_RUN,
  parameter("gracePeriodSeconds", "integer", "Seconds before the object is removed."),
  parameter("propagationPolicy", "string", "What happens to dependents: Orphan, Background or Foreground."),
];

/** What each operation is called in Kubernetes' extension, and the query it takes. */
const OPERATIONS: Readonly<
  Record<Operation, { readonly action: string; readonly parameters: readonly object[] }>
> = {
  get: { action: "get", parameters: [] },
  list: { action: "list", parameters: SELECTING },
  post: { action: "post", parameters: WRITING },
  put: { action: "put", parameters: WRITING },
  patch: { action: "patch", parameters: [...WRITING, FORCE] },
  delete: { action: "delete", parameters: DELETING },
  deletecollection: { action: "deletecollection", parameters: [...SELECTING, ...DELETING] },
};

/** The paths of one resource with their operations. */
export function pathsOf(definition: ResourceDefinition): Readonly<Record<string, object>> {
  const { group, plural, namespaced, hasStatus } = definition;
  const root = `/${group === "" ? "api" : "apis"}/${apiVersionOf(definition)}`;
  const collection = `${root}/${namespaced ? "namespaces/{namespace}/" : ""}${plural}`;
  const item = `${collection}/{name}`;
  const operations = (...names: readonly Operation[]) => operationsOf(definition, names);
  return {
    ...(namespaced ? { [`${root}/${plural}`]: operations("list") } : {}),
    [collection]: operations("list", "post", "deletecollection"),
    [item]: operations("get", "put", "patch", "delete"),
    ...(hasStatus ? { [`${item}/status`]: operations("get", "put", "patch") } : {}),
  };
}

function operationsOf(definition: ResourceDefinition, names: readonly Operation[]): object {
  const method = (name: Operation) => ({ list: "get", deletecollection: "delete" })[name as string] ?? name;
  return Object.fromEntries(names.map((name) => [method(name), operation(definition, name)]));
}

function operation(definition: ResourceDefinition, name: Operation): object {
  const gvk = gvkOf(definition);
  const answered = refTo(schemaName(name === "list" ? { ...gvk, kind: definition.listKind } : gvk));
  const { action, parameters } = OPERATIONS[name];
  return {
    operationId: `${action}${definition.namespaced ? "Namespaced" : ""}${definition.kind}`,
    parameters,
    responses: { 200: { description: "OK", content: { "application/json": { schema: answered } } } },
    "x-kubernetes-action": action,
    "x-kubernetes-group-version-kind": gvk,
  };
}
