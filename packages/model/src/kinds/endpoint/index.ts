import { SAGEMAKER_GROUP } from "../../ack.ts";
import type { Kind } from "../../resource.ts";
import type { Endpoint } from "./type.generated.ts";

export { withEndpointDefaults } from "./defaults.ts";
export type { SlipwayStatus } from "./slipway-status.ts";
export type * from "./type.generated.ts";
export { validateEndpoint } from "./validation.ts";

export const endpointKind: Kind<Endpoint> = {
  group: SAGEMAKER_GROUP,
  version: "v1alpha1",
  kind: "Endpoint",
  plural: "endpoints",
  namespaced: true,
};
