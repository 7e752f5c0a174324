import type { CatalogueEntry } from "../entry.ts";

/** SLIP-BATCH: asking a model of whole data sets. */
export const batch = {
  "SLIP-BATCH-001": {
    title: "The model refused data",
    why: "The model's server answered a record, or a few of them in one request, with a status of 400 to 499: it cannot make anything of them.",
    remedy:
      "Correct the record that the message names, or leave it out; then start the job again. `slipway batch --resume` does only what is not done.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-BATCH-002": {
    title: "The model failed on data",
    why: "The model's server answered with a status of 500 or above, took longer than InvocationsTimeoutInSeconds, or broke the connection, and did so again at every retry.",
    remedy: "Read the log of the job for what the model says of the record that the message names.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-BATCH-003": {
    title: "The model's server does not answer",
    why: "GET /ping on port 8080 was not answered with 200 in time, or the server ended while it was asked.",
    remedy:
      "Read the job's log. The image must serve when it is started with the argument `serve`, as for an endpoint.",
    http: 500,
    reason: "InternalError",
    aws: "InternalFailure",
  },
  "SLIP-BATCH-004": {
    title: "The data cannot be cut into requests",
    why: "A record, or an object that is not split, is larger than MaxPayloadInMB, or the object is not of the form that SplitType says.",
    remedy:
      "Set SplitType to what the data is, or MaxPayloadInMB to more than its largest record; 100 is the most.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-BATCH-005": {
    title: "A filter or the join cannot be applied",
    why: "A record or an answer is not CSV or JSON as its content type says, lacks what a filter names, or a request's answer has not one result for each of its records.",
    remedy:
      "Correct DataProcessing or the data that the message names. With JoinSource, use BatchStrategy SingleRecord where the model answers several records in one piece.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
  "SLIP-BATCH-006": {
    title: "An object of the data cannot be read",
    why: "It is not there, as a manifest may name one, was replaced while it was read, may not be read, is not compressed as CompressionType says, or has a key that is too long to name its answers after.",
    remedy:
      "See to the object that the message names, then start the job again; what is done need not be done again.",
    http: 400,
    reason: "Invalid",
    aws: "ValidationException",
  },
} as const satisfies Record<string, CatalogueEntry>;
