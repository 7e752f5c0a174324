import { LRUCache } from "lru-cache";
import { deepFreeze } from "#embedded/storage/freeze.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import { type Draft, metaList } from "../write/draft.ts";
import { emptyTree, type FieldTree, fromFieldsV1, isEmptyTree, sameTree, toFieldsV1 } from "./field-tree.ts";

/** Who owns fields, by which way of writing, and which. */
export interface Manager {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly subresource: string;
  readonly fields: FieldTree;
  readonly time: string;
  /** How `metadata.managedFields` says all this, while nothing of it is changed. */
  readonly entry?: JsonObject;
}

export type Identity = Pick<Manager, "manager" | "operation" | "apiVersion" | "subresource">;

export function sameManager(a: Identity, b: Identity): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.apiVersion === b.apiVersion &&
    a.subresource === b.subresource
  );
}

export function managersOf(object: Draft): readonly Manager[] {
  return metaList(object, "managedFields").filter(isObject).map(readEntry);
}

function readEntry(entry: JsonObject): Manager {
  return {
    manager: text(entry["manager"]),
    operation: entry["operation"] === "Apply" ? "Apply" : "Update",
    apiVersion: text(entry["apiVersion"]),
    subresource: text(entry["subresource"]),
    fields: fromFieldsV1(entry["fieldsV1"]),
    time: text(entry["time"]),
    ...(Object.isFrozen(entry) ? { entry } : {}),
  };
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** `metadata.managedFields`: appliers first, then by time and name; whoever owns nothing is left out. */
export function toManagedFields(managers: readonly Manager[]): Json[] {
  return managers
    .filter((one) => !isEmptyTree(one.fields))
    .sort((a, b) => compareText(sortKey(a), sortKey(b)))
    .map((one) => one.entry ?? entryOf(one, toFieldsV1(one.fields), one.time));
}

/** An entry of `metadata.managedFields`. Objects of which writers own the same fields share what says so. */
export function entryOf(who: Identity, fieldsV1: JsonObject, time: string): JsonObject {
  return {
    apiVersion: who.apiVersion,
    fieldsType: "FieldsV1",
    fieldsV1: Object.isFrozen(fieldsV1) ? fieldsV1 : sharedFields(fieldsV1),
    manager: who.manager,
    operation: who.operation,
    ...(who.subresource === "" ? {} : { subresource: who.subresource }),
    time,
  };
}

const SHARED_CHARACTERS = 1_000_000;
const alike = new LRUCache<string, JsonObject>({ maxSize: SHARED_CHARACTERS });

/** The same fields, frozen, as one value for all that say them. */
export function sharedFields(fieldsV1: JsonObject): JsonObject {
  const text = JSON.stringify(fieldsV1);
  const known = alike.get(text);
  if (known !== undefined) return known;
  alike.set(text, deepFreeze(fieldsV1), { size: text.length });
  return fieldsV1;
}

const sortKey = (one: Manager): string => `${one.operation} ${one.time} ${one.manager} ${one.subresource}`;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The manager's entry, an empty one when it has none yet. */
export function managerIn(managers: readonly Manager[], identity: Identity): Manager {
  return managers.find((one) => sameManager(one, identity)) ?? { ...identity, fields: emptyTree(), time: "" };
}

/** A time changes only with what it stands for. */
export function withFields(manager: Manager, fields: FieldTree, now: string): Manager {
  if (manager.time !== "" && sameTree(fields, manager.fields)) return manager;
  const { entry: _, ...others } = manager;
  return { ...others, fields, time: now };
}
