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
  };
}

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** `metadata.managedFields`: appliers first, then by time and name; whoever owns nothing is left out. */
export function toManagedFields(managers: readonly Manager[]): Json[] {
  return managers
    .filter((one) => !isEmptyTree(one.fields))
    .sort((a, b) => compareText(sortKey(a), sortKey(b)))
    .map((one) => ({
      apiVersion: one.apiVersion,
      fieldsType: "FieldsV1",
      fieldsV1: toFieldsV1(one.fields),
      manager: one.manager,
      operation: one.operation,
      ...(one.subresource === "" ? {} : { subresource: one.subresource }),
      time: one.time,
    }));
}

const sortKey = (one: Manager): string => `${one.operation} ${one.time} ${one.manager} ${one.subresource}`;
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The manager's entry, an empty one when it has none yet. */
export function managerIn(managers: readonly Manager[], identity: Identity): Manager {
  return managers.find((one) => sameManager(one, identity)) ?? { ...identity, fields: emptyTree(), time: "" };
}

/** A time changes only with what it stands for. */
export function withFields(manager: Manager, fields: FieldTree, now: string): Manager {
  const same = sameTree(fields, manager.fields);
  return { ...manager, fields, time: same && manager.time !== "" ? manager.time : now };
}
