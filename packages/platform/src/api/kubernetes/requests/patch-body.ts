import { SlipwayError } from "@slipway/model";
import type { Patch } from "#embedded/apiserver/api-server.ts";
import { isObject, mediaType, parseText, unsupportedMediaType } from "./body.ts";

const TYPES: Readonly<Record<string, Patch["type"]>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};
/** One request must not keep everybody else waiting. */
const MOST_OPERATIONS = 10_000;

/** Reads a patch of the type its Content-Type names; custom resources have no strategic merge. */
export function readPatch(body: Buffer, contentType: string | undefined, custom: boolean): Patch {
  const accepted = Object.keys(TYPES).filter((type) => !custom || TYPES[type] !== "strategic");
  const type = accepted.find((each) => each === mediaType(contentType));
  const kind = type === undefined ? undefined : TYPES[type];
  if (kind === undefined) throw unsupportedMediaType(accepted);
  const value = parseText(body, kind === "apply", undecodable);
  if (kind === "json") return { type: kind, body: checkOperations(value) };
  if (!isObject(value)) throw undecodable("expected an object");
  return { type: kind, body: value };
}

function checkOperations(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw undecodable("json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp");
  }
  if (value.length > MOST_OPERATIONS) {
    throw new SlipwayError(
      "SLIP-API-012",
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${value.length}`,
    );
  }
  return value;
}

function undecodable(problem: string): SlipwayError {
  return new SlipwayError("SLIP-API-008", `error decoding patch: ${problem}`);
}
