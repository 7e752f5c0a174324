import type { AwsIdentity } from "@slipway/model";
import { AwsError } from "../aws-error.ts";

/** What the container answered, or why it did not. */
export interface ContainerFailure {
  /** Its HTTP status; 0 when it gave none. */
  readonly status: number;
  /** Its own words; undefined when they could not be read. */
  readonly message: string | undefined;
  readonly endpoint: string;
  readonly identity: AwsIdentity;
  readonly code?: "SLIP-AWS-007" | "SLIP-ROUTER-004" | "SLIP-ROUTER-005" | "SLIP-ROUTER-009";
}

/** SageMaker's ModelError: the container's status and words travel on, so that a client can act on them. */
export function modelError(failure: ContainerFailure): AwsError {
  const { status, message, endpoint, identity, code = "SLIP-AWS-007" } = failure;
  const who = status >= 400 && status < 500 ? "client" : "server";
  const said =
    message === undefined ? "and could not load the entire response body" : `with message "${message}"`;
  return new AwsError(
    code,
    `Received ${who} error (${status}) from primary ${said}. See the log of the endpoint's pods (slipway logs endpoint/${endpoint}) for more information.`,
    {
      type: "ModelError",
      status: 424,
      members: {
        OriginalStatusCode: status,
        OriginalMessage: message ?? "",
        LogStreamArn: `arn:aws:logs:${identity.region}:${identity.accountId}:log-group:/aws/sagemaker/Endpoints/${endpoint}`,
      },
    },
  );
}
