import { SlipwayError } from "@slipway/model";
import { applyPatch, type Operation } from "rfc6902";
import { badRequest } from "../errors/status-errors.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";

const MOST_OPERATIONS = 10_000;
const PROTOTYPE = /\/(__proto__|constructor|prototype)([/ ]|$)/;
const VERBS = new Set(["add", "remove", "replace", "move", "copy", "test"]);

/** RFC 6902 on a private copy: all operations or none; a failed test or a missing path is one plain 422. */
export function jsonPatch(target: JsonObject, patch: unknown): Json {
  const operations = readOperations(patch);
  const failed = applyPatch(target, operations).find((error) => error !== null);
  if (failed !== undefined) {
    throw new SlipwayError("SLIP-API-004", "the server rejected our request due to an error in our request", {
      details: {},
      cause: failed,
    });
  }
  return target;
}

function readOperations(patch: unknown): Operation[] {
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
  for (const operation of patch) {
    if (
      !isObject(operation) ||
      !VERBS.has(String(operation["op"])) ||
      typeof operation["path"] !== "string"
    ) {
      throw badRequest(`error decoding patch: ${JSON.stringify(operation)} is no JSON patch operation`);
    }
    const paths = `${operation["path"]} ${operation["from"] ?? ""}`;
    if (PROTOTYPE.test(paths)) throw badRequest(`error decoding patch: ${paths.trim()} may not be patched`);
  }
  return patch as Operation[];
}
