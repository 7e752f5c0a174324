import type { IncomingMessage } from "node:http";
import { labelsOfAwsHost } from "@slipway/model/aws/aws-host.ts";
import { credentialScope } from "#lib/sigv4/claim.ts";

/** What stands before the service in some hosts: `api.ecr.us-east-1.amazonaws.com`. */
const BEFORE_SERVICE = ["api", "runtime", "data"];

/**
 * The service that a request names, by what it claims to be signed for, else by an AWS host that it was sent to, as a proxy passes
 * it on. Undefined where it names none.
 */
export function namedService(request: IncomingMessage): string | undefined {
  return credentialScope(request)?.service ?? serviceOfHost(request.headers.host);
}

function serviceOfHost(host = ""): string | undefined {
  const labels = labelsOfAwsHost(host.replace(/:\d+$/, "")) ?? [];
  return BEFORE_SERVICE.includes(labels[0] ?? "") ? labels[1] : labels[0];
}
