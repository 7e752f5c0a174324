import type { Resource } from "@slipway/model";
import { refusalOf } from "@slipway/model/kinds/refusal-of.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";

/** In the words of ACK.Advisory, which its controller writes; not where AWS itself gets the whole request. */
async function tellWithoutEffect<R extends Resource>(aws: AwsKind<R>, object: R, call: Call): Promise<void> {
  const fields = aws.aws.withoutEffect?.(object) ?? [];
  if (fields.length === 0 || (await call.judge.abilitiesOf(object)).wholeRequest) return;
  call.tellWithoutEffect(fields);
}

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
  if (refusal === undefined) return tellWithoutEffect(aws, object, call);
  throw new AwsError(refusal.code, refusal.awsMessage, { type: "ValidationException", status: 400 });
}
