import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { EndpointConfig } from "./type.generated.ts";

export { withEndpointConfigDefaults } from "./defaults.ts";
export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";
export { validateEndpointConfig } from "./validation.ts";

export const endpointConfigKind: Kind<EndpointConfig> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "EndpointConfig",
  plural: "endpointconfigs",
  namespaced: true,
};
