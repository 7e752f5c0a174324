import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";

/**
 * Lets a client that waits to be told so (`Expect: 100-continue`, RFC 9110 §10.1.1) send its body once the body is read: who is
 * refused before has not sent it in vain.
 */
export function continueWhenRead(server: Server, handle: RequestListener): void {
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    const tell = (event: string | symbol): void => {
      if (event !== "readable" && event !== "data") return;
      request.off("newListener", tell);
      if (!response.headersSent) response.writeContinue();
    };
    request.on("newListener", tell);
    handle(request, response);
  });
}
