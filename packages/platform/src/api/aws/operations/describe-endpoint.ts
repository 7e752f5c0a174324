import { fromObject } from "@slipway/model/aws/object.ts";
import { type Call, type Members, text } from "../call.ts";
import { endpoints } from "../objects/aws-kinds.ts";
import { needObject } from "../objects/find-object.ts";
import { endpointView } from "../views/endpoint-view.ts";

export async function describeEndpoint(input: Members, call: Call): Promise<Members> {
  const endpoint = await needObject(endpoints, text(input, "EndpointName"), call);
  return fromObject("DescribeEndpoint", endpointView(endpoint, call));
}
