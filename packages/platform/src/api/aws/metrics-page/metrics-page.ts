import type { IncomingMessage } from "node:http";
import { SlipwayError } from "@slipway/model";
import { LRUCache } from "lru-cache";
import { basicCredentials, isPassword } from "#lib/http/key-password.ts";
import { EXPOSITION_TYPE, exposition } from "#monitoring/page/exposition.ts";
import { newestSamples, TooManySeries } from "#monitoring/page/newest-samples.ts";
import type { AccessKey, AccessKeys } from "../../access-keys.ts";
import type { LedgerCall } from "../ledger-call.ts";
import { needReading } from "../monitoring/measured.ts";
import { validationError } from "../monitoring/monitoring-error.ts";
import type { Exchange } from "../protocols/exchange.ts";
import { restJson } from "../protocols/rest-json.ts";
import type { Authentic, DoorService } from "../services/door-service.ts";

/** What the password of the page is made for. */
export const METRICS_PURPOSE = "slipway metrics";

const MOST_SERIES = 10_000;
/** Who asks more often is told the same: nothing is measured in between. */
const KEPT_MS = 5_000;
const MOST_KEPT = 100;

/**
 * `GET /metrics`: what endpoints of the caller's namespace do, for Prometheus. It cannot sign, so that an access key's id and a password made of its
 * secret do (HTTP's Basic), with the key's rights; a signature for CloudWatch does too.
 */
export function metricsPage(parts: {
  readonly accessKeys: AccessKeys;
  callOf(request: Authentic): LedgerCall;
}): DoorService {
  const pages = new LRUCache<string, Promise<string>>({ max: MOST_KEPT, ttl: KEPT_MS });
  const pageFor = (call: LedgerCall): Promise<string> => {
    const known = pages.get(call.namespace);
    if (known !== undefined) return known;
    const made = pageOf(call);
    pages.set(call.namespace, made);
    made.catch(() => pages.delete(call.namespace));
    return made;
  };
  const answer = async (request: Authentic): Promise<void> => {
    const call = parts.callOf(request);
    await needReading(call);
    send(request.exchange, await pageFor(call));
  };
  const proven = (header: string | undefined): AccessKey | undefined => {
    const { user = "", password = "" } = basicCredentials(header) ?? {};
    const key = parts.accessKeys.find(user);
    if (key === undefined) return undefined;
    return isPassword(password, { secret: key.secretAccessKey, purpose: METRICS_PURPOSE }) ? key : undefined;
  };
  return {
    signingName: "monitoring",
    operations: [],
    longestBody: 0,
    takes: ({ method, url = "" }) => method === "GET" && /^\/metrics(?:\?|$)/.test(url),
    protocolOf: () => restJson,
    unsigned({ request, response }) {
      if (isSigned(request)) return undefined;
      const key = proven(request.headers.authorization);
      if (key !== undefined)
        return { caller: key.accessKeyId, answer: (exchange, body) => answer({ exchange, key, body }) };
      response.setHeader("www-authenticate", 'Basic realm="slipway"');
      throw new SlipwayError("SLIP-AUTH-013", "The page needs an access key's id and the password for it.");
    },
    answer,
  };
}

const isSigned = ({ headers, url = "" }: IncomingMessage): boolean =>
  /^AWS4-/i.test(headers.authorization ?? "") || url.includes("X-Amz-Signature=");

async function pageOf({ ledger, namespace, now }: LedgerCall): Promise<string> {
  try {
    return exposition(await newestSamples(ledger, { namespace, now, most: MOST_SERIES }));
  } catch (error) {
    if (!(error instanceof TooManySeries)) throw error;
    throw validationError(`A page has at most ${MOST_SERIES} series; GetMetricData tells any of them.`);
  }
}

function send({ response, requestId }: Exchange, page: string): void {
  response.writeHead(200, {
    "content-type": EXPOSITION_TYPE,
    "content-length": Buffer.byteLength(page),
    "cache-control": "no-store",
    "x-amzn-requestid": requestId,
  });
  response.end(page);
}
