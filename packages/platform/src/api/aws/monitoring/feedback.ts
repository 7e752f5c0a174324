import type { InvocationId } from "#ledger/answers.ts";
import type { MetricId } from "#monitoring/metric.ts";
import { AwsError } from "../aws-error.ts";
import type { AnsweringVariants } from "./answering-variants.ts";

type Dimensions = MetricId["dimensions"];

/**
 * Dimensions in which an invocation is named by EndpointName and InferenceId, and no variant, are those of the variant that answered it; others
 * stay as they are. Throws where one is not known: all that is put together is refused with it.
 */
export async function ofAnsweringVariants(
  all: readonly Dimensions[],
  { namespace, answering }: { readonly namespace: string; readonly answering: AnsweringVariants },
): Promise<readonly Dimensions[]> {
  const named = all.map((dimensions) => invocationIn(dimensions, namespace));
  const asked = new Map(named.flatMap((one) => (one === undefined ? [] : [[keyOf(one), one] as const])));
  if (asked.size === 0) return all;
  const found = await answering.find([...asked.values()]);
  const variants = new Map([...asked.keys()].map((key, index) => [key, found[index]]));
  return all.map((dimensions, index) => {
    const invocation = named[index];
    if (invocation === undefined) return dimensions;
    const VariantName = variants.get(keyOf(invocation));
    if (VariantName === undefined) throw unknown(`MetricData.member.${index + 1}`, answering.why(invocation));
    const { InferenceId: _, ...others } = dimensions;
    return { ...others, VariantName };
  });
}

function invocationIn(dimensions: Dimensions, namespace: string): InvocationId | undefined {
  const { EndpointName: endpoint, InferenceId: inferenceId, VariantName: variant } = dimensions;
  if (endpoint === undefined || inferenceId === undefined || variant !== undefined) return undefined;
  return { namespace, endpoint, inferenceId };
}

const keyOf = ({ endpoint, inferenceId }: InvocationId): string => JSON.stringify([endpoint, inferenceId]);

const unknown = (at: string, why: string): AwsError =>
  new AwsError(
    "SLIP-AWS-011",
    `The parameter ${at}.Dimensions names no invocation that is known. ${why} Nothing of the call was stored.`,
    { type: "InvalidParameterValueException", status: 400 },
  );
