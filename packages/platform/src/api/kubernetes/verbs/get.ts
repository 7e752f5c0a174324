import { representObject } from "../answers/represent.ts";
import type { Verb } from "../call.ts";

/** GET of one object. */
export const get: Verb = async (call) => ({
  http: 200,
  body: representObject(call, await call.door.server.get(call.caller, call.target)),
});
