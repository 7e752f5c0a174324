import type { AwsClient } from "@slipway/sdk";
import { compare } from "#lib/comparison/compare.ts";
import { type Sample, sampleOf } from "#lib/comparison/sample.ts";
import type { Better, Standing } from "#lib/comparison/standing.ts";

/** What variants are compared by. */
export interface Measure {
  /** As a person says it. */
  readonly label: string;
  readonly namespace: string;
  readonly name: string;
  readonly better: Better;
  /** By which its values are divided for a person, and the unit that they have then. */
  readonly scale: number;
  readonly unit: string;
}

const OWN = { namespace: "AWS/SageMaker", better: "lower" } as const;

/** What every endpoint measures by itself. */
export const OWN_MEASURES: readonly Measure[] = [
  { ...OWN, label: "5XX errors", name: "Invocation5XXErrors", scale: 0.01, unit: " %" },
  { ...OWN, label: "4XX errors", name: "Invocation4XXErrors", scale: 0.01, unit: " %" },
  { ...OWN, label: "latency", name: "ModelLatency", scale: 1_000, unit: " ms" },
];

const SHADOW = { namespace: "Slipway", better: "lower" } as const;

/** What the router finds out of the answers of a shadow, held against those that clients got. */
export const SHADOW_MEASURES: readonly Measure[] = [
  { ...SHADOW, label: "other answers", name: "ShadowAnswersDifferent", scale: 0.01, unit: " %" },
  { ...SHADOW, label: "no answer", name: "ShadowFailures", scale: 0.01, unit: " %" },
  { ...SHADOW, label: "later by", name: "ShadowLatencyDifference", scale: 1_000, unit: " ms" },
];

export interface Measured extends Standing {
  readonly sample: Sample;
}

/** The variants by one measure, each against the first. */
export async function measure(
  aws: AwsClient,
  measure: Measure,
  of: {
    readonly endpoint: string;
    readonly variants: readonly string[];
    readonly from: Date;
    readonly to: Date;
    readonly confidence: number;
    readonly signal: AbortSignal;
  },
): Promise<readonly Measured[]> {
  const { namespace, name } = measure;
  const samples = await Promise.all(
    of.variants.map(async (variant) => {
      const dimensions = { EndpointName: of.endpoint, VariantName: variant };
      const found = await aws.metricStatistics({ ...of, namespace, name, dimensions }, of.signal);
      return { variant, sample: sampleOf(found) };
    }),
  );
  const [first, ...others] = samples;
  if (first === undefined) return [];
  return [
    first,
    ...others.map((each) => ({ ...each, against: compare(first.sample, each.sample, of.confidence) })),
  ];
}
