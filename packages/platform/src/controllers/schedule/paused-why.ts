import type { Schedule } from "@slipway/model/kinds/schedule/index.ts";

/** Why a schedule is paused; undefined while it is not. */
export const pausedWhy = ({ spec: { suspend, suspendReason = "no reason is given" } }: Schedule) =>
  suspend === true ? suspendReason : undefined;
