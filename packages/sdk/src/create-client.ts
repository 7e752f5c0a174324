import { AwsClient } from "./aws/aws-client.ts";
import { type AwsConnection, AwsTransport } from "./aws/aws-connection.ts";
import { KubernetesClient } from "./kubernetes/kubernetes-client.ts";
import type { KubernetesConnection } from "./kubernetes/transport.ts";

export interface Client {
  readonly kubernetes: KubernetesClient;
  readonly aws: AwsClient;
}

/** A client of one Slipway; nothing is sent before the first call. */
export function createClient(connection: {
  readonly kubernetes: KubernetesConnection;
  readonly aws: AwsConnection;
}): Client {
  return {
    kubernetes: new KubernetesClient(connection.kubernetes),
    aws: new AwsClient(new AwsTransport(connection.aws)),
  };
}
