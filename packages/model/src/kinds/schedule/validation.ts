import { isDnsLabel } from "../../names.ts";
import { policyProblems, timingProblems } from "../../schedules/index.ts";
import { runParametersProblem } from "./run-parameters.ts";
import { timingOf } from "./timing-of.ts";
import type { ScheduleSpec } from "./type.ts";

/** What is wrong with a schedule, with the member of its spec that it is about. */
export interface ScheduleProblem {
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

/** Why a schedule cannot be kept as its spec stands, one that would never fire included; none where it can. */
export function scheduleProblems(spec: ScheduleSpec): readonly ScheduleProblem[] {
  const timing = timingOf(spec);
  const parameters = runParametersProblem(spec.parameters ?? {});
  return [
    ...(timing === undefined ? [] : timingProblems(timing)).map(placed),
    ...formProblems(spec),
    ...policyProblems(spec).map(placed),
    ...(parameters === undefined
      ? []
      : [{ path: ["parameters", ...parameters.path], message: `It ${parameters.message}.` }]),
  ];
}

/** A run's name is made of the schedule's, which is also a label of the run. */
export const scheduleNameProblem = (name: string): string | undefined =>
  isDnsLabel(name) ? undefined : `The name must be up to 63 of a-z, 0-9 and -, and is ${name.slice(0, 80)}.`;

const placed = ({
  field,
  message,
}: {
  readonly field: string;
  readonly message: string;
}): ScheduleProblem => ({
  path: [field],
  message,
});

function formProblems({ cron, every, timeZone }: ScheduleSpec): readonly ScheduleProblem[] {
  if (cron === undefined && every === undefined)
    return [
      { path: [], message: "It says neither cron nor every: write one of them, e.g. cron: 0 3 * * *." },
    ];
  if (cron !== undefined && every !== undefined)
    return [{ path: ["every"], message: "It says both cron and every: leave one of them out." }];
  if (every !== undefined && timeZone !== undefined)
    return [
      {
        path: ["timeZone"],
        message: "An interval goes by no zone's clock: leave timeZone out, or write a cron.",
      },
    ];
  return [];
}
