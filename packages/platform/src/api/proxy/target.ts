/** Where a CONNECT asks to be led. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** The authority of a CONNECT (RFC 9110 §9.3.6), `host:port` or `[address]:port`; undefined where it is none. */
export function targetOf(authority = ""): Target | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(authority) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || host.length > 253 || port < 1 || port > 65_535) return undefined;
  return { host, port };
}
