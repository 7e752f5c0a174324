import { expect, test } from "vitest";
import { modelError } from "./model-error.ts";

const where = { endpoint: "E", identity: { accountId: "123456789012", region: "us-east-1" } };

// The first halves of these sentences are SageMaker's: amazon-sagemaker-examples issues 407 and 4324.
test.each([
  [500, "boom", 'Received server error (500) from primary with message "boom". '],
  [400, "bad row", 'Received client error (400) from primary with message "bad row". '],
  [500, undefined, "Received server error (500) from primary and could not load the entire response body. "],
])("a container's %s is told with its words: %s", (status, message, sentence) => {
  const error = modelError({ status, message, ...where });
  expect(error.message.startsWith(sentence)).toBe(true);
  expect(error).toMatchObject({
    type: "ModelError",
    status: 424,
    members: {
      OriginalStatusCode: status,
      OriginalMessage: message ?? "",
      LogStreamArn: "arn:aws:logs:us-east-1:123456789012:log-group:/aws/sagemaker/Endpoints/E",
    },
  });
});
