import { type Resource, SlipwayError } from "@slipway/model";
import type { Store } from "#store/store.ts";
import { RUNTIME_ANNOTATION, type RuntimeName } from "./abilities.ts";
import type { ChooseRuntime } from "./by-runtime.ts";
import { findNodePool } from "./node-pools.ts";

const RUNTIMES: readonly RuntimeName[] = ["pods", "sagemaker"];

/**
 * An object is carried where it began, else where its annotation says, else where the node pool of its instance type says,
 * else by pods. Throws SLIP-RUN-005 for an annotation that names no runtime.
 */
export function chooseRuntime(store: Store): ChooseRuntime {
  return async (owner) =>
    begun(owner) ??
    annotated(owner) ??
    (await findNodePool(store, instanceTypeOf(owner)))?.spec.runtime ??
    "pods";
}

/**
 * What carries an object as far as that is known without asking anybody; never throws. Another answer than `chooseRuntime`'s
 * costs an object that has not begun no more than a wait beside strangers.
 */
export function runtimeLane(owner: Resource): RuntimeName {
  const written = RUNTIMES.find((name) => name === owner.metadata.annotations?.[RUNTIME_ANNOTATION]);
  return begun(owner) ?? written ?? "pods";
}

function begun(owner: Resource): RuntimeName | undefined {
  const { slipway } = (owner.status ?? {}) as { readonly slipway?: { readonly runtime?: string } };
  return RUNTIMES.find((name) => name === slipway?.runtime);
}

function annotated({ metadata }: Resource): RuntimeName | undefined {
  const value = metadata.annotations?.[RUNTIME_ANNOTATION];
  if (value === undefined) return undefined;
  const found = RUNTIMES.find((name) => name === value);
  if (found !== undefined) return found;
  throw new SlipwayError(
    "SLIP-RUN-005",
    `metadata.annotations[${RUNTIME_ANNOTATION}] is ${JSON.stringify(value)}; expected ${RUNTIMES.join(" or ")}`,
  );
}

function instanceTypeOf({ spec }: Resource): string | undefined {
  return (spec as { readonly resourceConfig?: { readonly instanceType?: string } } | undefined)
    ?.resourceConfig?.instanceType;
}
