import { characters } from "@slipway/model/characters.ts";
import {
  duplicate,
  type FieldError,
  invalidValue,
  required,
  tooLong,
  tooMany,
  unsupported,
  wrongType,
} from "../errors/field-error.ts";
import { equalJson, isObject, type Json, type JsonObject } from "../json/json.ts";
import { child, index } from "../json/path.ts";
import type { StructuralSchema } from "../resources.ts";
import { own } from "./own.ts";
import { matches } from "./pattern.ts";

/** Every way in which the value breaks its schema, in the words of a real API server. */
export function validate(value: Json, schema: StructuralSchema, path = ""): readonly FieldError[] {
  const errors: FieldError[] = [];
  validateValue(value, schema, path, errors);
  return errors;
}

function validateValue(value: Json, schema: StructuralSchema, path: string, errors: FieldError[]): void {
  if (value === null && schema.nullable === true) return;
  const type = typeError(value, schema, path);
  if (type !== undefined) {
    errors.push(type);
    return;
  }
  if (schema.enum !== undefined && !schema.enum.some((allowed) => equalJson(allowed, value))) {
    errors.push(unsupported(path, value, schema.enum));
  }
  if (typeof value === "string") validateString(value, schema, path, errors);
  else if (typeof value === "number") validateNumber(value, schema, path, errors);
  else if (Array.isArray(value)) validateArray(value, schema, path, errors);
  else if (isObject(value)) validateObject(value, schema, path, errors);
}

/** The name JSON schema has for the value's type. */
export function typeName(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

function typeError(value: Json, schema: StructuralSchema, path: string): FieldError | undefined {
  const actual = typeName(value);
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (actual === "integer" || actual === "string") return undefined;
    return wrongType(path, actual, `${path} in body must be of type integer,string: "${actual}"`);
  }
  const expected = schema.type;
  if (expected === undefined || expected === actual) return undefined;
  if (expected === "number" && actual === "integer") return undefined;
  return wrongType(path, actual, `${path} in body must be of type ${expected}: "${actual}"`);
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

function validateString(value: string, schema: StructuralSchema, path: string, errors: FieldError[]): void {
  const bad = (detail: string): number => errors.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (schema.maxLength !== undefined && characters(value) > schema.maxLength) {
    errors.push(tooLong(path, schema.maxLength));
  }
  if (schema.minLength !== undefined && characters(value) < schema.minLength) {
    bad(`should be at least ${schema.minLength} chars long`);
  }
  if (schema.pattern !== undefined && !matches(schema.pattern, value)) {
    bad(`should match '${schema.pattern}'`);
  }
  if (schema.format === "date-time" && !(DATE_TIME.test(value) && !Number.isNaN(Date.parse(value)))) {
    bad(`must be of type date-time: "${value}"`);
  }
}

function validateNumber(value: number, schema: StructuralSchema, path: string, errors: FieldError[]): void {
  const bad = (detail: string): number => errors.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (schema.maximum !== undefined && value > schema.maximum) {
    bad(`should be less than or equal to ${schema.maximum}`);
  }
  if (schema.minimum !== undefined && value < schema.minimum) {
    bad(`should be greater than or equal to ${schema.minimum}`);
  }
  if (schema.format === "int32" && (value > 2147483647 || value < -2147483648)) {
    bad(`should be an integer of 32 bits`);
  }
}

function validateArray(value: Json[], schema: StructuralSchema, path: string, errors: FieldError[]): void {
  if (schema.maxItems !== undefined && value.length > schema.maxItems) {
    errors.push(tooMany(path, value.length, schema.maxItems));
  }
  if (schema.minItems !== undefined && value.length < schema.minItems) {
    errors.push(
      invalidValue(path, value.length, `${path} in body should have at least ${schema.minItems} items`),
    );
  }
  const items = schema.items;
  if (items === undefined) return;
  for (const [position, item] of value.entries()) {
    validateValue(item, items, index(path, position), errors);
  }
  validateUnique(value, schema, path, errors);
}

function validateUnique(value: Json[], schema: StructuralSchema, path: string, errors: FieldError[]): void {
  const kind = schema["x-kubernetes-list-type"];
  if (kind !== "set" && kind !== "map") return;
  const seen = new Set<string>();
  for (const [position, item] of value.entries()) {
    const identity = kind === "set" ? item : keysOf(item, schema);
    const text = JSON.stringify(identity);
    if (seen.has(text)) errors.push(duplicate(index(path, position), identity));
    seen.add(text);
  }
}

/** The fields that identify an item of a list of type map; a default stands in for an absent one. */
export function keysOf(item: Json, schema: StructuralSchema): JsonObject {
  const identity: JsonObject = {};
  for (const key of schema["x-kubernetes-list-map-keys"] ?? []) {
    const fallback = schema.items?.properties?.[key]?.default as Json | undefined;
    const value = isObject(item) && Object.hasOwn(item, key) ? item[key] : fallback;
    if (value !== undefined) identity[key] = value;
  }
  return identity;
}

function validateObject(
  value: JsonObject,
  schema: StructuralSchema,
  path: string,
  errors: FieldError[],
): void {
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name)) errors.push(required(child(path, name)));
  }
  for (const key of Object.keys(value)) {
    const field = own(schema.properties, key) ?? additional(schema);
    if (field !== undefined) validateValue(value[key] as Json, field, child(path, key), errors);
  }
}

function additional(schema: StructuralSchema): StructuralSchema | undefined {
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined;
}
