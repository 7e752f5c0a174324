import { type AwsKindFacts, hasAws, type KindFacts } from "@slipway/model/kinds/facts.ts";
import type { Call } from "../call.ts";
import { awsKind } from "../objects/aws-kind.ts";
import { createEndpoint } from "../operations/create-endpoint.ts";
import { createEndpointConfig } from "../operations/create-endpoint-config.ts";
import type { Operations } from "../operations/operation.ts";
import { standardOperations } from "../operations/standard-operations.ts";
import { updateEndpoint } from "../operations/update-endpoint.ts";
import type { ServedOperation, ServedService } from "./rpc-service.ts";

/** Operations that do more than their kind's facts say, by the kind's AWS name; a standard one of the same name gives way. */
const OWN: Readonly<Record<string, Operations>> = {
  EndpointConfig: { CreateEndpointConfig: createEndpointConfig },
  Endpoint: { CreateEndpoint: createEndpoint, UpdateEndpoint: updateEndpoint },
};

/** What is served of the kinds of the table: one entry a service, by the service's name. */
export function controlOperations(kinds: readonly KindFacts[]): readonly ServedService<Call>[] {
  const services = new Map<string, ServedService<Call>>();
  for (const facts of kinds.filter(hasAws)) {
    const { service } = facts.aws;
    const before = services.get(service.name) ?? { service, operations: {} };
    services.set(service.name, {
      ...before,
      operations: { ...before.operations, ...Object.fromEntries(operationsOf(facts)) },
    });
  }
  return [...services.values()];
}

function operationsOf(facts: AwsKindFacts): readonly (readonly [string, ServedOperation<Call>])[] {
  const { service, name } = facts.aws;
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  return Object.entries({ ...standardOperations(awsKind(facts)), ...own }).map(([operation, run]) => [
    operation,
    { service, run },
  ]);
}
