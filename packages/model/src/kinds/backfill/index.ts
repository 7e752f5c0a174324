import type { Kind } from "../../resource.ts";
import type { Backfill } from "./type.ts";

export type * from "./type.ts";
export { backfillProblems } from "./validation.ts";

export const backfillKind: Kind<Backfill> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "Backfill",
  plural: "backfills",
  namespaced: true,
};
