/** What stands before the access key's id in the name of a user of a home's proxy: tells its address from any other proxy's. */
export const PROXY_USER = "slipway-";

const TRUSTED = "trusted.crt";
/** Ends in the folder of a home's own files for clients. */
export const CLIENTS = ".clients";

/** Variables that `slipway env --catch-aws` sets beside those of AWS, for programs of all sorts. */
export const PROXIES = ["HTTPS_PROXY", "https_proxy"] as const;
export const TRUST = [
  "REQUESTS_CA_BUNDLE",
  "CURL_CA_BUNDLE",
  "SSL_CERT_FILE",
  "NODE_EXTRA_CA_CERTS",
] as const;

export const trustedIn = (folder: string): string => `${folder}/${TRUSTED}`;

/** Whether a variable has what `slipway env --catch-aws` gave it, of this home or another: for the shell that ran it alone. */
export function isOfCatchAws(name: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  const among = (names: readonly string[]): boolean => names.includes(name);
  if (among(PROXIES)) return value.startsWith(`http://${PROXY_USER}`);
  return among(TRUST) && value.endsWith(`${CLIENTS}/${TRUSTED}`);
}
