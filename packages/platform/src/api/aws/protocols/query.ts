import type { Protocol } from "./protocol.ts";
import { escaped } from "./xml-text.ts";

/** AWS Query: a form in, XML out; STS, IAM and older clients of CloudWatch. */
export const query: Protocol = {
  contentType: "text/xml",
  error: ({ type, status, message }, requestId) => ({
    contentType: "text/xml",
    body: `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${escaped(type)}</Code><Message>${escaped(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
  }),
};
