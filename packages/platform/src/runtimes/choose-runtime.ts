import { type Resource, SlipwayError } from "@slipway/model";
import type { Cache } from "#store/cache.ts";
import { RUNTIME_ANNOTATION, type RuntimeName } from "./abilities.ts";
import type { ChooseRuntime } from "./by-runtime.ts";
import { findNodePool, knownNodePool, type PoolPlaces } from "./node-pools.ts";

/**
 * An object is carried where it began, else where its annotation says, else where the node pool of its instance type says,
 * else by pods. Throws SLIP-RUN-005 for an annotation that names no runtime.
 */
export function chooseRuntime(pools: PoolPlaces, names: readonly RuntimeName[]): ChooseRuntime {
  return async (owner) =>
    begun(owner, names) ??
    annotated(owner, names) ??
    (await findNodePool(pools, { instanceType: instanceTypeOf(owner), owner }))?.spec.runtime ??
    "pods";
}

/**
 * What carries an object as far as that is known without asking anybody; never throws. Another answer than `chooseRuntime`'s
 * costs an object that has not begun no more than a wait beside strangers.
 */
export function runtimeLane(cache: Cache, names: readonly RuntimeName[]): (owner: Resource) => RuntimeName {
  return (owner) =>
    begun(owner, names) ??
    names.find((name) => name === owner.metadata.annotations?.[RUNTIME_ANNOTATION]) ??
    knownNodePool(cache, instanceTypeOf(owner))?.spec.runtime ??
    "pods";
}

function begun(owner: Resource, names: readonly RuntimeName[]): RuntimeName | undefined {
  const { slipway } = (owner.status ?? {}) as { readonly slipway?: { readonly runtime?: string } };
  return names.find((name) => name === slipway?.runtime);
}

function annotated({ metadata }: Resource, names: readonly RuntimeName[]): RuntimeName | undefined {
  const value = metadata.annotations?.[RUNTIME_ANNOTATION];
  if (value === undefined) return undefined;
  const found = names.find((name) => name === value);
  if (found !== undefined) return found;
  throw new SlipwayError(
    "SLIP-RUN-005",
    `metadata.annotations[${RUNTIME_ANNOTATION}] is ${JSON.stringify(value)}; expected ${names.join(" or ")}`,
  );
}

function instanceTypeOf({ spec }: Resource): string | undefined {
  return (spec as { readonly resourceConfig?: { readonly instanceType?: string } } | undefined)
    ?.resourceConfig?.instanceType;
}
