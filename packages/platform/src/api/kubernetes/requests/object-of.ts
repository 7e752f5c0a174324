import { SlipwayError } from "@slipway/model";
import type { Call } from "../call.ts";
import { readObject } from "./body.ts";

/**
 * The object of a write. Built-in kinds may leave `apiVersion` and `kind` to the path, as typed clients do; a custom
 * resource has to name them.
 */
export function objectOf(call: Call): unknown {
  const { group, version, kind, custom } = call.target.resource;
  const object = readObject(call.body ?? Buffer.from("{}"), call.headers["content-type"], kind);
  const apiVersion = group === "" ? version : `${group}/${version}`;
  if (!custom)
    return { ...object, apiVersion: object["apiVersion"] ?? apiVersion, kind: object["kind"] ?? kind };
  for (const [field, name] of [
    ["kind", "Kind"],
    ["apiVersion", "apiVersion"],
  ] as const) {
    if (typeof object[field] === "string" && object[field] !== "") continue;
    throw new SlipwayError(
      "SLIP-API-008",
      `the object provided is unrecognized (must be of type ${kind}): Object '${name}' is missing`,
    );
  }
  return object;
}
