import { representObject } from "../answers/represent.ts";
import type { Verb } from "../call.ts";
import { readPatch } from "../requests/patch-body.ts";
import { patchOptions } from "../requests/write-options.ts";

/** PATCH of one object or of its status; the Content-Type says how. */
export const patch: Verb = async (call) => {
  const { door, target, headers, query } = call;
  const change = readPatch(call.body ?? Buffer.alloc(0), headers["content-type"], target.resource.custom);
  const options = patchOptions(query, change.type === "apply", headers["user-agent"]);
  const written = await door.server.patch(call.caller, target, change, options);
  return {
    http: written.created ? 201 : 200,
    body: representObject(call, written.object),
    warnings: written.warnings,
  };
};
