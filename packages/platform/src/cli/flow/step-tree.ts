import type { FlowDefinition, FlowStep, Json, StepEnd } from "@slipway/model/flows/index.ts";
import type { KeptStepEnd, KeptSteps, KeptStepTry } from "@slipway/model/kubernetes/kept-records.ts";

/** How far a step has come, as far as its records tell. */
export type StepState = "waiting" | "running" | StepEnd;

/** A step, or one of its items, with what is inside of it. */
export interface StepNode {
  /** As records have it: `fit[3].train`; empty for the run itself. */
  readonly path: string;
  /** The last part of it. */
  readonly label: string;
  /** Of an item. */
  readonly item?: number;
  readonly state: StepState;
  /** Milliseconds since 1970; of what holds other steps that of the first of them. */
  readonly began?: number;
  readonly ended?: number;
  readonly why?: string;
  /** Tries at it, and why the last one before failed. */
  readonly attempts: number;
  readonly after?: string;
  /** The last try is not begun before. */
  readonly notBefore?: number;
  /** What its last try is called where it is done. */
  readonly run?: string;
  readonly results?: Readonly<Record<string, Json>>;
  readonly children: readonly StepNode[];
  /** How many of the children are how far. */
  readonly counts: Readonly<Record<StepState, number>>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

type Growing = Writable<Omit<StepNode, "children" | "counts">> & {
  children: Growing[];
  counts: Record<StepState, number>;
  readonly parent?: Growing;
};

/** What runs once all else is over has no step of its own around it. */
export const ON_EXIT = "onExit";

/**
 * The steps of a run as a tree, made of their records as they come. It holds a node for each step that was told, so that records may be told again and in any
 * order; and those of the definition from the beginning, as what is to come.
 */
export class StepTree {
  readonly #root: Growing = growing({ path: "", label: "" });
  readonly #nodes = new Map<string, Growing>([["", this.#root]]);

  constructor(definition?: Pick<FlowDefinition, "steps" | "onExit">) {
    if (definition === undefined) return;
    this.#foresee(definition.steps, "");
    this.#foresee(definition.onExit ?? [], ON_EXIT);
  }

  get root(): StepNode {
    return this.#root;
  }

  /** Undefined where nothing is known of the path. */
  at(path: string): StepNode | undefined {
    return this.#nodes.get(path);
  }

  /** Answers whether it is news. */
  tried({ path, attempt, run, at, after, pauseMs = 0 }: KeptStepTry): boolean {
    const node = this.#node(path);
    if (attempt <= node.attempts) return false;
    const began = Date.parse(at);
    node.attempts = attempt;
    node.run = run;
    node.notBefore = began + pauseMs;
    if (after !== undefined) node.after = after;
    for (let one: Growing | undefined = node; one !== undefined; one = one.parent)
      one.began = Math.min(one.began ?? began, began);
    if (!isEnd(node.state)) become(node, "running");
    return true;
  }

  /** Answers whether it is news. */
  ended({ path, state, at, why, results }: Omit<KeptStepEnd, "isWork">): boolean {
    const node = this.#node(path);
    if (isEnd(node.state)) return false;
    node.ended = Date.parse(at);
    if (why !== undefined) node.why = why;
    if (results !== undefined) node.results = results;
    become(node, state);
    if (node.parent?.path === ON_EXIT) settle(node.parent, node.ended);
    return true;
  }

  /**
   * Where not all that is inside of steps was told: how much of it has ended how, by the step's path, and which places of it were told. What is foreseen at
   * others may have ended as well, and is not shown.
   */
  limitTo(counts: KeptSteps["counts"], isTold: (around: string, place: number) => boolean): void {
    for (const node of [...this.#nodes.values()]) {
      const ended = counts[node.path];
      if (node.children.length === 0 || (ended === undefined && node.state === "waiting")) continue;
      const told = endsIn(node.counts);
      const all = Math.max(told, sum(ended ?? {}));
      const waiting = Math.max(0, node.children.length - all - node.counts.running);
      if (told < all || ended === undefined)
        this.#drop(node, (place) => told === 0 || !isTold(node.path, place));
      Object.assign(node.counts, told < all ? ended : {}, { waiting });
    }
  }

  #drop(node: Growing, isDropped: (place: number) => boolean): void {
    const dropped = new Set(
      node.children.filter(
        ({ state, path }, place) => state === "waiting" && path !== ON_EXIT && isDropped(place),
      ),
    );
    node.children = node.children.filter((child) => !dropped.has(child));
    for (const child of dropped) this.#forget(child);
  }

  #forget(node: Growing): void {
    this.#nodes.delete(node.path);
    for (const child of node.children) this.#forget(child);
  }

  #foresee(steps: readonly FlowStep[], around: string): void {
    for (const { name, steps: inner, forEach } of steps) {
      const path = around === "" ? name : `${around}.${name}`;
      this.#node(path);
      // Of many items it is not known yet which there are.
      if (inner !== undefined && forEach === undefined) this.#foresee(inner, path);
    }
  }

  #node(path: string): Growing {
    const known = this.#nodes.get(path);
    if (known !== undefined) return known;
    const { around, label, item } = partsOf(path);
    const parent = this.#node(around);
    const node = growing({ path, label, ...(item === undefined ? {} : { item }) }, parent);
    this.#nodes.set(path, node);
    const place = placeFor(node, parent.children);
    if (place === parent.children.length) parent.children.push(node);
    else parent.children.splice(place, 0, node);
    parent.counts.waiting++;
    return node;
  }
}

function growing(of: Pick<StepNode, "path" | "label" | "item">, parent?: Growing): Growing {
  const counts = {
    waiting: 0,
    running: 0,
    success: 0,
    failed: 0,
    skipped: 0,
    upstream_failed: 0,
    canceled: 0,
  };
  return { ...of, state: "waiting", attempts: 0, children: [], counts, ...(parent && { parent }) };
}

export const isEnd = (state: StepState): state is StepEnd => state !== "waiting" && state !== "running";

const sum = (counts: KeptSteps["counts"][string]): number =>
  Object.values(counts).reduce((all, count) => all + count, 0);

/** How many of the steps inside of one have ended. */
const endsIn = ({ waiting, running, ...ended }: StepNode["counts"]): number => sum(ended);

/** What holds a step that runs does so as well, until its own end is told. */
function become(node: Growing, state: StepState): void {
  const { parent, state: before } = node;
  if (before === state) return;
  node.state = state;
  if (parent === undefined) return;
  parent.counts[before]--;
  parent.counts[state]++;
  if (parent.state === "waiting" || (parent.path === ON_EXIT && !isEnd(state))) become(parent, "running");
}

/** What holds no step of its own is as far as what is inside of it. */
function settle(node: Growing, at: number): void {
  const { counts } = node;
  node.ended = Math.max(node.ended ?? at, at);
  const isOver = counts.running === 0 && counts.waiting === 0;
  become(node, isOver ? (counts.failed > 0 ? "failed" : "success") : "running");
}

/** `fit[3].train` is in `fit[3]`, and that in `fit`. */
function partsOf(path: string): { readonly around: string; readonly label: string; readonly item?: number } {
  const [, of = "", item] = /^(.*)\[(\d{1,9})\]$/.exec(path) ?? [];
  if (item !== undefined) return { around: of, label: `[${item}]`, item: Number(item) };
  const dot = path.lastIndexOf(".");
  return { around: dot < 0 ? "" : path.slice(0, dot), label: path.slice(dot + 1) };
}

/** Items stand in their order, whichever was told first; all else as it comes, and what runs on exit at the end. */
function placeFor({ item, path }: Growing, among: readonly Growing[]): number {
  if (item === undefined) {
    const isLast = path !== ON_EXIT && among.at(-1)?.path === ON_EXIT;
    return isLast ? among.length - 1 : among.length;
  }
  let [low, high] = [0, among.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((among[middle]?.item ?? 0) < item) low = middle + 1;
    else high = middle;
  }
  return low;
}
