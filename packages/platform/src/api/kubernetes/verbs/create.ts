import { methodNotAllowed } from "../answers/refusals.ts";
import { representObject } from "../answers/represent.ts";
import type { Verb } from "../call.ts";
import { objectOf } from "../requests/object-of.ts";
import { writeOptions } from "../requests/write-options.ts";

/** POST to a collection. */
export const create: Verb = async (call) => {
  const { resource, namespace } = call.target;
  if (resource.namespaced && namespace === undefined) throw methodNotAllowed();
  const options = writeOptions(call.query, "CreateOptions", call.headers["user-agent"]);
  const written = await call.door.server.create(call.caller, call.target, objectOf(call), options);
  return { http: 201, body: representObject(call, written.object), warnings: written.warnings };
};
