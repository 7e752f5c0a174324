// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { Expression } from "../../flows/expressions/expression.ts";
import { Resolvable } from "../../flows/expressions/resolvable.ts";
import { runExpressionsProblem } from "../../flows/expressions/run-expressions.ts";
import type { StarterProblem } from "../starter-problems.ts";
import type { TriggerSpec } from "./type.ts";

const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\//;

/** Why a trigger cannot be kept as its spec stands; none where it can. */
export const triggerSpecProblems = (spec: TriggerSpec): readonly StarterProblem[] => [
  ...sourceProblems(spec),
  ...told("when", () => readWhen(spec.when)),
  ...told("parameters", () => new Resolvable(spec.parameters ?? {})),
];

const readWhen = (when: string | undefined) => ({
  placed: when === undefined ? [] : [{ references: new Expression(when).references, path: [] }],
});

function sourceProblems({ objects, http }: TriggerSpec): readonly StarterProblem[] {
  if (objects === undefined && http === undefined)
    return [{ path: [], message: "It says neither objects nor http: write one of them, e.g. http: {}." }];
  if (objects !== undefined && http !== undefined)
    return [{ path: ["http"], message: "It says both objects and http: leave one of them out." }];
  if (objects === undefined || BUCKET.test(objects.prefix)) return [];
  return [
    {
      path: ["objects", "prefix"],
      message: `Expected s3://BUCKET/ with what keys begin with behind it, and got ${objects.prefix.slice(0, 100)}.`,
    },
  ];
}

function told(member: string, read: Parameters<typeof runExpressionsProblem>[0]): readonly StarterProblem[] {
  const problem = runExpressionsProblem(read, { example: "${{ run.event.uri }}" });
  return problem === undefined
    ? []
    : [{ path: [member, ...problem.path], message: `It ${problem.message}.` }];
}
