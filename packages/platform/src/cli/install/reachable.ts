import { isIP } from "node:net";
import { SlipwayError } from "@slipway/model";

/**
 * The address, where pods could reach it. Throws SLIP-CLI-021 for one that means the machine it is asked from, which in a pod is
 * the pod, and for one with a password in it, which would stand where everybody reads.
 */
export function reachableFromPods(given: string, what: string): string {
  const url = urlOf(given, what);
  if (!/^https?:$/.test(url.protocol))
    throw new SlipwayError("SLIP-CLI-021", `${what} ${given}: expected http://... or https://...`);
  if (url.username !== "" || url.password !== "")
    throw new SlipwayError("SLIP-CLI-021", `${what} holds a user or a password: settings are no secret`);
  refuseLoopback(url.hostname, what);
  return given;
}

/** The same for an address that is a secret as a whole. */
export function databaseFromPods(given: string, what: string): string {
  const url = urlOf(given, what);
  if (!/^postgres(ql)?:$/.test(url.protocol))
    throw new SlipwayError("SLIP-CLI-021", `${what} is no address of a PostgreSQL: expected postgres://...`);
  // A socket's folder stands in the query, and the host is empty.
  if (url.hostname !== "") refuseLoopback(url.hostname, what);
  return given;
}

function urlOf(given: string, what: string): URL {
  const url = URL.parse(given);
  if (url !== null) return url;
  throw new SlipwayError("SLIP-CLI-021", `${what} is no URL`);
}

function refuseLoopback(hostname: string, what: string): void {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const named = host === "localhost" || host.endsWith(".localhost");
  const addressed = isIP(host) !== 0 && /^(127\.|0\.0\.0\.0$|::1?$|::ffff:(127\.|7f))/.test(host);
  if (!named && !addressed) return;
  throw new SlipwayError(
    "SLIP-CLI-021",
    `${what} names ${hostname}: in a pod that is the pod itself, and not this machine`,
  );
}
