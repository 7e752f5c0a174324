import { type Condition, findCondition, isTrue, type Resource } from "@slipway/model";
import { awsNames, saidName } from "@slipway/model/aws/aws-names.ts";
import type { Index } from "#store/cache.ts";

/** Of an ACK.Terminal condition: another object has the AWS name. */
export const NAME_IN_USE = "SLIP-RUN-003";

/**
 * Objects by their AWS name in a namespace, however its letters are cased, for an ARN has it in lower case; the strongest claim first: the older object, and of those of one second, times
 * being whole ones, the one that was accepted, then the smaller uid.
 */
export const byAwsName: Index<Resource> = {
  name: "AWS name",
  values: (object) => {
    const { namespace = "", creationTimestamp = "" } = object.metadata;
    const where = { namespace, name: awsNameOf(object) };
    return [
      named.all(where),
      ...(isRefused(object) ? [] : [named.usable(where)]),
      ...(isJudged(object) ? [] : [named.unheard({ ...where, creationTimestamp })]),
    ];
  },
  rank: (object) => {
    const { creationTimestamp = "", uid = "" } = object.metadata;
    return `${creationTimestamp} ${hasName(object) ? 0 : 1} ${uid}`;
  },
};

interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** What to ask `byAwsName` for. */
export const named = {
  all: ({ namespace, name }: Named) => `all ${namespace}/${name.toLowerCase()}`,
  /** Those that are not refused. */
  usable: ({ namespace, name }: Named) => `usable ${namespace}/${name.toLowerCase()}`,
  /** Those of one second that no controller has looked at yet. */
  unheard: (where: Named & { readonly creationTimestamp: string }) =>
    `unheard ${where.creationTimestamp} ${where.namespace}/${where.name.toLowerCase()}`,
} as const;

/** `spec.trainingJobName` of a TrainingJob. */
export function awsNameOf(object: Resource): string {
  return saidName(awsNames({ name: object.kind }), object);
}

interface Status {
  readonly conditions?: readonly Condition[];
  readonly ackResourceMetadata?: object;
}

/** Whether it cannot work as it stands, for instance because an older one has its name. */
export function isRefused({ status }: Resource): boolean {
  return isTrue((status as Status | undefined)?.conditions, "ACK.Terminal");
}

/** Whether a controller has said anything of the object: accepted or refused, it has an ARN then. */
function isJudged({ status }: Resource): boolean {
  return (status as Status | undefined)?.ackResourceMetadata !== undefined;
}

/** Whether the object was judged and not refused for another's sake. */
export function hasName(object: Resource): boolean {
  const { conditions } = (object.status ?? {}) as Status;
  const { message = "" } = findCondition(conditions, "ACK.Terminal") ?? {};
  return isJudged(object) && !message.startsWith(NAME_IN_USE);
}
