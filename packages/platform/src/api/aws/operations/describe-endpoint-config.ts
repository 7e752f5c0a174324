import { fromObject } from "@slipway/model/aws/object.ts";
import { type Call, type Members, text } from "../call.ts";
import { endpointConfigs } from "../objects/aws-kinds.ts";
import { needObject } from "../objects/find-object.ts";
import { endpointConfigView } from "../views/endpoint-config-view.ts";

export async function describeEndpointConfig(input: Members, call: Call): Promise<Members> {
  const endpointConfig = await needObject(endpointConfigs, text(input, "EndpointConfigName"), call);
  return fromObject("DescribeEndpointConfig", endpointConfigView(endpointConfig, call));
}
