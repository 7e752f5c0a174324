import type { IncomingMessage } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";

const AWS_HOST = /^(?:[a-z0-9-]+\.)*?(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;
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
  const name = host.toLowerCase().replace(/:\d+$/, "");
  if (!AWS_HOST.test(name)) return undefined;
  const labels = name.split(".");
  return BEFORE_SERVICE.includes(labels[0] ?? "") ? labels[1] : labels[0];
}
