import { type Caller, isNotFound } from "@slipway/model";
import type { DeleteOptions, ListOptions, ListResult, Target } from "../api-server.ts";
import { listObjects } from "../read/list.ts";
import { type DeleteContext, deleteObject } from "./delete.ts";

/** Deletes what the list finds, each by its own rules; what somebody else deleted meanwhile is as good as deleted. */
export async function deleteCollection(
  context: DeleteContext,
  caller: Caller,
  target: Target,
  { list, how }: { readonly list: ListOptions; readonly how: DeleteOptions },
): Promise<ListResult> {
  const found = listObjects(context.storage, target, list);
  await Promise.all(
    found.items.map(async ({ metadata: { namespace, name } }) => {
      const { namespace: _, ...rest } = target;
      const one: Target = { ...rest, name, ...(namespace === undefined ? {} : { namespace }) };
      try {
        await deleteObject(context, caller, one, how);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }),
  );
  return found;
}
