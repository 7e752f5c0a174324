import { defined } from "@slipway/model";
import type { FlowStep, StepCache, StepRetry } from "@slipway/model/flows/definition.ts";
import type { BuildScope } from "../build/build-scope.ts";
import { nodeOf } from "../build/made.ts";
import type { StepNode } from "../build/step-node.ts";
import { asValue } from "../references/convert.ts";
import type { Cache, GateOptions, Retry, WorkOptions } from "./options.ts";

const USUALLY_RETRIED = ["user-code", "out-of-memory"] as const;

/** When a step runs, and what its end means. */
export function applyGate(node: StepNode, options: GateOptions, scope: BuildScope): void {
  for (const made of options.needs ?? []) node.comesAfter(nodeOf(made));
  const { description, triggerRule, depends, allowFailure, when } = options;
  const condition =
    when === undefined
      ? undefined
      : asValue(when, { type: "boolean" }, { scope, what: `${node.name}'s when` }).cel;
  Object.assign(node.draft, defined({ description, triggerRule, depends, allowFailure, when: condition }));
}

/** How what it does is run. */
export function applyWork(node: StepNode, { retry, timeout, cache, ...pooled }: WorkOptions): void {
  const { pool, poolSlots, priority } = pooled;
  const work: Pick<FlowStep, "retry" | "timeoutSeconds" | "cache" | "pool" | "poolSlots" | "priority"> =
    defined({
      priority,
      timeoutSeconds: timeout,
      retry: retry && retryOf(retry),
      cache: cacheOf(cache),
      pool,
      poolSlots,
    });
  Object.assign(node.draft, work);
}

function retryOf({ max, on = USUALLY_RETRIED, limits, ...backoff }: Retry): StepRetry {
  if ((max === undefined) === (limits === undefined))
    throw new TypeError("retry says either max, so many tries more, or limits, by class of failure.");
  const all = limits ?? Object.fromEntries(on.map((name) => [name, max]));
  const entries = Object.entries(all).map(([name, number]) => [
    name === "oom" ? "out-of-memory" : name,
    number,
  ]);
  return { limits: Object.fromEntries(entries), ...defined(backoff) };
}

function cacheOf(cache: Cache | undefined): StepCache | undefined {
  if (cache === undefined || cache === false) return undefined;
  return cache === true ? {} : defined({ maxAgeSeconds: cache.maxAgeSeconds, key: cache.key });
}
