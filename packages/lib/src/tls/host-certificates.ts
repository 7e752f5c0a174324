import { join } from "node:path";
import { createSecureContext, type SecureContext } from "node:tls";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { readIfThere } from "../read-if-there.ts";
import { AUTHORITY_FILE, damaged } from "./certificates.ts";
import { identityFromPem } from "./identity.ts";

const MOST_HOSTS = 256;
const DAY = 24 * 3600_000;
/** Far less than a certificate lasts, so that one which is given out does not end while it is used. */
const KEPT_MS = 30 * DAY;

/** Server certificates for hosts that are first known when a client asks for them, by the authority kept in `dir`. */
export class HostCertificates {
  readonly #dir: string;
  readonly #clock: Clock;
  readonly #kept: LRUCache<string, SecureContext>;

  constructor(dir: string, clock: Clock) {
    this.#dir = dir;
    this.#clock = clock;
    this.#kept = new LRUCache({
      max: MOST_HOSTS,
      ttl: KEPT_MS,
      fetchMethod: (host) => this.#issue(host),
    });
  }

  /** What a TLS server shows as `host`; made once, also for many who ask at once. Throws SLIP-TLS-001. */
  async contextOf(host: string): Promise<SecureContext> {
    return this.#kept.forceFetch(host);
  }

  async #issue(host: string): Promise<SecureContext> {
    const path = join(this.#dir, AUTHORITY_FILE);
    const authority = identityFromPem(readIfThere(path) ?? "");
    if (authority === undefined) throw damaged(path);
    const { issueServer } = await import("./issue.ts");
    return createSecureContext(await issueServer(authority, [host], this.#clock.now()));
  }
}
