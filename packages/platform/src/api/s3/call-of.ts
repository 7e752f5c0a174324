import type { IncomingMessage } from "node:http";
import type { ObjectStore } from "#artifacts/object-store.ts";
import { parameter, type RequestTarget } from "#lib/sigv4/request-target.ts";
import { headerValues } from "#lib/sigv4/signed-request.ts";
import { verifiedBody } from "#lib/sigv4/verified-body.ts";
import type { Verified } from "#lib/sigv4/verify-sigv4.ts";
import type { AccessKey } from "../access-keys.ts";
import { checkedBody, isSum } from "./body/checked-body.ts";
import { headerValue } from "./http/header-value.ts";
import type { ProvenBody, S3Call } from "./s3-call.ts";
import { parseBody } from "./xml/parse-body.ts";

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Hosts of S3 below which a bucket may stand: this machine's, and AWS's own for clients that are led here. */
const HOSTS =
  /^(?:(.+?)\.)??(?:s3\.)?(?:localhost|s3(?:[.-](?:dualstack|fips|accelerate|[a-z]{2}(?:-[a-z]+)+-\d))*\.amazonaws\.com)(?::\d+)?$/;

/** The bucket that a host such as `bucket.localhost` names. */
export function hostBucket(host: string | undefined): string | undefined {
  const named = HOSTS.exec(host ?? "")?.[1];
  return named === "s3" ? undefined : named;
}

/** Takes bucket and key from the path, or the bucket from the host. */
export function locate(host: string | undefined, path: string): Place {
  const bucket = hostBucket(host);
  if (bucket !== undefined) return { bucket, key: path.slice(1) };
  const slash = path.indexOf("/", 1);
  if (slash < 0) return { bucket: path.slice(1), key: "" };
  return { bucket: path.slice(1, slash), key: path.slice(slash + 1) };
}

export function callOf(parts: {
  readonly store: ObjectStore;
  readonly request: IncomingMessage;
  readonly verified: Verified<AccessKey>;
  readonly place: Place;
  readonly now: Date;
  tell(name: string, value: string): void;
}): S3Call {
  const { store, request, verified, place, now, tell } = parts;
  const headers = effectiveHeaders(request, verified.target);
  const header = (name: string) => headers.get(name);
  const headerNames = () => headers.keys();
  const claimed = (names: () => Iterable<string>, reckon?: string): ProvenBody => {
    const trailers = new Map<string, string>();
    // Leaving the loop early must not destroy the connection that the answer goes out on.
    const source = request.iterator({ destroyOnReturn: false });
    const proven = verifiedBody(source, verified.payload, trailers);
    return checkedBody(proven, { header, headerNames: names, trailers }, reckon);
  };
  const notOfObject = () => [...headerNames()].filter((name) => !isSum(name));
  return {
    ...place,
    store,
    now,
    tell,
    accountId: verified.key.accountId,
    region: verified.region,
    header,
    headerNames,
    query: (name) => parameter(verified.target, name),
    body: (reckon) => claimed(headerNames, reckon),
    xml: (root, of) => parseBody(claimed(of === undefined ? headerNames : notOfObject).bytes, root),
  };
}

/** Parameters that are of the signature and no header. */
const OF_SIGNATURE =
  /^x-amz-(?:algorithm|credential|date|expires|signedheaders|signature|security-token|content-sha256)$/;

/** The headers, and those that a presigned URL carries as parameters, which its signature covers as well. */
function effectiveHeaders(request: IncomingMessage, target: RequestTarget): ReadonlyMap<string, string> {
  const headers = headerValues(request);
  for (const [parameterName, value] of target.query) {
    const name = parameterName.toLowerCase();
    if (!name.startsWith("x-amz-") || OF_SIGNATURE.test(name) || headers.has(name)) continue;
    headers.set(name, headerValue(name, value));
  }
  return headers;
}
