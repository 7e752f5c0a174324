import type { AwsClient } from "@slipway/sdk";
import { type Comparison, compare } from "#lib/comparison/compare.ts";
import { type Sample, sampleOf } from "#lib/comparison/sample.ts";

/** What variants are compared by. */
export interface Measure {
  /** As a person says it. */
  readonly label: string;
  readonly namespace: string;
  readonly name: string;
  readonly better: "lower" | "higher";
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

export interface Measured {
  readonly variant: string;
  readonly sample: Sample;
  /** Against the first variant; absent of that one. */
  readonly against?: Comparison;
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

/** The variant that is better than all others so far, where that is told; the first one where all others are worse. */
export function winnerOf({ better }: Measure, measured: readonly Measured[]): string | undefined {
  const [first, ...others] = measured;
  const isBetter = ({ against }: Measured): boolean =>
    against?.isTold === true && (better === "lower") === (against.difference ?? 0) < 0;
  const ahead = others.filter(isBetter);
  if (ahead.length === 1) return ahead[0]?.variant;
  const allWorse =
    others.length > 0 && others.every((each) => each.against?.isTold === true && !isBetter(each));
  return ahead.length === 0 && allWorse ? first?.variant : undefined;
}
