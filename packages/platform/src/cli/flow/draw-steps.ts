import { humanDuration } from "#lib/human-duration.ts";
import { failureWords } from "../objects/failure-words.ts";
import type { Colors } from "../output/colors.ts";
import { visible } from "../output/visible.ts";
import { cut, padded, widthOf } from "../output/width.ts";
import { isEnd, ON_EXIT, type StepNode, type StepState } from "./step-tree.ts";

export interface DrawSteps {
  readonly colors: Colors;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Lines, at most. */
  readonly rows: number;
  /** Of a terminal, where lines are cut; absent where nobody looks. */
  readonly width?: number | undefined;
}

/** A line: a step, or how many there are beside those that are shown. */
type Line = { readonly depth: number } & ({ readonly node: StepNode } | { readonly more: string });

const MARKS: Readonly<Record<StepState, string>> = {
  waiting: "·",
  running: "…",
  success: "✓",
  failed: "✗",
  skipped: "–",
  upstream_failed: "–",
  canceled: "■",
};

const WORDS: Readonly<Record<StepState, string>> = {
  waiting: "to come",
  running: "running",
  success: "done",
  failed: "failed",
  skipped: "skipped",
  upstream_failed: "not run",
  canceled: "canceled",
};

const STATES = Object.keys(WORDS) as readonly StepState[];
/** Of steps beside each other, so many are shown; the first of these with which all fits. */
const SHOWN = [50, 20, 12, 8, 6, 5, 4, 3, 2, 1] as const;
/** Of steps with names of their own, unless nothing else helps: they are the flow. */
const LEAST_NAMED = 12;
const WIDEST_LABEL = 48;

/** The steps inside of one, a line each; where there are too many the failed ones are shown first, then those that run. */
export function drawSteps(within: StepNode, how: DrawSteps): readonly string[] {
  const lines = chosen(within, how.rows);
  const widest = Math.min(
    WIDEST_LABEL,
    lines.reduce((most, line) => Math.max(most, "node" in line ? widthOf(headOf(line)) : 0), 0),
  );
  return lines.map((line) => {
    const text =
      "node" in line ? drawStep(line, widest, how) : `${"  ".repeat(line.depth)}${how.colors.dim(line.more)}`;
    return how.width === undefined ? text : cutLine(text, how.width);
  });
}

/** How many are how far, in words: `3 done, 1 failed`. */
export function countsInWords(counts: StepNode["counts"]): string {
  return STATES.toSorted((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
    .filter((state) => counts[state] > 0)
    .map((state) => `${counts[state].toLocaleString("en")} ${WORDS[state]}`)
    .join(", ");
}

const sum = (counts: StepNode["counts"]): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

const ORDER: readonly StepState[] = [
  ...(["failed", "running", "success", "skipped"] as const),
  ...(["upstream_failed", "canceled", "waiting"] as const),
];

function chosen(within: StepNode, rows: number): readonly Line[] {
  let lines: readonly Line[] = [];
  for (const shown of SHOWN) {
    lines = linesOf(within, { depth: 0, shown, isFolded: false });
    if (lines.length <= rows) return lines;
    lines = linesOf(within, { depth: 0, shown, isFolded: true });
    if (lines.length <= rows) return lines;
  }
  const left = lines.length - rows + 1;
  return [...lines.slice(0, Math.max(0, rows - 1)), { depth: 0, more: `… ${left} more lines` }];
}

interface Choice {
  readonly depth: number;
  readonly shown: number;
  /** What has ended well is one line, whatever is inside of it. */
  readonly isFolded: boolean;
}

function linesOf(within: StepNode, choice: Choice): readonly Line[] {
  const { depth, shown, isFolded } = choice;
  const isNamed = within.children[0]?.item === undefined && shown > 1;
  const picked = pick(within.children, isNamed ? Math.max(shown, LEAST_NAMED) : shown);
  const lines = picked.flatMap((node): readonly Line[] => {
    const isClosed = isFolded && (isEnd(node.state) || node.state === "waiting") && node.state !== "failed";
    const inner = isClosed ? [] : linesOf(node, { ...choice, depth: depth + 1 });
    return [{ depth, node }, ...inner];
  });
  const counts = { ...within.counts };
  for (const { state } of picked) counts[state]--;
  const left = sum(counts);
  if (left <= 0) return lines;
  return [...lines, { depth, more: `… ${left.toLocaleString("en")} more: ${countsInWords(counts)}` }];
}

/** In their order: those that failed, those that run, and as many others as there is room for. */
function pick(all: readonly StepNode[], most: number): readonly StepNode[] {
  if (all.length <= most) return all;
  const picked = new Set<StepNode>();
  const take = (is: (node: StepNode) => boolean): void => {
    for (const node of all) {
      if (picked.size >= most) return;
      if (is(node)) picked.add(node);
    }
  };
  take(({ state }) => state === "failed");
  take(({ state }) => state === "running");
  take(({ path }) => path === ON_EXIT);
  take(({ state }) => !isEnd(state));
  take(() => true);
  return all.filter((node) => picked.has(node));
}

const headOf = ({ depth, node }: { readonly depth: number; readonly node: StepNode }): string =>
  `${"  ".repeat(depth)}${MARKS[node.state]} ${node.path === ON_EXIT ? "on exit" : node.label}`;

function drawStep(
  line: { readonly depth: number; readonly node: StepNode },
  widest: number,
  { colors, now }: DrawSteps,
): string {
  const { node } = line;
  const head = padded(cut(headOf(line), widest), widest);
  const told = [durationOf(node, now).padStart(6), detailsOf(node, now)].join("  ").trimEnd();
  return `${paintOf(node, colors)(head)}  ${colors.dim(told)}`.trimEnd();
}

function paintOf({ state }: StepNode, colors: Colors): (text: string) => string {
  if (state === "failed") return colors.red;
  if (state === "success") return colors.green;
  return state === "running" || state === "canceled" ? colors.yellow : colors.dim;
}

function durationOf({ began, ended, state }: StepNode, now: number): string {
  if (began === undefined) return "";
  if (!isEnd(state)) return humanDuration(Math.max(0, now - began));
  return humanDuration(Math.max(0, (ended ?? now) - began));
}

/** What is worth knowing of a step beside how far it is and how long it took. */
export function detailsOf(node: StepNode, now: number): string {
  const { state, attempts, after, notBefore = 0, why, children, counts } = node;
  const waits = state === "running" && notBefore > now ? ` in ${humanDuration(notBefore - now)}` : "";
  const isFan = children[0]?.item !== undefined;
  return [
    isEnd(state) && state !== "success" && state !== "failed" ? WORDS[state] : "",
    attempts > 1 ? `try ${attempts}${waits}${after === undefined ? "" : ` after ${after}`}` : "",
    isFan ? `${sum(counts).toLocaleString("en")} items: ${countsInWords(counts)}` : "",
    why === undefined ? "" : visible(failureWords(why).head),
    children.length > 0 ? "" : resultsInWords(node),
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

const MOST_OF_A_RESULT = 60;

const resultsInWords = ({ results = {} }: StepNode): string =>
  Object.entries(results)
    .map(([name, value]) => visible(`${name}=${cut(JSON.stringify(value), MOST_OF_A_RESULT)}`))
    .join(" ");

/** What is cut may have lost the end of its colours. */
export const cutLine = (text: string, width: number): string =>
  `${cut(text, width)}${text.includes("\u001b") ? "\u001b[0m" : ""}`;
