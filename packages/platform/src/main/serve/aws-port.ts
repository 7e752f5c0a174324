import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { isPreflight } from "#api/aws/services/runtime-service.ts";
import { credentialScope } from "#lib/sigv4/claim.ts";
import { awsServer } from "../common/aws-server.ts";

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * The one port of all AWS services: the credential scope of a request names its service. Only routing is decided here;
 * the door that gets the request verifies its signature for exactly that service.
 */
export function awsPort(doors: { readonly s3: Handler; readonly aws: Handler }): Server {
  return awsServer((request, response) => {
    const door = isForS3(request) ? doors.s3 : doors.aws;
    door(request, response);
  });
}

/** By its scope; what browsers send to S3 has none: a form carries its own in a field, and the question before a request is never signed. */
function isForS3(request: IncomingMessage): boolean {
  const scope = credentialScope(request);
  if (scope !== undefined) return scope.service === "s3";
  const {
    "content-type": type = "",
    "access-control-request-method": asked,
    authorization,
  } = request.headers;
  if (request.method === "OPTIONS") return asked !== undefined && !isPreflight(request);
  // Signature version 2 in this header is S3's alone, which says what it takes instead.
  if (authorization?.startsWith("AWS ") === true) return true;
  return authorization === undefined && request.method === "POST" && /^multipart\/form-data\b/i.test(type);
}
