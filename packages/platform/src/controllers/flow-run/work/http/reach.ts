import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { isLocalAddress } from "./local-addresses.ts";

const PATIENCE_MS = 10_000;
const LARGEST_BYTES = 2 ** 20;

/** Why a URL is not asked at all. */
export type Unreachable = "no-url" | "local";

/** What is sent to a URL, and the status that it is answered with. Rejects where nobody answers. */
export type Reach = (
  target: URL,
  what: {
    readonly method: "GET" | "HEAD" | "POST";
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
  },
) => Promise<number>;

/** The URL that a text is, where it may be asked. `reachesLocal`: also those of this machine and its link, which nobody but its owner may ask for. */
export function targetIn(
  text: string,
  { reachesLocal }: { readonly reachesLocal: boolean },
): URL | Unreachable {
  const target = URL.canParse(text) ? new URL(text) : undefined;
  if (target === undefined || !/^https?:$/.test(target.protocol)) return "no-url";
  return !reachesLocal && isLocalAddress(target.hostname.replace(/^\[|\]$/g, "")) ? "local" : target;
}

/** Sends one request with little patience; follows no redirection, and keeps nothing of the body. */
export const reaching =
  ({ reachesLocal }: { readonly reachesLocal: boolean }): Reach =>
  async (target, { method, headers, body }) => {
    const agent = new Agent({
      connect: { timeout: PATIENCE_MS, ...(reachesLocal ? {} : { lookup: guarded }) },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      maxResponseSize: LARGEST_BYTES,
    });
    try {
      const asked: Parameters<typeof request>[1] & { readonly method: Dispatcher.HttpMethod } = {
        method,
        headers: { "user-agent": "slipway", ...headers },
        body: body ?? null,
        dispatcher: agent,
      };
      const answer = await request(target, asked);
      await answer.body.dump();
      return answer.statusCode;
    } finally {
      void agent.destroy();
    }
  };

export const LOCAL = "the URL is of this machine or its link, where a cluster's flows do not reach";

/** Judges what a name means where it is dialed, so that it cannot mean something else by then. */
const guarded: LookupFunction = (host, options, callback) =>
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, "", 0);
    const local = found.find(({ address }) => isLocalAddress(address));
    if (local !== undefined) return callback(new Error(LOCAL), "", 0);
    if (options.all === true) return callback(null, found);
    callback(null, found[0]?.address ?? "", found[0]?.family ?? 0);
  });
