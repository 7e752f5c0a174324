import type { Kind } from "../../resource.ts";
import type { NodePool } from "./type.ts";

export { byPrecedence } from "./precedence.ts";
export type * from "./type.ts";
export { validateNodePool } from "./validation.ts";

export const nodePoolKind: Kind<NodePool> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "NodePool",
  plural: "nodepools",
  namespaced: false,
};
