import { representList } from "../answers/represent.ts";
import type { Call, Verb } from "../call.ts";
import { listOptions } from "../requests/list-options.ts";

/** GET of a collection. */
export const list: Verb = async (call) => ({
  http: 200,
  body: representList(call, await call.door.server.list(call.caller, call.target, listOptions(call.query))),
  warnings: warningsOf(call),
});

/** The same for all such kinds, so that kubectl shows it once. */
const EMPTY =
  "nothing in this home acts on objects of this kind: none are taken, and the list is always empty";

/** What prunes asks for many kinds without minding which there are. */
function warningsOf({ target, headers }: Call): readonly string[] {
  return target.resource.unserved === true && headers["kubectl-command"] !== "kubectl apply" ? [EMPTY] : [];
}
