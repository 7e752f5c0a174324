import type { KindFacts } from "@slipway/model/kinds/facts.ts";
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
  /** The kinds whose programs' logs are found after their pods are gone; absent means all that there are. */
  readonly kinds?: readonly KindFacts[];
}): Client {
  return {
    kubernetes: new KubernetesClient(connection.kubernetes, connection.kinds),
    aws: new AwsClient(new AwsTransport(connection.aws)),
  };
}
