import { representObject } from "../answers/represent.ts";
import type { Verb } from "../call.ts";
import { objectOf } from "../requests/object-of.ts";
import { writeOptions } from "../requests/write-options.ts";

/** PUT of one object or of its status. */
export const update: Verb = async (call) => {
  const options = writeOptions(call.query, "UpdateOptions", call.headers["user-agent"]);
  const written = await call.door.server.update(call.caller, call.target, objectOf(call), options);
  return { http: 200, body: representObject(call, written.object), warnings: written.warnings };
};
