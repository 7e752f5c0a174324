import type { FailureClass, RunFailure } from "@slipway/model";

/** Whom the words before the colon of a FailureReason blame. */
const CLASSES: Readonly<Record<string, FailureClass>> = {
  AlgorithmError: "user-code",
  ClientError: "input",
  CapacityError: "unschedulable",
  ResourceLimitExceeded: "unschedulable",
  InternalServerError: "internal",
};

/** `AlgorithmError: words, exit code: 3` taken apart. */
export function runFailure(reason: string): RunFailure {
  const [, blame = "", rest = reason] = /^(\w+): (.*)$/s.exec(reason) ?? [];
  const known = CLASSES[blame];
  if (known === undefined) return { class: "internal", message: reason };
  const [, words = rest, code] = /^(.*?),? exit code: (\d+)\s*$/is.exec(rest) ?? [];
  return {
    class: known === "input" && /\b(image|ecr|repository|registry)\b/i.test(rest) ? "image-pull" : known,
    message: words,
    ...(code === undefined ? {} : { exitCode: Number(code) }),
  };
}
