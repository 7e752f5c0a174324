import type { AwsService } from "@slipway/model/aws/service.ts";
import type { Protocol } from "./protocol.ts";
import { queryError } from "./query-error.ts";
import { escaped } from "./xml-text.ts";

/** AWS Query: a form in, XML out; STS, IAM and older clients of CloudWatch. Without a service it is one that is not served here. */
export function queryOf(service?: AwsService): Protocol {
  const { namespace } = service?.protocols.query ?? {};
  const xmlns = namespace === undefined ? "" : ` xmlns="${namespace}"`;
  return {
    contentType: "text/xml",
    error: (error, requestId) => {
      const { code, status } = queryError(service, error);
      const type = status < 500 ? "Sender" : "Receiver";
      return {
        contentType: "text/xml",
        status,
        body: `<ErrorResponse${xmlns}><Error><Type>${type}</Type><Code>${escaped(code)}</Code><Message>${escaped(error.message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`,
      };
    },
  };
}

export const query: Protocol = queryOf();
