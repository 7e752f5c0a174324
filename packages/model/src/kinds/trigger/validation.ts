// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are texts with expressions of ours
import { Expression } from "../../flows/expressions/expression.ts";
import { ExpressionError } from "../../flows/expressions/expression-error.ts";
import type { References } from "../../flows/expressions/references.ts";
import { type MisplacedExpression, Resolvable } from "../../flows/expressions/resolvable.ts";
import type { Json } from "../../flows/index.ts";
import { isDnsLabel } from "../../names.ts";
import type { TriggerSpec } from "./type.ts";

/** What is wrong with a trigger, with the member of its spec that it is about. */
export interface TriggerProblem {
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly message: string;
}

const BUCKET = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\//;

/** Why a trigger cannot be kept as its spec stands; none where it can. */
export const triggerSpecProblems = (spec: TriggerSpec): readonly TriggerProblem[] => [
  ...sourceProblems(spec),
  ...told(["when"], () => readOfEvent(spec.when)),
  ...told(["parameters"], () => readOfEvents(spec.parameters ?? {})),
];

/** A run's name is made of the trigger's, which is also a label of the run. */
export const triggerNameProblem = (name: string): string | undefined =>
  isDnsLabel(name) ? undefined : `The name must be up to 63 of a-z, 0-9 and -, and is ${name.slice(0, 80)}.`;

function sourceProblems({ objects, http }: TriggerSpec): readonly TriggerProblem[] {
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

/** What an expression error says of a member, as a problem. */
function told(path: readonly string[], read: () => void): readonly TriggerProblem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    const inner = (error as Partial<MisplacedExpression>).path ?? [];
    return [{ path: [...path, ...inner], message: `It ${error.message}.` }];
  }
}

function readOfEvent(when: string | undefined): void {
  if (when !== undefined) requireRunAlone(new Expression(when).references);
}

function readOfEvents(parameters: Readonly<Record<string, Json>>): void {
  for (const references of new Resolvable(parameters).references) requireRunAlone(references);
}

function requireRunAlone({ steps, parameters }: References): void {
  if (steps.size + parameters.size === 0) return;
  const message =
    "reads what only a run's steps see: expected an expression of run, e.g. ${{ run.event.uri }}";
  throw new ExpressionError(message, 0);
}
