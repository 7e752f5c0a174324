import type { Resource } from "@slipway/model";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { PoolAsk } from "@slipway/model/kinds/pool/index.ts";
import type { Cached, Index } from "#store/cache.ts";

type Named = Pick<Resource["metadata"], "namespace" | "name">;

const keyOfPool = ({ namespace = "", name }: Named): string => `${namespace}/${name}`;

/** Runs by the pools that they have slots of, or want. */
export const byPool: Index<FlowRun> = {
  name: "pool",
  values: (run) => poolsOf(run).map((name) => keyOfPool({ ...run.metadata, name })),
};

/** What a run tells of pools; one that is over has nothing of them. */
export const poolsOf = ({ status }: FlowRun): readonly string[] =>
  status?.completionTime === undefined ? [...new Set((status?.pools ?? []).map(({ pool }) => pool))] : [];

/** All tries that have slots of a pool, or want some. */
export const asksOf = (runs: Cached<FlowRun>, pool: Named): readonly PoolAsk[] =>
  runs
    .by(byPool, keyOfPool(pool))
    .flatMap(({ metadata, status }) =>
      (status?.pools ?? [])
        .filter((one) => one.pool === pool.name)
        .map(({ pool: _, ...one }) => ({ ...one, run: metadata.name, runUID: metadata.uid ?? "" })),
    );
