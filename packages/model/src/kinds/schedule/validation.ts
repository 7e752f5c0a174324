import { policyProblems, timingProblems } from "../../schedules/index.ts";
import type { StarterProblem } from "../starter-problems.ts";
import { runParametersProblem } from "./run-parameters.ts";
import { timingOf } from "./timing-of.ts";
import type { ScheduleSpec } from "./type.ts";

/** Why a schedule cannot be kept as its spec stands, one that would never fire included; none where it can. */
export function scheduleProblems(spec: ScheduleSpec): readonly StarterProblem[] {
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

const placed = ({
  field,
  message,
}: {
  readonly field: string;
  readonly message: string;
}): StarterProblem => ({
  path: [field],
  message,
});

function formProblems({ cron, every, timeZone }: ScheduleSpec): readonly StarterProblem[] {
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
