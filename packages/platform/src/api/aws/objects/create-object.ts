import { apiVersionOf, childName, isAlreadyExists, objectName, type Resource } from "@slipway/model";
import { toSpec } from "@slipway/model/aws/object.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { type Call, type Members, text } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { findElsewhere, findObject, findTwin } from "./find-object.ts";
import { requireAccepted } from "./require-accepted.ts";

/** The Create operation of a kind: stores the object that its input stands for, and answers its ARN. */
export async function createObject<R extends Resource>(
  aws: AwsKind<R>,
  request: { readonly input: Members; readonly call: Call },
): Promise<Members> {
  const { input, call } = request;
  const name = text(input, aws.names.nameMember);
  const arn = aws.arn(call.identity, name);
  const other = (await findElsewhere(aws, name, call)) ?? (await findTwin(aws, name, call));
  if (other !== undefined) throw aws.exists(arn, "SLIP-RUN-003");
  const spec = toSpec({ service: aws.aws.service, name: aws.names.create }, input);
  const named = (metadataName: string) =>
    ({
      apiVersion: apiVersionOf(aws.kind),
      kind: aws.kind.kind,
      metadata: { name: metadataName, namespace: call.namespace },
      spec,
    }) as unknown as R;
  await requireAccepted(aws, named(objectName(name)), call);
  const store = (metadataName: string) => call.store.create(aws.kind, named(metadataName));
  try {
    await store(objectName(name));
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    if ((await findObject(aws, name, call)) !== undefined) throw aws.exists(arn, "SLIP-API-002");
    // Somebody gave this metadata.name to an object of another AWS name.
    await store(childName(name, contentDigest(name)));
  }
  return { [aws.names.arnMember]: arn };
}
