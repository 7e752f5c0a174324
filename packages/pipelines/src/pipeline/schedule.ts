import { defined } from "@slipway/model";
import type { Json } from "@slipway/model/flows/json.ts";
import {
  type ConcurrencyPolicy,
  policyProblems,
  type SchedulePolicy,
  type Timing,
  timingProblems,
} from "@slipway/model/schedules/index.ts";
import type { GivenByName } from "../types/given.ts";
import type { TypesByName } from "../types/typed.ts";
import { startedWith } from "./started-with.ts";

const OVERLAPS = {
  allow: "Allow",
  skip: "Forbid",
  replace: "Replace",
  queue: "Queue",
} as const satisfies Readonly<Record<string, ConcurrencyPolicy>>;

interface Common<P extends TypesByName> {
  /** What runs are given that have no default; what is of the run itself is `run.date` and the like. */
  readonly params?: Partial<GivenByName<P>>;
  /** What becomes of a slot while a run is active; absent: skip. */
  readonly overlap?: keyof typeof OVERLAPS;
  /** What becomes of slots that were missed; absent: none of them runs. */
  readonly catchup?: "none" | "last" | "all";
  readonly startingDeadlineSeconds?: number;
  readonly queueLimit?: number;
  /** A slot waits until the run before it has succeeded. */
  readonly dependsOnPast?: boolean;
  /** RFC 3339; no slot is before it. */
  readonly startTime?: string;
  readonly endTime?: string;
  readonly jitterSeconds?: number;
}

/** When a pipeline runs by itself. */
export type ScheduleOptions<P extends TypesByName = TypesByName> = Common<P> &
  (
    | {
        /** Five fields: minute, hour, day of month, month, day of week. */
        readonly cron: string;
        /** A zone of the IANA database; absent: UTC. */
        readonly timezone?: string;
      }
    | {
        /** `15m`, `6h`, `1d`. */
        readonly every: string;
      }
  );

/** A schedule in the model's words. */
export interface PipelineSchedule {
  readonly timing: Timing;
  readonly policy: SchedulePolicy;
  /** What its runs are given; expressions of `run` may stand in it. */
  readonly parameters: Readonly<Record<string, Json>>;
}

const STARTER = { example: "the schedule's params, e.g. run.date", values: "run's" };

/** Throws all that is wrong with it in sentences. */
export function scheduleOf(
  options: ScheduleOptions,
  { name, params }: { readonly name: string; readonly params: TypesByName },
): PipelineSchedule {
  const timing = timingOf(options);
  const policy = policyOf(options);
  const problems = [...timingProblems(timing), ...policyProblems(policy)].map(({ message }) => message);
  const { parameters, wrong } = startedWith(options.params ?? {}, params, STARTER);
  const all = [...problems, ...wrong];
  if (all.length > 0) throw new TypeError(`The schedule of ${name} cannot be kept: ${all.join(" ")}`);
  return { timing, policy, parameters };
}

function timingOf(options: ScheduleOptions): Timing {
  const { startTime, endTime, jitterSeconds } = options;
  const bounds = defined({ startTime, endTime, jitterSeconds });
  return "cron" in options
    ? { cron: options.cron, ...defined({ timeZone: options.timezone }), ...bounds }
    : { every: options.every, ...bounds };
}

function policyOf(options: ScheduleOptions): SchedulePolicy {
  const { overlap, catchup, startingDeadlineSeconds, queueLimit, dependsOnPast } = options;
  const concurrencyPolicy = overlap && OVERLAPS[overlap];
  return defined({ catchup, startingDeadlineSeconds, concurrencyPolicy, queueLimit, dependsOnPast });
}
