import type { Resource } from "@slipway/model";
import { carrierOf } from "@slipway/model/kinds/carrier-of.ts";
import { AwsError } from "../aws-error.ts";

/** Throws SLIP-AWS-009 where AWS itself carries the object: what is changed here would not be changed there. `what` begins a sentence. */
export function requireHere(object: Resource, what: string): void {
  if (carrierOf(object) !== "sagemaker") return;
  throw new AwsError(
    "SLIP-AWS-009",
    `${what} cannot be changed here: SageMaker itself carries it, and changes of this kind are not sent there. Change it in the AWS account.`,
  );
}
