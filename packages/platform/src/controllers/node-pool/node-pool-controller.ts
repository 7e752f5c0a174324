import { type Kind, keyOf, type Resource } from "@slipway/model";
import {
  byPrecedence,
  type NodePool,
  nodePoolKind,
  validateNodePool,
} from "@slipway/model/kinds/node-pool/index.ts";
import { type Controller, controller, watching } from "#reconcile/controller.ts";
import { inSteps, type Step, type StepCondition } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { refused } from "#runs/refused.ts";

/** A NodePool: nothing runs for it; it is told whether jobs can use it as it stands. */
export function nodePoolController(): Controller {
  return controller<NodePool>({
    name: "node-pool",
    reconciler: { kind: nodePoolKind, reconcile: inSteps<NodePool>([judge]) },
    // A pool that goes, or gives up an instance type, may have been what another one was refused for.
    watches: [
      watching(nodePoolKind as Kind, async (changed, { store }) =>
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

const READY: StepCondition = {
  status: "True",
  reason: "Usable",
  message: "Jobs can ask for its instance types",
};

async function problemOf(pool: NodePool, { store }: Turn): Promise<StepCondition | undefined> {
  const causes = validateNodePool(pool.spec).map(({ field, message }) => `${field ?? "spec"}: ${message}`);
  if (causes.length > 0) return unusable(causes.join("; "));
  const { items } = await store.list(nodePoolKind);
  const earlier = items.filter((other) => isOther(other, pool) && byPrecedence(other, pool) < 0);
  const taken = pool.spec.instanceTypes.flatMap((type) => {
    const [holder] = earlier.filter(({ spec }) => spec.instanceTypes.includes(type)).sort(byPrecedence);
    return holder === undefined ? [] : [{ type, holder: holder.metadata.name }];
  });
  return taken.length === 0 ? undefined : takenBy(taken);
}

/** A list may be long; one line says the first of it. */
function takenBy(taken: readonly { readonly type: string; readonly holder: string }[]): StepCondition {
  const [{ type, holder } = { type: "", holder: "" }] = taken;
  const more = taken.length === 1 ? "" : ` (and ${taken.length - 1} more of its types are other pools')`;
  return unusable(
    `instance type ${type} is NodePool ${holder}'s already, which was created earlier, and lands there${more}; name it in one pool only`,
  );
}

function unusable(message: string): StepCondition {
  return { ...refused("SLIP-RUN-006", message), status: "False" };
}

function isOther(a: Resource, b: Resource): boolean {
  return a.metadata.name !== b.metadata.name;
}
