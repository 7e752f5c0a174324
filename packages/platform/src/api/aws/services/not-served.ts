import type { IncomingMessage } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";
import { AwsError } from "../aws-error.ts";
import { ec2Query } from "../protocols/ec2-query.ts";
import type { Protocol } from "../protocols/protocol.ts";
import { query } from "../protocols/query.ts";
import { restXml } from "../protocols/rest-xml.ts";
import { spokenProtocol } from "../protocols/spoken-protocol.ts";
import type { DoorService } from "./door-service.ts";
import { namedService } from "./named-service.ts";
import { operationAskedFor, operationByPath } from "./operation-asked-for.ts";

/** What serves people here in place of a service that clients of SageMaker use beside it. */
const INSTEAD: Readonly<Record<string, string>> = {
  ecr: "images are pulled by their names",
};

/**
 * What a known caller is told of a service or an operation that the table does not have; `beside` are services with doors of their own.
 * `operation` is the one that a body names.
 */
export function notServed(
  { services, beside }: { readonly services: readonly DoorService[]; readonly beside: readonly string[] },
  request: IncomingMessage,
  operation = "",
): AwsError {
  const name = namedService(request);
  const named = services.filter(({ signingName }) => signingName === name);
  if (name !== undefined && named.length === 0) {
    const served = [...new Set(services.map(({ signingName }) => signingName)), ...beside];
    const are = `${listed(served)} ${served.length === 1 ? "is" : "are"}`;
    return refusal(`${serviceWords(name)}, only ${are}${insteadOf(name)}.`);
  }
  const operations = named.flatMap(({ operations }) => operations);
  // A form names its operation in its body.
  const inBody = request.headers["x-amz-target"] === undefined && operation !== "";
  const asked = inBody ? JSON.stringify(operation.slice(0, LONGEST)) : operationAskedFor(request);
  return refusal(`${asked} is not served here; served are ${listed(operations)}.`);
}

/**
 * What is told to who does not sign, as some operations never are, or signs as of old, for a service that is not in the table: that
 * it is not served, and nothing of what is. Undefined where the request names no such service.
 */
export function notServedUnsigned(
  services: readonly DoorService[],
  request: IncomingMessage,
): AwsError | undefined {
  if (credentialScope(request) !== undefined) return undefined;
  const name = namedService(request);
  if (name !== undefined && services.every(({ signingName }) => signingName !== name))
    return refusal(`${serviceWords(name)}${insteadOf(name)}.`);
  if (request.headers["x-amz-target"] !== undefined || operationByPath(request) !== undefined)
    return refusal(`${operationAskedFor(request)} is not served here.`);
  const spoken = spokenProtocol(request);
  if (spoken === query)
    return new AwsError("SLIP-AUTH-001", `The request has no AWS signature of version 4. ${NEVER_SIGNED}`);
  const protocol = NOT_SPOKEN.get(spoken);
  return protocol === undefined
    ? undefined
    : refusal(`No service of AWS's protocol ${protocol} is served here.`);
}

/** Of AWS Query the operation stands in the body, which is read of nobody who is not known. */
const NEVER_SIGNED =
  "Operations that take none (AssumeRoleWithSAML, AssumeRoleWithWebIdentity) are not served here, nor is version 2.";

/** Protocols that no service of the table has. */
const NOT_SPOKEN = new Map<Protocol, string>([
  [ec2Query, "EC2 Query"],
  [restXml, "REST XML, as Route 53 is,"],
]);

const LONGEST = 128;
const serviceWords = (name: string): string =>
  `The service ${JSON.stringify(name.slice(0, LONGEST))} is not served here`;
const insteadOf = (name: string): string => (Object.hasOwn(INSTEAD, name) ? `; ${INSTEAD[name]}` : "");
const listed = (words: readonly string[]): string => new Intl.ListFormat("en").format(words);
const refusal = (message: string): AwsError => new AwsError("SLIP-AWS-001", message);
