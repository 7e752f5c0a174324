import { defined } from "../../defined.ts";
import type { Endpoint } from "./type.generated.ts";

/** Holds JSON, a `ComparisonRule`: what becomes of an endpoint's weights when one of its variants is told to be better. */
export const COMPARISON_RULE_ANNOTATION = "slipway.dev/comparison-rule";

/** Variants are compared with the baseline until one has won or the time is over; each that is told to be worse gets no more requests. */
export interface ComparisonRule {
  /** `NAMESPACE/NAME` of a metric with the dimensions EndpointName and VariantName. */
  readonly metric: string;
  readonly better: "higher" | "lower";
  /** The variant that the others are compared with; the endpoint's first where absent. */
  readonly baseline?: string;
  /** In [0.5, 0.999]: of variants that are alike, at most the rest of 1 is told apart, however often one looks. */
  readonly confidence: number;
  /** RFC 3339: what was measured before does not count. */
  readonly from: string;
  /** RFC 3339: from then on nothing is decided any more. Absent: until one has won. */
  readonly until?: string;
  /** How it ended; it does nothing any more. */
  readonly ended?: RuleEnd;
}

export interface RuleEnd {
  /** RFC 3339. */
  readonly at: string;
  /** Absent where none has won. */
  readonly winner?: string;
  readonly message: string;
}

type Annotated = Pick<Endpoint, "metadata">;

/** The rule, or a sentence on why what is written is none; neither where nothing is written. */
export function comparisonRule({ metadata }: Annotated): {
  readonly rule?: ComparisonRule;
  readonly problem?: string;
} {
  const text = metadata.annotations?.[COMPARISON_RULE_ANNOTATION];
  if (text === undefined) return {};
  const rule = ruleIn(text);
  if (rule !== undefined) return { rule };
  const problem = `the annotation ${COMPARISON_RULE_ANNOTATION} is no rule as \`slipway ab --decide\` writes it: {"metric": "NAMESPACE/NAME", "better": "higher" or "lower", "confidence": 0.5 to 0.999, "from": a time}`;
  return { problem };
}

/** The endpoint with that rule, in place of the one that it has. */
export function withComparisonRule<E extends Annotated>(endpoint: E, rule: ComparisonRule): E {
  const annotations = {
    ...endpoint.metadata.annotations,
    [COMPARISON_RULE_ANNOTATION]: JSON.stringify(rule),
  };
  return { ...endpoint, metadata: { ...endpoint.metadata, annotations } };
}

/** A metric's namespace and name; undefined where the text has not both. */
export function metricParts(
  metric: string,
): { readonly namespace: string; readonly name: string } | undefined {
  const cut = metric.lastIndexOf("/");
  if (cut <= 0 || cut === metric.length - 1) return undefined;
  return { namespace: metric.slice(0, cut), name: metric.slice(cut + 1) };
}

function ruleIn(text: string): ComparisonRule | undefined {
  const { metric, better, baseline, confidence, from, until, ended } = parsed(text);
  if (typeof metric !== "string" || metricParts(metric) === undefined) return undefined;
  if (better !== "higher" && better !== "lower") return undefined;
  if (typeof confidence !== "number" || !(confidence >= 0.5 && confidence <= 0.999)) return undefined;
  if (!isTime(from) || !(until === undefined || isTime(until))) return undefined;
  if (!(baseline === undefined || typeof baseline === "string")) return undefined;
  const end = ended === undefined ? undefined : (ended as RuleEnd);
  return { metric, better, confidence, from, ...defined({ baseline, until, ended: end }) };
}

const isTime = (value: unknown): value is string =>
  typeof value === "string" && !Number.isNaN(Date.parse(value));

function parsed(text: string): Partial<Record<keyof ComparisonRule, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
