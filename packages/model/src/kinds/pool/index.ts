import type { Kind } from "../../resource.ts";
import type { Pool } from "./type.ts";

export { type PoolAsk, sharedOut } from "./shared-out.ts";
export type * from "./type.ts";

export const poolKind: Kind<Pool> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "Pool",
  plural: "pools",
  namespaced: true,
};
