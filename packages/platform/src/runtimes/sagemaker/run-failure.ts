import type { FailureClass, RunFailure } from "@slipway/model";

/** Whom the words before the colon of a FailureReason blame, where what follows tells nothing finer. */
const CLASSES: Readonly<Record<string, FailureClass>> = {
  AlgorithmError: "user-code",
  ClientError: "input",
  CapacityError: "unschedulable",
  ResourceLimitExceeded: "quota",
  InternalServerError: "internal",
};

/** What the kernel ends a program with that needs more memory than there is; a job that SageMaker itself kills is Stopped, not Failed. */
const KILLED = 137;

/** AWS's words for what has a class of its own, whoever is blamed; the first that fits counts. */
const WORDS: readonly {
  readonly of: ReadonlySet<string>;
  readonly words: RegExp;
  readonly class: FailureClass;
}[] = [
  {
    of: new Set(["AlgorithmError", "ClientError"]),
    words: /\bout.?of.?memory|\bmore memory\b/i,
    class: "out-of-memory",
  },
  // A program that is not there AWS calls an artifact that could not be uploaded.
  {
    of: new Set(["ClientError"]),
    words: /OCI runtime create failed|executable file not found/i,
    class: "user-code",
  },
  { of: new Set(["ClientError"]), words: /no space left|disk space|volume size/i, class: "user-code" },
  { of: new Set(["ClientError"]), words: /\bupload/i, class: "output" },
  { of: new Set(["ClientError"]), words: /\bdata download\b|\bS3 (objects?|URL)\b/i, class: "input" },
  { of: new Set(["ClientError"]), words: /\b(image|ecr|repository|registry)\b/i, class: "image-pull" },
];

/** `AlgorithmError: words, exit code: 3` taken apart. */
export function runFailure(reason: string): RunFailure {
  const [, blame = "", rest = reason] = /^(\w+): ?(.*)$/s.exec(reason) ?? [];
  const known = CLASSES[blame];
  if (known === undefined) return { class: "internal", message: reason };
  const [, words = rest, code] = /^(.*?),? ?\bexit code: (\d+)\s*$/is.exec(rest) ?? [];
  const exitCode = code === undefined ? undefined : Number(code);
  const finer = WORDS.find(({ of, words }) => of.has(blame) && words.test(rest))?.class;
  const killed = known === "user-code" && exitCode === KILLED ? "out-of-memory" : undefined;
  return {
    class: finer ?? killed ?? known,
    message: words.trim() === "" ? reason : words,
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}
