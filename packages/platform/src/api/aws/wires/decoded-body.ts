import type { IncomingMessage } from "node:http";
import { gunzipSync } from "node:zlib";
import { tooLong } from "../http/body-budget.ts";
import { unreadable } from "./unreadable.ts";

/**
 * The body as it was before it was encoded for its way: SDKs compress long PutMetricData, and sign what they send. At most `limit`
 * bytes come out, one body at a time. Throws for an encoding that is not known, and for what is none.
 */
export function decodedBody({ headers }: IncomingMessage, body: Buffer, limit: number): Buffer {
  const codings = (headers["content-encoding"] ?? "").toLowerCase().split(/[\s,]+/);
  const [coding, ...more] = codings.filter((one) => one !== "" && one !== "identity");
  if (coding === undefined) return body;
  if (coding !== "gzip" || more.length > 0)
    throw unreadable(`The content encoding ${[coding, ...more].join(", ").slice(0, 100)} is not known here`);
  try {
    return gunzipSync(body, { maxOutputLength: limit });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLong(limit);
    throw unreadable(`The body is no gzip: ${(error as Error).message}`);
  }
}
