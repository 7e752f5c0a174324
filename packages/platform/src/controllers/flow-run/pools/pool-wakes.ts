import type { Key } from "@slipway/model";
import { poolKind } from "@slipway/model/kinds/pool/index.ts";
import { watching } from "#reconcile/controller.ts";

/** Grants that a watch may tell of together. */
const TOGETHER_MS = 5_000;

/** A Pool wakes the runs that it has just given slots to. */
export const poolWakes = watching(poolKind, ({ metadata: { namespace = "" }, status }) => {
  const holders = status?.holders ?? [];
  const newest = Math.max(...holders.map(({ since }) => Date.parse(since)));
  const granted = holders.filter(({ since }) => Date.parse(since) >= newest - TOGETHER_MS);
  return new Set(granted.map(({ run }): Key => `${namespace}/${run}`));
});
