import { isOperation } from "@slipway/model/aws/lookup.ts";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import { decode, encode } from "./codec.ts";
import { SERVED } from "./served.ts";

const PREFIX = "SageMaker.";

/** Carries out the operation that the X-Amz-Target header names; answers the body of the reply. */
export async function control(target: string, body: Uint8Array, call: Call): Promise<Uint8Array> {
  const name = target.startsWith(PREFIX) ? target.slice(PREFIX.length) : "";
  const operation = isOperation(name) ? SERVED[name] : undefined;
  if (operation === undefined || !isOperation(name)) throw notServed(target);
  const answer = await operation(decode(name, body), call);
  return encode(name, answer ?? undefined);
}

export function notServed(what: string): AwsError {
  return new AwsError(
    "SLIP-AWS-001",
    `${JSON.stringify(what.slice(0, 128))} is not served here. Served are ${Object.keys(SERVED).join(", ")} and InvokeEndpoint.`,
  );
}
