import { defined } from "@slipway/model";
import { representObject } from "../answers/represent.ts";
import { success } from "../answers/status.ts";
import type { Verb } from "../call.ts";
import { deleteOptions } from "../requests/delete-options.ts";

/** DELETE of one object: what stays for a while is shown as it now is, of what is gone there is only a receipt. */
export const remove: Verb = async (call) => {
  const { door, target, headers, query } = call;
  const options = deleteOptions(call.body, headers["content-type"], query);
  const { object, gone } = await door.server.delete(call.caller, target, options);
  if (!gone) return { http: 200, body: representObject(call, object) };
  const { group, plural } = target.resource;
  const { name, uid } = object.metadata;
  return {
    http: 200,
    body: success({
      name,
      ...(group === "" ? {} : { group }),
      kind: plural,
      ...defined({ uid }),
    }),
  };
};
