import type { Resource } from "@slipway/model";
import { findOperation } from "@slipway/model/aws/lookup.ts";
import { fromObject } from "@slipway/model/aws/object.ts";
import { type Call, text } from "../call.ts";
import type { AwsKind } from "../objects/aws-kind.ts";
import { createObject } from "../objects/create-object.ts";
import { findObject } from "../objects/find-object.ts";
import { lastObject } from "../objects/last-object.ts";
import { listObjects } from "../objects/list-objects.ts";
import { removeObject } from "../objects/remove-object.ts";
import { requireEnded, stopObject } from "../objects/stop-object.ts";
import type { Operation, Operations } from "./operation.ts";

/** The operations that follow from a kind's facts: those of Create, Describe, List, Stop and Delete that the service has. */
export function standardOperations(aws: AwsKind): Operations {
  const { names } = aws;
  const { service } = aws.aws;
  const nameIn = (input: Parameters<Operation>[0]): string => text(input, names.nameMember);
  const stops = findOperation(service, names.stop) !== undefined;
  const all: Operations = {
    [names.create]: (input, call) => createObject(aws, { input, call }),
    [names.describe]: async (input, call) => {
      const object = await needDescribed(aws, nameIn(input), call);
      return fromObject({ service, name: names.describe }, aws.present(object, call.identity));
    },
    [names.list]: (input, call) => listObjects(aws, { input, call }),
    [names.stop]: (input, call) => stopObject(aws, nameIn(input), call),
    [names.remove]: (input, call) =>
      removeObject(aws, nameIn(input), {
        call,
        ...(stops ? { allowed: (object) => requireEnded(aws, object) } : {}),
      }),
  };
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => findOperation(service, name) !== undefined),
  );
}

/** The object, or its last record; throws the kind's own not-found error. */
async function needDescribed(aws: AwsKind, name: string, call: Call): Promise<Resource> {
  const found = (await findObject(aws, name, call)) ?? (await lastObject(aws, name, call));
  if (found !== undefined && aws.nameOf(found) === name) return found;
  throw aws.notFound(call.identity, name);
}
