import { KINDS } from "./kinds.ts";
import { type ServiceName, serviceModel } from "./source/service-model.ts";

/** Operations that belong to no kind, by service. */
const FURTHER: Readonly<Partial<Record<ServiceName, readonly string[]>>> = {
  sagemaker: ["AddTags", "DeleteTags", "ListTags"],
};

/** One operation, and the served kind that it is about. */
export interface NamedOperation {
  readonly name: string;
  readonly kind?: string;
}

/** The operations of a service whose shapes and constraints are written into the model; none where no kind of it is served. */
export function operationsOf(service: ServiceName): readonly NamedOperation[] {
  const { operations } = serviceModel(service);
  const ofKinds = KINDS.filter((definition) => definition.served && definition.service === service).flatMap(
    ({ kind, create, also = [] }) =>
      [create, `Describe${kind}`, `Delete${kind}`, `List${kind}s`, `Stop${kind}`]
        .filter((name) => Object.hasOwn(operations, name))
        .concat(also)
        .map((name) => ({ name, kind })),
  );
  return ofKinds.length === 0 ? [] : [...ofKinds, ...(FURTHER[service] ?? []).map((name) => ({ name }))];
}

/** Services of which a kind is served. */
export function servedServices(): readonly ServiceName[] {
  return [...new Set(KINDS.filter(({ served }) => served).map(({ service }) => service))];
}

/** Members that ACK requires of a create input although AWS's API has since made them optional, by the input's shape. */
export function requiredByAck(service: ServiceName, shape: string): readonly string[] | undefined {
  const { operations } = serviceModel(service);
  return KINDS.find(
    (definition) => definition.service === service && operations[definition.create]?.input?.shape === shape,
  )?.required;
}
