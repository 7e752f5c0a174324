import type { AwsIdentity, Resource } from "@slipway/model";
import { awsArn, awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import type { AwsKindFacts } from "@slipway/model/kinds/facts.ts";
import { acknowledged } from "./acknowledged.ts";

/** What an object is known by from the moment it is seen. Once it has begun, what its runtime says of that stands. */
export function identified<R extends Resource>(
  object: R,
  { identity, facts: { aws } }: { readonly identity: AwsIdentity; readonly facts: AwsKindFacts<R> },
) {
  if (carrierOf(object) !== undefined) return {};
  return acknowledged(object, { arn: awsArn(aws, identity, saidName(awsNames(aws), object)), identity });
}
