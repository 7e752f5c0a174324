import { defined } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import type { StepsAsked } from "@slipway/sdk";
import { humanDuration } from "#lib/human-duration.ts";
import { usageError } from "../errors/usage-error.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Colors } from "../output/colors.ts";
import { columns } from "../output/columns.ts";
import { countsInWords, drawSteps } from "./draw-steps.ts";
import type { ReadSteps } from "./read-steps.ts";
import { isEnd, ON_EXIT, type StepNode, StepTree } from "./step-tree.ts";
import { stepsAt } from "./steps-at.ts";

/** Of steps beside each other, so many stand on a page. */
const A_PAGE = 50;
const ROWS = 60;
const MOST_FAILED = 20;
/** The last of them that are counted. */
const MOST_COUNTED = 1_000;
/** Programs are told of so many steps. */
const MOST_FOR_PROGRAMS = 1_000;

export interface StepsShown {
  /** The step whose inside is shown; absent: all of the run. */
  readonly step?: string | undefined;
  /** From 1. */
  readonly page: number;
}

/** What is read to show them. */
export const askedFor = ({ step, page }: StepsShown, isForPrograms: boolean): StepsAsked =>
  isForPrograms
    ? {
        places: MOST_FOR_PROGRAMS,
        inner: MOST_FOR_PROGRAMS,
        limit: MOST_FOR_PROGRAMS,
        most: MOST_FOR_PROGRAMS,
      }
    : { step, from: (page - 1) * A_PAGE, places: A_PAGE, most: MOST_FAILED };

/** The part of a run's steps that is asked for. Throws where there is none. */
function shownOf({ tree, definition }: ReadSteps, { step = "", page }: StepsShown): StepNode {
  const node = tree.at(step);
  if (node === undefined) throw usageError(`--step ${step}: no step of the run has that path`);
  const pages = pagesOf(node);
  if (page > 1 && page > pages) throw usageError(`--page ${page}: there are ${pages} pages`);
  if (node.children.length === 0) return step === "" ? node : { ...node, children: [node] };
  if (pages === 1) return node;
  const placeOf = placesIn(node, stepsAt(definition, step));
  const from = (page - 1) * A_PAGE;
  const children = node.children.filter((child) => {
    const place = placeOf(child);
    return place === undefined || (place >= from && place < from + A_PAGE);
  });
  return { ...node, children, counts: countsOf(children) };
}

function countsOf(nodes: readonly StepNode[]): StepNode["counts"] {
  const counts = { ...new StepTree().root.counts };
  for (const { state } of nodes) counts[state]++;
  return counts;
}

/** Which of those beside each other a step is; undefined where nothing tells it. */
function placesIn(
  { path }: StepNode,
  steps: FlowDefinition["steps"] | undefined,
): (child: StepNode) => number | undefined {
  const places = new Map(steps?.map(({ name }, place) => [name, place]));
  if (path === "") places.set(ON_EXIT, places.size);
  return ({ item, label }) => item ?? places.get(label);
}

const countIn = ({ counts }: StepNode): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const pagesOf = (node: StepNode): number => Math.max(1, Math.ceil(countIn(node) / A_PAGE));

/** Those that failed first, then all of a page as a tree; and what shows the rest. */
export function stepSection(
  read: ReadSteps,
  shown: StepsShown,
  how: {
    readonly name: string;
    readonly colors: Colors;
    readonly now: number;
    readonly width: number | undefined;
  },
): readonly string[] {
  const within = shownOf(read, shown);
  const whole = read.tree.at(shown.step ?? "") ?? within;
  if (whole.children.length === 0 && shown.step === undefined) return [];
  const lines = drawSteps(within, { ...how, rows: ROWS });
  const pages = pagesOf(whole);
  return [
    ...(read.failures === 0 ? [] : [`Failed steps:\n${failedTable(read, how)}`]),
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
  { failed, failures }: ReadSteps,
  { now, width }: { readonly now: number; readonly width: number | undefined },
): string {
  const rows = failed.map((node) => [
    node.path,
    String(node.attempts),
    tookOf(node, now),
    failureWords(node.why ?? "").head,
  ]);
  const table = columns(["STEP", "TRIES", "TOOK", "WHY"], rows, { width, prose: true });
  return `${table}${moreFailed(failures, failed.length)}`.replace(/^(?=.)/gm, "  ");
}

function moreFailed(failures: number, shown: number): string {
  if (failures <= shown) return "";
  const orMore = failures < MOST_COUNTED ? "" : " or";
  return `… ${(failures - shown).toLocaleString("en")}${orMore} more\n`;
}

const tookOf = ({ began, ended }: StepNode, now: number): string =>
  began === undefined ? "" : humanDuration((ended ?? now) - began);

/** The same for programs: those that failed first, as many as are told, and how many are not. */
export function stepsForPrograms({ tree, failed, count }: ReadSteps): object {
  const first = new Set(failed);
  const others = allIn(tree).filter((node) => !first.has(node));
  const items = [...failed, ...others].slice(0, MOST_FOR_PROGRAMS);
  const told = items.filter(({ state, path }) => state !== "waiting" && path !== ON_EXIT).length;
  return { items: items.map(forPrograms), ...(count > told ? { leftOut: count - told } : {}) };
}

/** What stands before something inside of it. */
function allIn({ root }: StepTree): readonly StepNode[] {
  const all: StepNode[] = [];
  const open = [...root.children].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    all.push(node);
    open.push(...[...node.children].reverse());
  }
  return all;
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
