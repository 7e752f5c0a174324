import type { AwsIdentity } from "@slipway/model";
import { AwsError } from "../aws-error.ts";
import type { Answering, EndpointStates } from "./endpoint-states.ts";

/** The commands of the AWS CLI. */
const COMMANDS = {
  InvokeEndpoint: "invoke-endpoint",
  InvokeEndpointWithResponseStream: "invoke-endpoint",
  InvokeEndpointAsync: "invoke-endpoint-async",
} as const;

/** The endpoint, which can be invoked here by that operation; else throws what AWS says. */
export function answeringAs(
  operation: keyof typeof COMMANDS,
  asked: { readonly endpoint: string; readonly namespace: string; readonly identity: AwsIdentity },
  states: EndpointStates,
): Answering {
  const { endpoint, namespace, identity } = asked;
  const answering = states.answering(namespace, endpoint);
  if (answering === undefined)
    throw new AwsError("SLIP-AWS-006", `Endpoint ${endpoint} of account ${identity.accountId} not found.`);
  const { elsewhere, asyncInference } = answering;
  if (elsewhere !== undefined)
    throw new AwsError(
      "SLIP-SAGEMAKER-008",
      `Endpoint ${endpoint} is served by Amazon SageMaker in ${elsewhere}, not by this home: invoke it there, with AWS credentials and without AWS_ENDPOINT_URL, as in: aws sagemaker-runtime ${COMMANDS[operation]} --region ${elsewhere} --endpoint-name ${endpoint} ...`,
    );
  const later = operation === "InvokeEndpointAsync";
  if ((asyncInference === undefined) === !later) return answering;
  const other = later ? "InvokeEndpoint" : "InvokeEndpointAsync";
  throw new AwsError(
    "SLIP-ASYNC-001",
    `Endpoint ${endpoint} of account ${identity.accountId} does not support this inference type. It takes ${other}.`,
  );
}
