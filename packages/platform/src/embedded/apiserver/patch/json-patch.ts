import { SlipwayError } from "@slipway/model";
import { badRequest } from "../errors/status-errors.ts";
import { cloneJson, equalJson, isObject, type Json, type JsonObject } from "../json/json.ts";
import { limitPatch } from "../json/limits.ts";
import { Copies } from "./copies.ts";
import { add, find, type Root, remove, replace } from "./json-pointer.ts";

const MOST_OPERATIONS = 10_000;

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** RFC 6902 §4; each returns false where the operation cannot be done. */
const VERBS: Readonly<Record<string, (at: Root, operation: Operation, copies: Copies) => boolean>> = {
  add: (at, { path, value }) => value !== undefined && add(at, path, cloneJson(value)),
  remove: (at, { path }) => remove(at, path) !== undefined,
  replace: (at, { path, value }) => value !== undefined && replace(at, path, cloneJson(value)),
  move: (at, { path, from = "" }) => {
    // A value cannot be moved into itself.
    if (from === path) return find(at, from) !== undefined;
    if (path.startsWith(`${from}/`)) return false;
    const value = remove(at, from);
    return value !== undefined && add(at, path, value);
  },
  copy: (at, { path, from = "" }, copies) => {
    const value = find(at, from);
    return value !== undefined && add(at, path, copies.of(value));
  },
  test: (at, { path, value }) => value !== undefined && equalJson(find(at, path), value),
};

/**
 * RFC 6902 on a private copy: all operations or none; a failed test, a missing path and copies without bound are one plain 422,
 * as real servers say it.
 */
export function jsonPatch(target: JsonObject, patch: unknown): Json {
  const at: Root = { root: target };
  const copies = new Copies();
  for (const operation of readOperations(patch)) {
    if (!VERBS[operation.op]?.(at, operation, copies) || copies.exceeded) throw rejected();
  }
  return at.root;
}

function rejected(): SlipwayError {
  return new SlipwayError("SLIP-API-004", "the server rejected our request due to an error in our request", {
    details: {},
  });
}

function readOperations(patch: unknown): readonly Operation[] {
  if (!Array.isArray(patch)) {
    const got = isObject(patch) ? "object" : typeof patch;
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${got} into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > MOST_OPERATIONS) {
    throw new SlipwayError(
      "SLIP-API-012",
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
    );
  }
  limitPatch(patch);
  for (const operation of patch) if (!isOperation(operation)) throw noOperation(operation);
  return patch as Operation[];
}

function isOperation(operation: unknown): operation is Operation {
  if (!isObject(operation)) return false;
  const { op, path, from } = operation;
  const needsFrom = op === "move" || op === "copy";
  return (
    typeof op === "string" &&
    Object.hasOwn(VERBS, op) &&
    typeof path === "string" &&
    (needsFrom ? typeof from === "string" : true)
  );
}

const noOperation = (operation: unknown): SlipwayError =>
  badRequest(
    `error decoding patch: ${(JSON.stringify(operation) ?? "null").slice(0, 200)} is no JSON patch operation`,
  );
