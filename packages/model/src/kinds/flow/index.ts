import type { Kind } from "../../resource.ts";
import type { Flow } from "./type.ts";

export type * from "./type.ts";

export const flowKind: Kind<Flow> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "Flow",
  plural: "flows",
  namespaced: true,
};
