import { createHash } from "node:crypto";
import { SlipwayError } from "@slipway/model";
import type { EndpointKey } from "@slipway/model/kinds/endpoint/access.ts";
import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Clock } from "#lib/clock.ts";
import type { Cache, Index } from "#store/cache.ts";
import { accessOf } from "./access-of.ts";

/** An endpoint that a bearer key is for. */
export interface Keyed {
  readonly namespace: string;
  readonly endpoint: Endpoint;
  readonly key: EndpointKey;
}

/** What clients send: a prefix by which scanners for secrets find it, and 32 random bytes in base64url. */
const BEARER = /^Bearer +(slk_[A-Za-z0-9_-]{43})$/i;

const MOST_NAMESAKES = 100;

const byDigest: Index<Endpoint> = {
  name: "keys",
  values: ({ metadata: { annotations } }) => accessOf(annotations).keys.map(({ sha256 }) => sha256),
};

const withOrigins: Index<Endpoint> = {
  name: "origins",
  values: ({ metadata: { annotations }, spec }) =>
    accessOf(annotations).origins.length === 0 ? [] : [spec.endpointName],
};

/** Clients without AWS signatures, from memory: which endpoint a bearer key is for (RFC 6750), and whose pages may ask. */
export class ClientAccess {
  readonly #cache: Cache;
  readonly #clock: Clock;

  constructor(cache: Cache, clock: Clock) {
    this.#cache = cache;
    this.#clock = clock;
    cache.index(endpointKind, byDigest);
    cache.index(endpointKind, withOrigins);
  }

  /** Undefined for who presents no bearer token; throws SLIP-AUTH-011 and 012 for one that is no key of that endpoint, or is over. */
  keyed(authorization: string | undefined, endpointName: string): Keyed | undefined {
    if (authorization === undefined || !/^Bearer /i.test(authorization)) return undefined;
    const token = BEARER.exec(authorization)?.[1];
    const found = token === undefined ? undefined : this.#endpointOf(token, endpointName);
    if (found === undefined)
      throw new SlipwayError("SLIP-AUTH-011", `The bearer token is no key of an endpoint ${endpointName}.`);
    const { expires, name } = found.key;
    if (expires !== undefined && Date.parse(expires) <= this.#clock.now().getTime())
      throw new SlipwayError("SLIP-AUTH-012", `The bearer key ${name} ended at ${expires}.`);
    return found;
  }

  /** Of all namespaces: a browser asks before it tells its key. What it then sends is judged by its own endpoint. */
  originsOf(endpointName: string): readonly string[] {
    const found =
      this.#cache.now(endpointKind)?.by(withOrigins, endpointName, { limit: MOST_NAMESAKES }) ?? [];
    return [...found].flatMap(({ metadata }) => accessOf(metadata.annotations).origins);
  }

  #endpointOf(token: string, endpointName: string): Keyed | undefined {
    const digest = createHash("sha256").update(token).digest("hex");
    for (const endpoint of this.#cache.now(endpointKind)?.by(byDigest, digest) ?? []) {
      if (endpoint.spec.endpointName !== endpointName || endpoint.metadata.deletionTimestamp !== undefined)
        continue;
      const key = accessOf(endpoint.metadata.annotations).keys.find(({ sha256 }) => sha256 === digest);
      if (key !== undefined) return { namespace: endpoint.metadata.namespace ?? "", endpoint, key };
    }
    return undefined;
  }
}
