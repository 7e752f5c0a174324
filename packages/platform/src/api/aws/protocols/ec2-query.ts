import type { Protocol } from "./protocol.ts";
import { escaped } from "./xml-text.ts";

/** EC2's own form of AWS Query: a form in, XML out. */
export const ec2Query: Protocol = {
  contentType: "text/xml",
  error: ({ type, message }, requestId) => ({
    contentType: "text/xml",
    body: `<Response><Errors><Error><Code>${escaped(type)}</Code><Message>${escaped(message)}</Message></Error></Errors><RequestID>${requestId}</RequestID></Response>`,
  }),
};
