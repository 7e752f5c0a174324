import { createPrivateKey, X509Certificate } from "node:crypto";

/** A private key with its certificate, kept in one file so that no crash can part them. */
export interface Identity {
  /** PKCS#8 PEM. */
  readonly key: string;
  /** X.509 PEM. */
  readonly cert: string;
}

export function identityToPem(identity: Identity): string {
  return `${identity.key.trim()}\n${identity.cert.trim()}\n`;
}

/** Undefined unless the text holds a key and the certificate that belongs to it. */
export function identityFromPem(text: string): Identity | undefined {
  const key = block(text, "PRIVATE KEY");
  const cert = block(text, "CERTIFICATE");
  if (key === undefined || cert === undefined) return undefined;
  try {
    return new X509Certificate(cert).checkPrivateKey(createPrivateKey(key)) ? { key, cert } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the certificate is an authority's. */
export function isAuthority({ cert }: Identity): boolean {
  return new X509Certificate(cert).ca;
}

/** When the certificate ends. */
export function notAfter(identity: Identity): Date {
  return new Date(new X509Certificate(identity.cert).validTo);
}

function block(text: string, label: string): string | undefined {
  const found = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text);
  return found === null ? undefined : `${found[0]}\n`;
}
