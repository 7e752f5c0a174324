import { setImmediate } from "node:timers/promises";
import { defined, isNotFound, type Resource } from "@slipway/model";
import type { DeleteOptions, ListOptions, ListResult, Target } from "../api-server.ts";
import { listObjects } from "../read/list.ts";
import { deleteObject } from "./delete.ts";
import type { WriteContext } from "./write-context.ts";

/** They share a commit; everybody else has a turn before the next. */
const AT_ONCE = 16;

/** Deletes what the list finds, each by its own rules; what somebody else deleted meanwhile is as good as deleted. */
export async function deleteCollection(
  context: WriteContext,
  target: Target,
  { list, how }: { readonly list: ListOptions; readonly how: DeleteOptions },
): Promise<ListResult> {
  const found = listObjects(context.storage, target, list);
  const remove = async ({ metadata: { namespace, name } }: Resource): Promise<void> => {
    const { namespace: _, ...rest } = target;
    const one: Target = { ...rest, name, ...defined({ namespace }) };
    try {
      await deleteObject(context, one, how);
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  };
  for (let at = 0; at < found.items.length; at += AT_ONCE) {
    await Promise.all(found.items.slice(at, at + AT_ONCE).map(remove));
    await setImmediate();
  }
  return found;
}
