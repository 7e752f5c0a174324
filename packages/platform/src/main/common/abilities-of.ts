import { type Resource, SlipwayError } from "@slipway/model";
import type { Abilities } from "@slipway/model/kinds/abilities.ts";
import { chooseRuntime } from "#runtimes/choose-runtime.ts";
import type { PoolPlaces } from "#runtimes/node-pools.ts";
import { PODS } from "#runtimes/pods/abilities.ts";
import { SAGEMAKER } from "#runtimes/sagemaker/abilities.ts";

const RUNTIMES: readonly Abilities[] = [PODS, SAGEMAKER];

/** What carries an object says of itself, for who has no runtimes. Throws as `chooseRuntime` does. */
export function abilitiesOf(pools: PoolPlaces): (owner: Resource) => Promise<Abilities> {
  const choose = chooseRuntime(
    pools,
    RUNTIMES.map(({ runtime }) => runtime),
  );
  return async (owner) => {
    const name = await choose(owner);
    const found = RUNTIMES.find(({ runtime }) => runtime === name);
    if (found === undefined) throw new SlipwayError("SLIP-RUN-005", `this home has no runtime ${name}`);
    return found;
  };
}
