import { representList } from "../answers/represent.ts";
import type { Verb } from "../call.ts";
import { listOptions } from "../requests/list-options.ts";

/** GET of a collection. */
export const list: Verb = async (call) => ({
  http: 200,
  body: representList(call, await call.door.server.list(call.caller, call.target, listOptions(call.query))),
});
