import { X509Certificate } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { readIfThere } from "../read-if-there.ts";
import { writeAtomically, writeOnce } from "../write-atomically.ts";
import { type Identity, identityFromPem, identityToPem, isAuthority, notAfter } from "./identity.ts";

/** What a TLS server needs, and what its clients need to trust it. All PEM. */
export interface Certificates {
  readonly caPem: string;
  readonly cert: string;
  readonly key: string;
  /** When `cert` ends; a new one is made well before. */
  readonly notAfter: Date;
}

/** Key and certificate of the authority, in its folder. */
export const AUTHORITY_FILE = "ca.pem";

const DAY = 24 * 3600_000;
/** Renewing the authority makes clients' copies of it worthless, so only when its end is near. */
const AUTHORITY_RESERVE = 90 * DAY;
const SERVER_RESERVE = 60 * DAY;

/**
 * Loads the authority and the server certificate kept in `dir`, and makes what is missing, about to end, or does not
 * cover `hosts`. `ca.pem` and `server.pem` hold key and certificate (mode 0600); `ca.crt` is the authority's
 * certificate alone, for clients. Safe against a crash at any point and against two at once.
 * Throws SLIP-TLS-001 when `ca.pem` is damaged, or gone after `ca.crt` was made of it.
 */
export async function loadOrCreateCertificates(
  dir: string,
  options: { readonly hosts: readonly string[]; readonly now: Date },
): Promise<Certificates> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const forClients = join(dir, "ca.crt");
  const authority = await loadAuthority(join(dir, AUTHORITY_FILE), { forClients, now: options.now });
  if (readIfThere(forClients) !== authority.cert) writeAtomically(forClients, authority.cert, 0o644);
  const server = await loadServer(join(dir, "server.pem"), authority, options);
  return { caPem: authority.cert, cert: server.cert, key: server.key, notAfter: notAfter(server) };
}

async function loadAuthority(
  path: string,
  { forClients, now }: { readonly forClients: string; readonly now: Date },
): Promise<Identity> {
  const text = readIfThere(path);
  if (text === undefined) {
    if (existsSync(forClients)) throw gone(path, forClients);
    const { issueAuthority } = await import("./issue.ts");
    return keepFirst(path, await issueAuthority(now));
  }
  const authority = identityFromPem(text);
  if (authority === undefined || !isAuthority(authority)) throw damaged(path);
  await chmod(path, 0o600);
  if (lasts(authority, now, AUTHORITY_RESERVE)) return authority;
  const { issueAuthority } = await import("./issue.ts");
  const renewed = await issueAuthority(now);
  writeAtomically(path, identityToPem(renewed), 0o600);
  return renewed;
}

async function loadServer(
  path: string,
  authority: Identity,
  { hosts, now }: { readonly hosts: readonly string[]; readonly now: Date },
): Promise<Identity> {
  const text = readIfThere(path);
  const present = text === undefined ? undefined : identityFromPem(text);
  if (present !== undefined && lasts(present, now, SERVER_RESERVE) && serves(present, authority, hosts)) {
    return present;
  }
  const { issueServer } = await import("./issue.ts");
  const server = await issueServer(authority, hosts, now);
  writeAtomically(path, identityToPem(server), 0o600);
  return server;
}

function lasts(identity: Identity, now: Date, reserveMs: number): boolean {
  return notAfter(identity).getTime() - now.getTime() > reserveMs;
}

function serves(server: Identity, authority: Identity, hosts: readonly string[]): boolean {
  const certificate = new X509Certificate(server.cert);
  return (
    certificate.verify(new X509Certificate(authority.cert).publicKey) &&
    hosts.every((host) =>
      isIP(host) === 0 ? certificate.checkHost(host) !== undefined : certificate.checkIP(host) !== undefined,
    )
  );
}

/** Of two that make an authority at the same time, both use the one whose file came first. */
async function keepFirst(path: string, authority: Identity): Promise<Identity> {
  if (writeOnce(path, identityToPem(authority), 0o600)) return authority;
  const first = identityFromPem(readIfThere(path) ?? "");
  if (first === undefined) throw damaged(path);
  return first;
}

/** Clients trust the one that is gone: a new one in its place would shut them out without a word. */
function gone(path: string, forClients: string): SlipwayError {
  return new SlipwayError("SLIP-TLS-001", `${path} is gone, and ${forClients} is still there`);
}

export function damaged(path: string): SlipwayError {
  return new SlipwayError(
    "SLIP-TLS-001",
    `${path} should hold the private key of an authority and the certificate that belongs to it, but does not`,
  );
}
