import { type Abilities, NOTHING_BEYOND } from "@slipway/model/kinds/abilities.ts";

/** The pods runtime says so of whatever it is given. */
export const PODS: Abilities = {
  runtime: "pods",
  wholeRequest: false,
  can: {
    ...NOTHING_BEYOND,
    streams: true,
    pipelines: true,
    instances: true,
    checkpoints: true,
    spot: true,
    shadows: true,
  },
};
