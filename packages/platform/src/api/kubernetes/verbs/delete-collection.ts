import { methodNotAllowed } from "../answers/refusals.ts";
import { representList } from "../answers/represent.ts";
import type { Verb } from "../call.ts";
import { deleteOptions } from "../requests/delete-options.ts";
import { listOptions } from "../requests/list-options.ts";

/** DELETE of a collection, or of the part of it that selectors name. */
export const removeCollection: Verb = async (call) => {
  const { door, target, headers, query } = call;
  if (target.resource.namespaced && target.namespace === undefined) throw methodNotAllowed();
  const removed = await door.server.deleteCollection(
    call.caller,
    target,
    listOptions(query),
    deleteOptions(call.body, headers["content-type"], query),
  );
  return { http: 200, body: representList(call, removed) };
};
