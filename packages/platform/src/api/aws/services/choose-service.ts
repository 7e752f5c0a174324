import type { IncomingMessage } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";
import { AwsError } from "../aws-error.ts";
import type { DoorService } from "./door-service.ts";

/**
 * The service of the table that a request is for, by what it claims to be signed for; nothing of that is proven yet. Undefined
 * where the table has none.
 */
export function chooseService(
  services: readonly DoorService[],
  request: IncomingMessage,
): DoorService | undefined {
  const scope = credentialScope(request);
  return services.find(
    (service) => (scope === undefined || service.signingName === scope.service) && service.takes(request),
  );
}

/** What a request for a service or an operation that the table does not have is told. */
export function notServed(services: readonly DoorService[], request: IncomingMessage): AwsError {
  const scope = credentialScope(request);
  const named = services.filter(({ signingName }) => signingName === scope?.service);
  if (scope !== undefined && named.length === 0) {
    const known = [...new Set(services.map(({ signingName }) => signingName))];
    return unknownService(`The service ${quoted(scope.service)}`, known);
  }
  const { "x-amz-target": target } = request.headers;
  return unknownService(
    quoted(typeof target === "string" ? target : `${request.method} ${request.url}`),
    named.flatMap(({ operations }) => operations),
  );
}

const LONGEST = 128;

const quoted = (text: string): string => JSON.stringify(text.slice(0, LONGEST));

function unknownService(what: string, served: readonly string[]): AwsError {
  const list = new Intl.ListFormat("en").format(served);
  return new AwsError("SLIP-AWS-001", `${what} is not served here. Served are ${list}.`);
}
