import { type Kind, keyOf, type Resource } from "@slipway/model";
import { type NodePool, nodePoolKind, validateNodePool } from "@slipway/model/kinds/node-pool/index.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Said, type Step } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { refused } from "#runs/refused.ts";

/** A NodePool: nothing runs for it; it is told whether jobs can use it as it stands. */
export function nodePoolController(): Controller {
  return controller<NodePool>({
    name: "node-pool",
    reconciler: { kind: nodePoolKind, reconcile: inSteps<NodePool>([judge]) },
    // A pool that goes, or gives up an instance type, may have been what another one was refused for.
    watches: [
      watching(nodePoolKind as Kind, async (changed, store) =>
        (await store.list(nodePoolKind)).items.filter((pool) => isOther(pool, changed)).map(keyOf),
      ),
    ],
  });
}

const judge: Step<NodePool, "Ready"> = {
  condition: "Ready",
  async run(pool, turn) {
    return { condition: (await problemOf(pool, turn)) ?? READY };
  },
};

const READY: Said = { status: "True", reason: "Usable", message: "Jobs can ask for its instance types" };

async function problemOf(pool: NodePool, { store }: Turn): Promise<Said | undefined> {
  const causes = validateNodePool(pool.spec).map(({ field, message }) => `${field ?? "spec"}: ${message}`);
  if (causes.length > 0) return unusable(causes.join("; "));
  const { items } = await store.list(nodePoolKind);
  for (const other of items) {
    const shared = other.spec.instanceTypes.find((type) => pool.spec.instanceTypes.includes(type));
    if (shared === undefined || !isOther(other, pool) || other.metadata.name > pool.metadata.name) continue;
    return unusable(
      `instance type ${shared} is NodePool ${other.metadata.name}'s already, and lands there; name it in one pool only`,
    );
  }
  return undefined;
}

function unusable(message: string): Said {
  return { ...refused("SLIP-RUN-006", message), status: "False" };
}

function isOther(a: Resource, b: Resource): boolean {
  return a.metadata.name !== b.metadata.name;
}
