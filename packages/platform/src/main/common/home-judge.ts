import { type Resource, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { type NodePool, nodePoolKind } from "@slipway/model/kinds/node-pool/index.ts";
import type { HomeJudge } from "#api/aws/call.ts";
import { pages } from "#lib/pages.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import { chooseRuntime } from "#runtimes/choose-runtime.ts";
import { knownNodePool, type PoolPlaces } from "#runtimes/node-pools.ts";
import { PODS } from "#runtimes/pods/abilities.ts";
import { SAGEMAKER } from "#runtimes/sagemaker/abilities.ts";

const RUNTIMES: readonly Abilities[] = [PODS, SAGEMAKER];

/** What a home has to say of objects, for doors, which have no runtimes. */
export function homeJudge(
  pools: PoolPlaces,
  parts: {
    readonly metrics: Pick<MetricReading, "unusable">;
    /** Why nothing is done in AWS; undefined where it is, or where this process cannot know. */
    readonly withoutAws: string | undefined;
  },
): HomeJudge {
  const choose = chooseRuntime(
    pools,
    RUNTIMES.map(({ runtime }) => runtime),
  );
  return {
    abilitiesOf: async (object: Resource) => {
      const name = await choose(object);
      const found = RUNTIMES.find(({ runtime }) => runtime === name);
      if (found === undefined) throw new SlipwayError("SLIP-RUN-005", `this home has no runtime ${name}`);
      if (found === SAGEMAKER && parts.withoutAws !== undefined)
        throw new SlipwayError("SLIP-SAGEMAKER-002", parts.withoutAws);
      return found;
    },
    unusableMetrics: (definitions) => parts.metrics.unusable(definitions),
    hasMachines: async (type) =>
      knownNodePool(pools.cache, type) !== undefined || (await isInPool(pools, type)),
  };
}

/** The copy of pools may be behind by as long as a watch takes: what it does not have the server is asked for. */
async function isInPool({ store }: PoolPlaces, type: string): Promise<boolean> {
  const read = (from: { readonly after?: string }) =>
    store.list<NodePool>(nodePoolKind, {}, { limit: 500, ...from });
  for await (const { items } of pages(read)) {
    if (items.some(({ spec }) => spec.instanceTypes.includes(type))) return true;
  }
  return false;
}
