import { withEndpointConfigDefaults } from "@slipway/model/kinds/endpoint-config/defaults.ts";
import type { EndpointConfig } from "@slipway/model/kinds/endpoint-config/index.ts";
import type { Call } from "../call.ts";
import { endpointConfigs } from "../objects/aws-kinds.ts";
import { withArn } from "./with-arn.ts";

export function endpointConfigView(config: EndpointConfig, call: Call): EndpointConfig {
  return {
    ...config,
    spec: withEndpointConfigDefaults(config.spec),
    status: withArn(endpointConfigs, config, call),
  };
}
