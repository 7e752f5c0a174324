import { byPrecedence, type NodePool, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import type { Store } from "#store/store.ts";

/** The pool on which instances of this type land; of several that claim it, the one created first. */
export async function findNodePool(
  store: Store,
  instanceType: string | undefined,
): Promise<NodePool | undefined> {
  if (instanceType === undefined || instanceType === "") return undefined;
  let after: string | undefined;
  const claiming: NodePool[] = [];
  do {
    const page = await store.list(
      nodePoolKind,
      {},
      { limit: 500, ...(after === undefined ? {} : { after }) },
    );
    claiming.push(...page.items.filter(({ spec }) => spec.instanceTypes.includes(instanceType)));
    after = page.next;
  } while (after !== undefined);
  return claiming.sort(byPrecedence)[0];
}
