import { toSpec } from "@slipway/model/aws/object.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { endpointFacts } from "@slipway/model/kinds/endpoint/facts.ts";
import type { Endpoint } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import { endpointConfigFacts } from "@slipway/model/kinds/endpoint-config/facts.ts";
import { AwsError } from "../aws-error.ts";
import { type Call, type Members, text } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { changeObject } from "../objects/change-object.ts";
import { needObject } from "../objects/find-object.ts";
import { needUsable } from "../objects/need-usable.ts";
import { requireAccepted } from "../objects/require-accepted.ts";

const endpointConfigs = awsKind(endpointConfigFacts);
const endpoints = awsKind(endpointFacts);

const CHANGING = ["Creating", "Updating", "SystemUpdating", "RollingBack", "Deleting"];

/** Gives the endpoint another configuration; the controller rolls it out. */
export async function updateEndpoint(input: Members, call: Call): Promise<Members> {
  const name = text(input, "EndpointName");
  const arn = endpoints.arn(call.identity, name);
  const before = await needObject(endpoints, name, call);
  await needUsable(endpointConfigs, text(input, "EndpointConfigName"), call);
  const { endpointConfigName, deploymentConfig } = toSpec(
    { service: SAGEMAKER, name: "UpdateEndpoint" },
    input,
  );
  const asked = (endpoint: Endpoint): Endpoint => {
    const spec = { ...endpoint.spec, endpointConfigName, ...(deploymentConfig ? { deploymentConfig } : {}) };
    return { ...endpoint, spec: spec as Endpoint["spec"] };
  };
  await requireAccepted(endpoints, asked(before), call);
  await changeObject(endpoints, name, {
    call,
    change: (endpoint) => {
      if (CHANGING.includes(endpointStatus(endpoint))) {
        throw new AwsError("SLIP-AWS-004", `Cannot update in-progress endpoint "${arn}".`);
      }
      return asked(endpoint);
    },
  });
  return { EndpointArn: arn };
}
