import type { Key } from "@slipway/model";
import { type FlowRun, flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { type Pool, poolKind, sharedOut } from "@slipway/model/kinds/pool/index.ts";
import { type Controller, controller, type WatchPlaces, watching } from "#reconcile/controller.ts";
import { inSteps, type Step } from "#reconcile/in-steps.ts";
import type { Turn } from "#reconcile/reconciler.ts";
import { asksOf, poolsOf } from "#runs/runs-of-pool.ts";

/** Of tries that wait so many are told. */
const MOST_TOLD = 10;
const LOOK_AGAIN_MS = 5_000;

/**
 * Says whose a pool's slots are: runs tell what they have and want in their status, and begin what is told to have slots here. A server that is killed in
 * between finds both as they were, and a run that is gone tells of nothing.
 */
export function poolController(): Controller {
  return controller<Pool>({
    name: "pool",
    reconciler: {
      kind: poolKind,
      reconcile: inSteps<Pool>([shareOut]),
      finalizer: { name: "slipway.dev/pool", cleanUp },
    },
    watches: [watching(flowRunKind, poolsOfRun)],
  });
}

const shareOut: Step<Pool, "Ready"> = {
  condition: "Ready",
  async run(pool, { cache, now, signal }) {
    const { slots } = pool.spec;
    const asks = asksOf(await cache.of(flowRunKind, signal), pool.metadata);
    const held = pool.status?.holders ?? [];
    const { holders, waiting } = sharedOut(slots, { held, asks, now: now.toISOString() });
    const usedSlots = holders.reduce((sum, one) => sum + one.slots, 0);
    const next = waiting.slice(0, MOST_TOLD).map(({ priority: _, since: __, ...place }) => place);
    return {
      condition: {
        status: "True",
        reason: "SharedOut",
        message: "Its slots are given to steps in their turn",
      },
      status: { usedSlots, holders, waiting: waiting.length, next },
    };
  },
};

/** Those that it has or wants slots of, and those that it had. */
async function poolsOfRun(run: FlowRun, { cache }: WatchPlaces): Promise<ReadonlySet<Key>> {
  const { namespace = "", uid } = run.metadata;
  const has = [...(await cache.of(poolKind)).values()].filter(
    ({ metadata, status }) =>
      metadata.namespace === namespace && status?.holders?.some(({ runUID }) => runUID === uid) === true,
  );
  const names = [...poolsOf(run), ...has.map(({ metadata }) => metadata.name)];
  return new Set(names.map((name): Key => `${namespace}/${name}`));
}

/** A pool stays while steps have slots of it, so that a server that starts again finds that they have; none begins any more. */
async function cleanUp(
  { metadata, status }: Pool,
  { cache, signal }: Turn,
): Promise<"gone" | { readonly recheckAfterMs: number }> {
  const told = asksOf(await cache.of(flowRunKind, signal), metadata);
  const isHeld = (status?.holders ?? []).some(({ name, runUID }) =>
    told.some((one) => one.name === name && one.runUID === runUID),
  );
  return isHeld ? { recheckAfterMs: LOOK_AGAIN_MS } : "gone";
}
