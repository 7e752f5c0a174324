import { findOperation } from "@slipway/model/aws/lookup.ts";
import type { AwsService } from "@slipway/model/aws/service.ts";
import { type AwsKindFacts, hasAws, type KindFacts } from "@slipway/model/kinds/facts.ts";
import type { Call } from "../call.ts";
import { type AwsKind, awsKind } from "../objects/aws-kind.ts";
import { createEndpoint } from "../operations/create-endpoint.ts";
import { createEndpointConfig } from "../operations/create-endpoint-config.ts";
import { createTransformJob } from "../operations/create-transform-job.ts";
import type { Operations } from "../operations/operation.ts";
import { searchOperations } from "../operations/search.ts";
import { standardOperations } from "../operations/standard-operations.ts";
import { tagOperations } from "../operations/tag-operations.ts";
import { updateEndpoint } from "../operations/update-endpoint.ts";
import { updateTrainingJob } from "../operations/update-training-job.ts";
import { updateWeightsAndCapacities } from "../operations/update-weights-and-capacities.ts";
import { type ServedOperation, type ServedService, served } from "./rpc-service.ts";

/** Operations that do more than their kind's facts say, by the kind's AWS name; a standard one of the same name gives way. */
const OWN: Readonly<Record<string, Operations>> = {
  EndpointConfig: { CreateEndpointConfig: createEndpointConfig },
  TransformJob: { CreateTransformJob: createTransformJob },
  Endpoint: {
    CreateEndpoint: createEndpoint,
    UpdateEndpoint: updateEndpoint,
    UpdateEndpointWeightsAndCapacities: updateWeightsAndCapacities,
  },
  TrainingJob: { UpdateTrainingJob: updateTrainingJob },
};

/** Operations that are about all of a service's kinds; those that the service does not have are left out. */
function overall(service: AwsService, kinds: readonly AwsKind[]): Operations {
  const all = { ...tagOperations(kinds), ...searchOperations(kinds) };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => findOperation(service, name) !== undefined),
  );
}

/** What is served of the kinds of the table: one entry a service, by the service's name. */
export function controlOperations(kinds: readonly KindFacts[]): readonly ServedService<Call>[] {
  const services = new Map<string, ServedService<Call>>();
  const known = kinds.filter(hasAws);
  for (const facts of known) {
    const { service } = facts.aws;
    const before = services.get(service.name)?.operations;
    services.set(service.name, { service, operations: { ...before, ...operationsOf(facts) } });
  }
  for (const { service, operations } of services.values()) {
    const siblings = known
      .filter(({ aws }) => aws.service.name === service.name)
      .map((facts) => awsKind(facts));
    const all = served(service, overall(service, siblings)).operations;
    services.set(service.name, { service, operations: { ...operations, ...all } });
  }
  return [...services.values()];
}

function operationsOf(facts: AwsKindFacts): Readonly<Record<string, ServedOperation<Call>>> {
  const { service, name } = facts.aws;
  const own = Object.hasOwn(OWN, name) ? OWN[name] : undefined;
  return served(service, { ...standardOperations(awsKind(facts)), ...own }).operations;
}
