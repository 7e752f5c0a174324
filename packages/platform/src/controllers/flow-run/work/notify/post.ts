import { lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, request } from "undici";
import { wordsOf } from "#lib/words-of.ts";
import { isLocalAddress } from "./local-addresses.ts";

const PATIENCE_MS = 10_000;
const LARGEST_BYTES = 2 ** 20;

/** What came of a message; `message` never holds the URL, which is a secret. */
export type Posted =
  | { readonly isSent: true }
  | { readonly isSent: false; readonly mayMend: boolean; readonly message: string };

export type Post = (url: string, body: string) => Promise<Posted>;

/** Sends JSON to webhooks; follows no redirection. `reachesLocal`: also those of this machine and its link, which nobody but its owner may ask for. */
export const posting =
  ({ reachesLocal }: { readonly reachesLocal: boolean }): Post =>
  async (url, body) => {
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !/^https?:$/.test(target.protocol))
      return refusedFor("what the Secret holds is no URL of http or https");
    if (!reachesLocal && isLocalAddress(target.hostname.replace(/^\[|\]$/g, ""))) return refusedFor(LOCAL);
    const agent = new Agent({
      connect: { timeout: PATIENCE_MS, ...(reachesLocal ? {} : { lookup: guarded }) },
      headersTimeout: PATIENCE_MS,
      bodyTimeout: PATIENCE_MS,
      maxResponseSize: LARGEST_BYTES,
    });
    try {
      const headers = { "content-type": "application/json", "user-agent": "slipway" };
      const answer = await request(target, { method: "POST", body, headers, dispatcher: agent });
      await answer.body.dump();
      return judged(answer.statusCode);
    } catch (error) {
      return { isSent: false, mayMend: true, message: `the webhook does not answer: ${wordsOf(error)}` };
    } finally {
      void agent.destroy();
    }
  };

const LOCAL = "the URL is of this machine or its link, where messages of a cluster's flows do not go";

const refusedFor = (message: string): Posted => ({ isSent: false, mayMend: false, message });

function judged(status: number): Posted {
  if (status >= 200 && status < 300) return { isSent: true };
  const mayMend = status === 429 || status >= 500;
  return { isSent: false, mayMend, message: `the webhook answers with HTTP status ${status}` };
}

/** Judges what a name means where it is dialed, so that it cannot mean something else by then. */
const guarded: LookupFunction = (host, options, callback) =>
  lookup(host, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, "", 0);
    const local = found.find(({ address }) => isLocalAddress(address));
    if (local !== undefined) return callback(new Error(LOCAL), "", 0);
    if (options.all === true) return callback(null, found);
    callback(null, found[0]?.address ?? "", found[0]?.family ?? 0);
  });
