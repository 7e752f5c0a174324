import { type Condition, findCondition, type Resource } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import type { Call } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { needObject } from "./find-object.ts";

/** The object of that AWS name, for another to be made of it. Throws the kind's own not-found error, and why it is refused if it is. */
export async function needUsable<R extends Resource>(aws: AwsKind<R>, name: string, call: Call): Promise<R> {
  const object = await needObject(aws, name, call);
  const { conditions } = (object.status ?? {}) as { readonly conditions?: readonly Condition[] };
  const terminal = findCondition(conditions, "ACK.Terminal");
  if (terminal?.status !== "True") return object;
  const message = `${aws.kind.kind} ${name} is refused as it stands: ${terminal.message ?? ""}`;
  throw new AwsError("SLIP-RUN-022", message, { type: "ValidationException", status: 400 });
}
