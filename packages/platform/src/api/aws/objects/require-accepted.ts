import type { Resource } from "@slipway/model";
import { refusalOf } from "@slipway/model/kinds/refusal-of.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";

/** Throws what the object's controller would refuse it for, in SageMaker's words, so that nothing is stored that cannot work. */
export async function requireAccepted<R extends Resource>(
  aws: AwsKind<R>,
  object: R,
  call: Call,
): Promise<void> {
  const { judge } = call;
  const refusal = await refusalOf(aws.facts, object, {
    abilities: () => judge.abilitiesOf(object),
    unusableMetrics: judge.unusableMetrics,
  });
  if (refusal === undefined) return;
  throw new AwsError(refusal.code, refusal.awsMessage, { type: "ValidationException", status: 400 });
}
