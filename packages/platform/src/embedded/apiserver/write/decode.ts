import { apiVersionOf } from "@slipway/model";
import type { WriteOptions } from "../api-server.ts";
import { badRequest } from "../errors/status-errors.ts";
import { cloneJson, isObject, type JsonObject } from "../json/json.ts";
import { limitObject } from "../json/limits.ts";
import { objectMetaSchema } from "../metadata/object-meta-schema.ts";
import type { ResourceDefinition } from "../resources.ts";
import { withDefaults } from "../schema/default.ts";
import { prune } from "../schema/prune.ts";
import { validate } from "../schema/validate.ts";
import type { Draft, DraftMeta } from "./draft.ts";
import { normaliseBuiltin } from "./normalise-builtin.ts";

export interface Decoded {
  readonly draft: Draft;
  readonly warnings: readonly string[];
}

/** As many as a real server's decoder collects (sigs.k8s.io/json). */
const MOST_STRICT_ERRORS = 100;

/** What a body must be before any rule of its kind applies: this kind, this version, known fields, typed metadata. */
export function decode(
  definition: ResourceDefinition,
  body: unknown,
  fieldValidation: WriteOptions["fieldValidation"] = "Warn",
): Decoded {
  const read = decodeWithoutDefaults(definition, body);
  const unknown = read.unknown.slice(0, MOST_STRICT_ERRORS).map((path) => `unknown field "${path}"`);
  if (unknown.length > 0 && fieldValidation === "Strict") {
    throw cannotBeHandled(definition, read.draft, `strict decoding error: ${unknown.join(", ")}`);
  }
  const { apiVersion, kind, metadata, ...rest } = withDefaults(read.draft, definition.schema);
  return {
    draft: { apiVersion, kind, metadata, ...rest },
    warnings: fieldValidation === "Warn" ? unknown : [],
  };
}

/** The same, without the defaults of its schema; `unknown` are the paths of the fields that were dropped. */
export function decodeWithoutDefaults(
  definition: ResourceDefinition,
  body: unknown,
): { readonly draft: Draft; readonly unknown: readonly string[] } {
  if (!isObject(body)) throw unrecognized(definition, "json: the value is not an object", body);
  limitObject(body);
  const copy = cloneJson(body);
  identify(definition, copy);
  if (!definition.custom) normaliseBuiltin(copy, definition.schema);
  decodeMetadata(definition, copy);
  const unknown = prune(copy, definition.schema);
  if (!definition.custom) refuseWrongTypes(definition, copy);
  return { draft: copy as Draft, unknown };
}

function identify(definition: ResourceDefinition, body: JsonObject): void {
  const apiVersion = apiVersionOf(definition);
  if (!definition.custom) {
    body["kind"] ??= definition.kind;
    body["apiVersion"] ??= apiVersion;
  }
  for (const [field, shown] of [
    ["kind", "Kind"],
    ["apiVersion", "apiVersion"],
  ] as const) {
    const value = body[field];
    if (typeof value === "string" && value !== "") continue;
    const text = JSON.stringify(body).slice(0, 1024);
    throw unrecognized(definition, `Object '${shown}' is missing in '${text}'`, body);
  }
  if (body["apiVersion"] !== apiVersion) {
    throw badRequest(
      `the API version in the data (${body["apiVersion"]}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (body["kind"] !== definition.kind && !definition.custom) {
    throw badRequest(
      `${body["kind"]} in version "${definition.version}" cannot be handled as a ${definition.kind}: the kind does not match the resource ${definition.plural}`,
    );
  }
}

/** Metadata has Go's form in every kind: wrongly typed is unreadable, null and empty are absent. */
function decodeMetadata(definition: ResourceDefinition, body: JsonObject): void {
  const given = body["metadata"] ?? {};
  if (!isObject(given)) throw cannotBeHandled(definition, body, "metadata must be an object");
  const metadata: JsonObject = {};
  for (const [key, value] of Object.entries(given)) if (!isEmpty(value)) metadata[key] = value;
  const wrong = validate(metadata, typesOnly, "metadata")[0];
  if (wrong !== undefined) throw cannotBeHandled(definition, body, `${wrong.field}: ${wrong.message}`);
  body["metadata"] = metadata as DraftMeta;
}

const typesOnly = {
  ...objectMetaSchema,
  properties: Object.fromEntries(
    Object.entries(objectMetaSchema.properties ?? {}).map(
      ([name, { "x-kubernetes-list-type": _, ...field }]) => [
        name,
        name === "ownerReferences" ? { ...field, items: { ...field.items, required: [] } } : field,
      ],
    ),
  ),
};

function isEmpty(value: unknown): boolean {
  if (value === null || value === "" || value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** A built-in kind's body is read into Go types: a wrong type makes the whole body unreadable. */
function refuseWrongTypes(definition: ResourceDefinition, body: JsonObject): void {
  const wrong = validate(body, definition.schema).find((error) => error.reason === "FieldValueTypeInvalid");
  if (wrong !== undefined) throw cannotBeHandled(definition, body, `json: ${wrong.field}: ${wrong.message}`);
}

function unrecognized(definition: ResourceDefinition, why: string, body: unknown): Error {
  const text = (JSON.stringify(body) ?? "").slice(0, 30);
  return badRequest(
    `the object provided is unrecognized (must be of type ${definition.kind}): ${why} (${text})`,
  );
}

function cannotBeHandled(definition: ResourceDefinition, body: JsonObject, why: string): Error {
  return badRequest(
    `${body["kind"]} in version "${definition.version}" cannot be handled as a ${definition.kind}: ${why}`,
  );
}
