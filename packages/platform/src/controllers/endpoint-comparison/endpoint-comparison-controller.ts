import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import {
  type ComparisonRule,
  comparisonRule,
  withComparisonRule,
} from "@slipway/model/kinds/endpoint/comparison-rule.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import {
  variantProperties,
  withVariantProperties,
} from "@slipway/model/kinds/endpoint/variant-properties.ts";
import type { Ledger } from "#ledger/ledger.ts";
import { type Controller, controller } from "#reconcile/controller.ts";
import type { StatusOf, Turn } from "#reconcile/reconciler.ts";
import { type Decision, decide } from "./decide.ts";
import { standings } from "./standings.ts";

/** Often enough for a comparison of minutes, and seldom for one of weeks: each look reads what was measured from the beginning on. */
const LOOK = { leastMs: 30_000, mostMs: 15 * 60_000, share: 0.01 } as const;

/**
 * An Endpoint whose rule compares its variants: its weights follow what is told. The decision and the weights are one write, so that a crash between any two
 * lines does either all of it or nothing.
 */
export function endpointComparisonController({ ledger }: { readonly ledger: Ledger }): Controller {
  return controller<Endpoint>({
    name: "endpoint-comparison",
    reconciler: {
      kind: endpointKind,
      async reconcile(endpoint, turn) {
        const status = (endpoint.status ?? {}) as StatusOf<Endpoint>;
        const rule = openRule(endpoint);
        if (rule === undefined) return { status };
        const decision = await decisionOf(ledger, rule, { endpoint, turn });
        if (decision.kind !== "wait") await carryOut(decision, rule, { endpoint, turn });
        return { status, ...(decision.kind === "end" ? {} : { recheckAfterMs: nextLook(rule, turn.now) }) };
      },
    },
    settled: (endpoint) => openRule(endpoint) === undefined,
    // A look may read a hundred thousand values.
    concurrency: { all: 1 },
  });
}

function openRule(endpoint: Endpoint): ComparisonRule | undefined {
  const { rule } = comparisonRule(endpoint);
  return rule === undefined || rule.ended !== undefined ? undefined : rule;
}

function nextLook({ from, until }: ComparisonRule, now: Date): number {
  const age = (now.getTime() - Date.parse(from)) * LOOK.share;
  const usual = Math.min(LOOK.mostMs, Math.max(LOOK.leastMs, age));
  const left = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until) - now.getTime();
  return Math.max(1_000, Math.min(usual, left));
}

interface Place {
  readonly endpoint: Endpoint;
  readonly turn: Turn;
}

async function decisionOf(
  ledger: Ledger,
  rule: ComparisonRule,
  { endpoint, turn }: Place,
): Promise<Decision> {
  if (carrierOf(endpoint) === "sagemaker")
    return {
      kind: "end",
      message: "It runs in SageMaker, whose metrics are not here. Weights stay as they are.",
    };
  const names = (endpoint.status?.productionVariants ?? []).flatMap(({ variantName }) => variantName ?? []);
  if (names.length < 2 || (rule.baseline !== undefined && !names.includes(rule.baseline)))
    return noVariants(rule, names, turn.now);
  const baseline = rule.baseline ?? names[0] ?? "";
  const variants = [baseline, ...names.filter((name) => name !== baseline)];
  const { namespace = "" } = endpoint.metadata;
  const asked = variantProperties(endpoint);
  const dropped = new Set(variants.filter((name) => asked.get(name)?.weight === 0));
  const found = await standings(ledger, rule, {
    namespace,
    endpoint: endpoint.spec.endpointName,
    variants,
    now: turn.now,
  });
  return decide(rule, found, { now: turn.now, dropped });
}

/** There may be more of them when an update that runs is done. */
function noVariants({ until, baseline }: ComparisonRule, names: readonly string[], now: Date): Decision {
  if (until === undefined || now.getTime() < Date.parse(until)) return { kind: "wait" };
  const what = baseline === undefined || names.includes(baseline) ? "two variants" : `a variant ${baseline}`;
  return { kind: "end", message: `The endpoint had not ${what} until ${until}. Weights stay as they are.` };
}

async function carryOut(
  decision: Exclude<Decision, { readonly kind: "wait" }>,
  rule: ComparisonRule,
  { endpoint, turn }: Place,
): Promise<void> {
  const weighted = withWeights(endpoint, decision);
  const { message } = decision;
  const ended =
    decision.kind === "end" ? { ended: { at: turn.now.toISOString(), message, ...winner(decision) } } : {};
  await turn.store.replace(endpointKind, withComparisonRule(weighted, { ...rule, ...ended }), "object");
  const reason = decision.kind === "end" ? "ComparisonEnded" : "VariantDropped";
  turn.events.record(endpoint, { type: "Normal", reason, message });
}

const winner = ({ winner: name }: { readonly winner?: string }) =>
  name === undefined ? {} : { winner: name };

function withWeights(endpoint: Endpoint, decision: Exclude<Decision, { readonly kind: "wait" }>): Endpoint {
  const names = (endpoint.status?.productionVariants ?? []).flatMap(({ variantName }) => variantName ?? []);
  const asked = new Map(variantProperties(endpoint));
  const give = (name: string, weight: number) => asked.set(name, { ...asked.get(name), weight });
  if (decision.kind === "drop") for (const name of decision.variants) give(name, 0);
  else if (decision.winner !== undefined)
    for (const name of names) give(name, name === decision.winner ? 1 : 0);
  else return endpoint;
  return withVariantProperties(endpoint, asked);
}
