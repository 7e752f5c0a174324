import { type Resource, SlipwayError } from "@slipway/model";
import { RUNTIME_ANNOTATION, type RuntimeName } from "@slipway/model/kinds/abilities.ts";
import { KINDS } from "@slipway/model/kinds/all.ts";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import type { Cache } from "#store/cache.ts";
import type { ChooseRuntime } from "./by-runtime.ts";
import { findNodePool, knownNodePool, type PoolPlaces } from "./node-pools.ts";

/**
 * An object is carried where it began, else where its annotation says, else where the node pools of its instance types say,
 * else by pods. Throws SLIP-RUN-005 for an annotation that names no runtime and for pools of which two name different ones,
 * SLIP-RUN-017 for a kind that `kinds` does not have: which machines it asks for is not known.
 */
export function chooseRuntime(
  pools: PoolPlaces,
  names: readonly RuntimeName[],
  kinds: readonly KindFacts[] = KINDS,
): ChooseRuntime {
  return async (owner) =>
    begun(owner, names) ??
    annotated(owner, names) ??
    (await pooled(pools, { owner, types: instanceTypesOf(kinds, owner) })) ??
    "pods";
}

/**
 * What carries an object as far as that is known without asking anybody; never throws. Another answer than `chooseRuntime`'s
 * costs an object that has not begun no more than a wait beside strangers.
 */
export function runtimeLane(
  cache: Cache,
  names: readonly RuntimeName[],
  kinds: readonly KindFacts[] = KINDS,
): (owner: Resource) => RuntimeName {
  return (owner) => {
    const [first] = findFacts(kinds, owner)?.instanceTypes?.(owner) ?? [];
    return (
      begun(owner, names) ??
      names.find((name) => name === owner.metadata.annotations?.[RUNTIME_ANNOTATION]) ??
      knownNodePool(cache, first)?.spec.runtime ??
      "pods"
    );
  };
}

function begun(owner: Resource, names: readonly RuntimeName[]): RuntimeName | undefined {
  const carrier = carrierOf(owner);
  return names.find((name) => name === carrier);
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

function instanceTypesOf(kinds: readonly KindFacts[], owner: Resource): readonly string[] {
  const facts = findFacts(kinds, owner);
  if (facts !== undefined) return facts.instanceTypes?.(owner) ?? [];
  throw new SlipwayError(
    "SLIP-RUN-017",
    `${owner.kind} of ${owner.apiVersion} has no row in the table of kinds; what carries it cannot be told`,
  );
}

async function pooled(
  places: PoolPlaces,
  { owner, types }: { readonly owner: Resource; readonly types: readonly string[] },
): Promise<RuntimeName | undefined> {
  const pools = await Promise.all(
    [...new Set(types)].map((instanceType) => findNodePool(places, { instanceType, owner })),
  );
  const said = new Set(pools.map((pool) => pool?.spec.runtime ?? "pods"));
  if (said.size <= 1) return [...said][0];
  throw new SlipwayError(
    "SLIP-RUN-005",
    `the node pools of ${types.join(", ")} name ${[...said].join(" and ")}; one object is carried by one runtime`,
  );
}
