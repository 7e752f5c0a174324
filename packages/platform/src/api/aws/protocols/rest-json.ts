import type { Protocol } from "./protocol.ts";

/** AWS REST JSON: the operation is a method and a path; SageMaker's runtime API. */
export const restJson: Protocol = {
  contentType: "application/json",
  error: ({ members, message }) => ({
    contentType: "application/json",
    body: JSON.stringify({ ...members, Message: message }),
  }),
};
