import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { KeptStepEnd, KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";
import type { Mark } from "./line-witness.ts";
import type { Story } from "./stories.ts";

export interface Told {
  readonly run: FlowRun;
  readonly tries: readonly KeptStepTry[];
  readonly ends: readonly KeptStepEnd[];
  /** What its programs have said. */
  readonly marks: readonly Mark[];
}

/**
 * What does not hold of a run that is over, as sentences. An attempt's program has begun once at most, after the attempt was written down; the last program of a step that has
 * succeeded has done its work once; and teardowns began when all that they come after was over.
 */
export function problemsOf(story: Story, told: Told): readonly string[] {
  const { run } = told;
  const { phase, message } = run.status ?? {};
  const name = run.metadata.name;
  return [
    ...(phase === story.phase ? [] : [`${name} is ${phase}, and was to be ${story.phase}: ${message}`]),
    ...story.done.flatMap((path) => notDone(told, path)),
    ...story.undone
      .filter((path) => endOf(told, path)?.state === "success")
      .map((path) => `${path} succeeded`),
    ...[...new Set(told.marks.map(({ path }) => path))].flatMap((path) => begunTwice(told, path)),
    ...Object.entries(story.after).flatMap(([path, others]) => tooSoon(told, path, others)),
  ].map((sentence) => (sentence.startsWith(name) ? sentence : `${name}: ${sentence}`));
}

/** Tries that the flow does not ask for itself: before each of them a program was lost. */
export const lostTries = ({ tries }: Told): number =>
  tries.filter(({ path, attempt }) => attempt > (path === "flaky" || path === "bad" ? 2 : 1)).length;

const endOf = ({ ends }: Told, path: string): KeptStepEnd | undefined =>
  ends.find((end) => end.path === path);

const marksOf = ({ marks }: Told, path: string, what: Mark["what"]): readonly Mark[] =>
  marks.filter((mark) => mark.path === path && mark.what === what);

function notDone(told: Told, path: string): readonly string[] {
  const end = endOf(told, path);
  if (end === undefined) return [`${path} is lost: nothing is written down of its end`];
  if (end.state !== "success") return [`${path} is ${end.state}: ${end.why}`];
  const last = marksOf(told, path, "begin").at(-1);
  const done = marksOf(told, path, "end").filter((mark) => last !== undefined && mark.at >= last.at).length;
  return done === 1 ? [] : [`${path} succeeded, and its last program was done ${done} times`];
}

/**
 * Each program that began belongs to an attempt of its own, which was written down before. Attempts are written down with the time at which the pass over the run began, which
 * may be a little earlier.
 */
function begunTwice(told: Told, path: string): readonly string[] {
  const tries = told.tries.filter((one) => one.path === path);
  const begun = marksOf(told, path, "begin");
  const isOwn = begun.every(({ at }, index) => Date.parse(tries[index]?.at ?? "") <= at);
  if (isOwn) return [];
  const times = (all: readonly (string | number)[]) => all.map((at) => new Date(at).toISOString()).join(", ");
  return [
    `programs of ${path} began at ${times(begun.map(({ at }) => at))}, and its attempts at ${times(tries.map(({ at }) => at))}`,
  ];
}

function tooSoon(told: Told, path: string, others: readonly string[]): readonly string[] {
  const [first] = marksOf(told, path, "begin");
  if (first === undefined) return [];
  const late = others.filter((other) => told.marks.some((mark) => mark.path === other && mark.at > first.at));
  return late.map((other) => `${path} began while ${other} went on`);
}
