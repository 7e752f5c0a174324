import { readFile } from "node:fs/promises";

/** Whom the server is trusted for, and as whom one asks. */
export interface Credentials {
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
  /** The bearer token, if one is used; `fresh` when the server did not accept the last one. */
  token(how?: { readonly fresh?: boolean }): Promise<string | undefined>;
}

/** How old a token that was read may be: the kubelet replaces the file well before the token ends. */
const REREAD_MS = 60_000;

/** The token of a service account, which the kubelet keeps replacing. */
export function tokenFile(path: string): Credentials["token"] {
  let read: { readonly token: string; readonly at: number } | undefined;
  return async ({ fresh = false } = {}) => {
    if (fresh || read === undefined || Date.now() - read.at > REREAD_MS)
      read = { token: (await readFile(path, "utf8")).trim(), at: Date.now() };
    return read.token;
  };
}
