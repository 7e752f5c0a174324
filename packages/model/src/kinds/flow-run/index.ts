import type { Kind } from "../../resource.ts";
import type { FlowRun } from "./type.ts";

export { slotKeyOf, slotOf, slotProblem } from "./slot.ts";
export type * from "./type.ts";

export const flowRunKind: Kind<FlowRun> = {
  group: "slipway.dev",
  version: "v1alpha1",
  kind: "FlowRun",
  plural: "flowruns",
  namespaced: true,
};
