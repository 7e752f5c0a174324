import type { FailureClass } from "../../../packages/model/src/run-record.ts";

/** Where jobs of the table run: as processes with and without a sandbox, and as containers, of one machine; on a kubelet; in SageMaker. */
export type Place = "process" | "plain-process" | "container" | "cluster" | "sagemaker";

/** What makes a job another one than a small one that ends well. */
export interface Asks {
  /** Run by `sh -c` in the folder that containers find at `/opt/ml`. */
  readonly script?: string;
  /** Run as it is. */
  readonly entrypoint?: readonly string[];
  readonly image?: string;
  /** `small` has 300 MiB of memory, `vast` more than there is, and `gpu` a GPU, for which a quota may have no room. */
  readonly instanceType?: "small" | "vast" | "gpu";
  readonly maxRuntimeSeconds?: number;
  /** `s3://` URIs; BUCKET is there. */
  readonly input?: string;
  readonly output?: string;
  readonly checkpoints?: true;
  /** So many tries more than usual, by class. */
  readonly retries?: Partial<Record<FailureClass, number>>;
  /** Seconds that the program has to end after SIGTERM. */
  readonly grace?: number;
}

/** What somebody does to the job once its program has printed `ready`. */
export type Act = "stop" | "take its machine away" | "delete its pods";

/** How a try ended, and of what class its end was. */
export type Try = readonly [outcome: "failed" | "lost" | "stopped" | "succeeded", class_?: FailureClass];

/** What every door tells in the end. */
export interface Told {
  /** DescribeTrainingJob's; of a job that waits InProgress. */
  readonly status: "Completed" | "Failed" | "Stopped" | "InProgress";
  readonly secondary: string | RegExp;
  /** Whom FailureReason blames, before its colon; absent where there is none. */
  readonly blames?: string;
  /** The sentence, the same at every door. */
  readonly says: RegExp;
  /** Of the program; which of them depends on what runs containers. */
  readonly exitCodes?: readonly number[];
  readonly tries: readonly Try[];
  /** What its last log lines say, where that matters. */
  readonly lines?: readonly string[];
}

/** How AWS tells of such a job: what Describe answers in the end, or with what Create is refused. */
export interface AwsPlay {
  readonly answer?: Readonly<Record<string, string>>;
  readonly overQuota?: string;
  readonly told: Told;
}

export interface FailureCase {
  /** Also the job's. */
  readonly name: string;
  readonly title: string;
  readonly asks: Asks;
  readonly act?: Act;
  readonly told: Told;
  /** Or why AWS tells of no such case. */
  readonly aws: AwsPlay | string;
  /** Where there is no such case, and why. */
  readonly notIn?: Partial<Record<Exclude<Place, "sagemaker">, string>>;
}

/** Why there is no such case in the place; undefined where there is. */
export function reasonAgainst({ aws, notIn }: FailureCase, place: Place): string | undefined {
  if (place === "sagemaker") return typeof aws === "string" ? aws : undefined;
  return notIn?.[place];
}

/** A bucket of the table's own. */
export const BUCKET = "failures";

type Failed = Pick<Told, "says"> & Partial<Pick<Told, "exitCodes" | "blames" | "lines">>;

/** A job whose last try failed of the class; `tries` where there were more than that one. */
export const failed = (
  failureClass: FailureClass,
  { blames = "AlgorithmError", ...told }: Failed,
  tries: readonly Try[] = [["failed", failureClass]],
): Told => ({ status: "Failed", secondary: "Failed", blames, tries, ...told });

/** One that somebody stopped, or its time. */
export const stopped = (secondary: "Stopped" | "MaxRuntimeExceeded", told: Omit<Failed, "blames">): Told => ({
  status: "Stopped",
  secondary,
  tries: [secondary === "Stopped" ? ["stopped"] : ["stopped", "timeout"]],
  ...told,
});

/** One that has not begun, and uses no try while it waits. */
export const waits = (says: RegExp, secondary: Told["secondary"] = "Starting"): Told => ({
  status: "InProgress",
  secondary,
  says,
  tries: [],
});

/** AWS ends the job with this FailureReason, of which it tells the class and the words. */
export function awsFails(
  reason: string,
  failureClass: FailureClass,
  { says, exitCodes }: Pick<Failed, "says" | "exitCodes">,
): AwsPlay {
  return {
    answer: { TrainingJobStatus: "Failed", SecondaryStatus: "Failed", FailureReason: reason },
    told: failed(failureClass, {
      says,
      blames: reason.slice(0, reason.indexOf(":")),
      ...(exitCodes === undefined ? {} : { exitCodes }),
    }),
  };
}
