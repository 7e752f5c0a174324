import { defined } from "@slipway/model";
import { humanDuration } from "#lib/human-duration.ts";
import { usageError } from "../errors/usage-error.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Colors } from "../output/colors.ts";
import { columns } from "../output/columns.ts";
import { countsInWords, drawSteps } from "./draw-steps.ts";
import { failedIn } from "./read-steps.ts";
import { isEnd, type StepNode, type StepTree } from "./step-tree.ts";

/** Of steps beside each other, so many stand on a page. */
const A_PAGE = 50;
const ROWS = 60;
const MOST_FAILED = 20;
/** Programs are told of so many steps. */
const MOST_FOR_PROGRAMS = 1_000;

export interface StepsShown {
  /** The step whose inside is shown; absent: all of the run. */
  readonly step?: string | undefined;
  /** From 1. */
  readonly page: number;
}

/** The part of a run's steps that is asked for. Throws where there is none. */
export function shownOf(tree: StepTree, { step = "", page }: StepsShown): StepNode {
  const node = tree.at(step);
  if (node === undefined) throw usageError(`--step ${step}: no step of the run has that path`);
  const from = (page - 1) * A_PAGE;
  if (page > 1 && from >= node.children.length)
    throw usageError(
      `--page ${page}: there are ${Math.max(1, Math.ceil(node.children.length / A_PAGE))} pages`,
    );
  if (node.children.length <= A_PAGE && step === "") return node;
  const children = node.children.length === 0 ? [node] : node.children.slice(from, from + A_PAGE);
  return { ...node, children };
}

/** Those that failed first, then all of a page as a tree; and what shows the rest. */
export function stepSection(
  tree: StepTree,
  shown: StepsShown,
  how: {
    readonly name: string;
    readonly colors: Colors;
    readonly now: number;
    readonly width: number | undefined;
  },
): readonly string[] {
  const within = shownOf(tree, shown);
  const whole = tree.at(shown.step ?? "") ?? within;
  if (whole.children.length === 0 && shown.step === undefined) return [];
  const failed = failedIn(whole, MOST_FAILED);
  const lines = drawSteps(within, { ...how, rows: ROWS });
  const pages = Math.ceil(whole.children.length / A_PAGE);
  return [
    ...(failed.count === 0 ? [] : [`Failed steps:\n${failedTable(failed, how)}`]),
    `Steps:          ${countsInWords(whole.counts)}\n`,
    ...lines.map((line) => `  ${line}\n`),
    ...(pages > 1 ? [`  page ${shown.page} of ${pages}: ${pageCommand(shown, how.name)}\n`] : []),
  ];
}

function pageCommand({ step, page }: StepsShown, name: string): string {
  const within = step === undefined ? "" : ` --step '${step}'`;
  return `slipway describe ${name}${within} --page ${page + 1}`;
}

function failedTable(
  { steps, count }: ReturnType<typeof failedIn>,
  { now, width }: { readonly now: number; readonly width: number | undefined },
): string {
  const rows = steps.map((node) => [
    node.path,
    String(node.attempts),
    tookOf(node, now),
    failureWords(node.why ?? "").head,
  ]);
  const table = columns(["STEP", "TRIES", "TOOK", "WHY"], rows, { width, prose: true });
  const more = count > steps.length ? `… ${(count - steps.length).toLocaleString("en")} more\n` : "";
  return `${table}${more}`.replace(/^(?=.)/gm, "  ");
}

const tookOf = ({ began, ended }: StepNode, now: number): string =>
  began === undefined ? "" : humanDuration((ended ?? now) - began);

/** The same for programs: those that failed first, as many as are told, and how many are not. */
export function stepsForPrograms(tree: StepTree): object {
  const { steps: failed, count: failures } = failedIn(tree.root, MOST_FOR_PROGRAMS);
  const items = failed.map(forPrograms);
  let left = failures - failed.length;
  const open = [...tree.root.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.state !== "failed" || node.counts.failed > 0) {
      if (items.length < MOST_FOR_PROGRAMS) items.push(forPrograms(node));
      else left++;
    }
    for (let at = node.children.length - 1; at >= 0; at--) {
      const child = node.children[at];
      if (child !== undefined) open.push(child);
    }
  }
  return { items, ...(left === 0 ? {} : { leftOut: left }) };
}

const time = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

function forPrograms({ path, state, attempts, began, ended, why, results }: StepNode): object {
  return {
    path,
    state,
    ...(attempts === 0 ? {} : { attempts }),
    ...defined({
      startTime: time(began),
      completionTime: isEnd(state) ? time(ended) : undefined,
      why,
      results,
    }),
  };
}
