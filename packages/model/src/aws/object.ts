import { lowerFirst } from "../lower-first.ts";
import type { Resource } from "../resource.ts";
import { inputOf, operationOf, type ShapeRef } from "./lookup.ts";
import { toFields, toMembers } from "./names.ts";
import type { AwsService } from "./service.ts";

/** An operation of one service; functions of it throw where the service's table does not hold it. */
export interface OperationRef {
  readonly service: AwsService;
  readonly name: string;
}

type Bag = Readonly<Record<string, unknown>>;

/** The spec, or the part of one, that an operation's input stands for. */
export function toSpec({ service, name }: OperationRef, input: unknown): Bag {
  return toFields(inputOf(service, name), input) as Bag;
}

/**
 * What a Describe operation answers about an object, with AWS's member names and Dates; members that nothing is known of
 * are absent. Of a List operation it is the object's line of the page.
 */
export function fromObject({ service, name }: OperationRef, object: Resource): Record<string, unknown> {
  const row = operationOf(service, name);
  const shape = row.items?.[1] ?? row.output;
  if (shape === undefined) throw new Error(`${name} answers nothing`);
  return asShape({ service, name: shape }, row.kind ?? "", object);
}

/** The same in a structure that no operation of the kind answers, as the records of Search are. */
export function asShape(shape: ShapeRef, kind: string, object: Resource): Record<string, unknown> {
  return toMembers(shape, known(kind, object)) as Record<string, unknown>;
}

/** Status over spec: AWS tells what is, where it differs from what was asked for. */
function known(kind: string, { metadata, spec, status }: Resource): Bag {
  const arn = (status as { readonly ackResourceMetadata?: { readonly arn?: string } } | undefined)
    ?.ackResourceMetadata?.arn;
  return {
    creationTime: metadata.creationTimestamp,
    lastModifiedTime: metadata.creationTimestamp,
    [`${lowerFirst(kind)}ARN`]: arn,
    ...spec,
    ...status,
  };
}
