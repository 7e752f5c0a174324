import type { Protocol } from "./protocol.ts";

const CONTENT_TYPE = "application/x-amz-json-1.1";

/** AWS JSON 1.1: SageMaker's control API and most others. */
export const json11: Protocol = {
  contentType: CONTENT_TYPE,
  error: ({ type, members, message }) => ({
    contentType: CONTENT_TYPE,
    body: JSON.stringify({ __type: type, ...members, message }),
  }),
};
