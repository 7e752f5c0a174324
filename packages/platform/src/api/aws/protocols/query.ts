import type { Protocol } from "./protocol.ts";

/** AWS Query: a form in, XML out; STS, IAM and older clients of CloudWatch. */
export const query: Protocol = {
  contentType: "text/xml",
  error: ({ type, status, message }, requestId) => ({
    contentType: "text/xml",
    body: `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${escaped(type)}</Code><Message>${escaped(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }),
};

const NAMED: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** What XML cannot hold at all becomes the sign for what cannot be shown. */
const escaped = (text: string): string =>
  text
    .replace(/[<>&]/g, (sign) => NAMED[sign] ?? "")
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "\u{fffd}");
