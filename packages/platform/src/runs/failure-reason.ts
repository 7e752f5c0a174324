import type { FailureClass, RunFailure } from "@slipway/model";

/** SageMaker keeps this much of a failure's words. */
const LONGEST = 1_024;

/** Whom SageMaker's words blame. */
const BLAME: Readonly<Record<FailureClass, string>> = {
  "user-code": "AlgorithmError",
  "out-of-memory": "AlgorithmError",
  input: "ClientError",
  output: "ClientError",
  "image-pull": "ClientError",
  unschedulable: "CapacityError",
  quota: "ResourceLimitExceeded",
  preempted: "InternalServerError",
  "node-lost": "InternalServerError",
  timeout: "InternalServerError",
  internal: "InternalServerError",
};

/** SageMaker's form: who is to blame, the words, and the exit code where it is the program's. */
export function failureReason(failure: RunFailure): string {
  const blame = BLAME[failure.class];
  const hasExitCode = blame === "AlgorithmError" && failure.exitCode !== undefined;
  const code = hasExitCode ? `, exit code: ${failure.exitCode}` : "";
  return `${blame}: ${failure.message}`.slice(0, LONGEST - code.length) + code;
}
