import type { Environment } from "./container.ts";

/** Where a server is to be reached. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** SageMaker's own port where none is said. */
const DEFAULT_PORT = 8080;

/** Where a container's server listens: on loopback where it is given a port, as on a laptop; for its pod's clients where it is not, or is told so. */
export function servingAddress(environment: Environment): Address {
  const given = environment["SAGEMAKER_BIND_TO_PORT"];
  const host = environment["SLIPWAY_BIND_TO_HOST"] || (given ? "127.0.0.1" : "0.0.0.0");
  return { host, port: given ? Number(given) : DEFAULT_PORT };
}
