import { isSlipwayError } from "@slipway/model";
import type { FlowDefinition } from "@slipway/model/flows/index.ts";
import type { FlowRun, FlowRunSteps } from "@slipway/model/kinds/flow-run/index.ts";
import { isPassing } from "@slipway/model/kubernetes/is-passing.ts";
import { humanDuration } from "#lib/human-duration.ts";
import { awaitOutcome } from "../objects/await-outcome.ts";
import { briefly } from "../objects/briefly.ts";
import { nameOf, type Reference } from "../objects/references.ts";
import type { Session } from "../session/session.ts";
import { cutLine, drawSteps } from "./draw-steps.ts";
import { definitionOf, firstFailedIn } from "./read-steps.ts";
import type { StepFeed, StepRecords } from "./step-feed.ts";
import { feedOf } from "./step-logs.ts";
import { StepTree } from "./step-tree.ts";
import { tellSteps } from "./tell-steps.ts";

/** Of a terminal these lines are left for the run itself and what is printed above. */
const ROWS_LEFT = 4;
const USUAL_ROWS = 24;
const ROWS_AT_THE_END = 60;
const INDENT = "  ";
/** Tries of a step come without the run's object changing. */
const LOOK_EVERY_MS = 2_000;

export interface FollowRun {
  /** What the run follows, where that is known: its steps are shown before they begin. */
  readonly definition?: FlowDefinition | undefined;
  readonly timeoutMs?: number | undefined;
  /** Told of a run that did not succeed: the first of its steps that failed by itself. */
  readonly onFailedStep?: (path: string) => void;
}

/**
 * Waits for the end of a pipeline's run and gives it back, or throws what `awaitOutcome` does. Its steps are shown as a tree that is drawn anew where a person
 * looks, and stays once the run is over; elsewhere each that ends is a line.
 */
export async function followRun(
  session: Session,
  reference: Reference,
  { definition, timeoutMs, onFailedStep }: FollowRun = {},
): Promise<FlowRun> {
  const view = new RunView(session, reference, definition);
  try {
    return await awaitOutcome<FlowRun>(session, reference, {
      timeoutMs,
      onState: (_, object) => view.show(object as FlowRun),
    });
  } finally {
    await view.close();
    const { failedStep } = view;
    if (failedStep !== undefined) onFailedStep?.(failedStep);
  }
}

class RunView {
  readonly #session: Session;
  readonly #name: string;
  readonly #reference: Reference;
  readonly #definition: FlowDefinition | undefined;
  #tree = new StepTree();
  readonly #tell: ReturnType<typeof tellSteps>;
  readonly #news: { readonly at: string; readonly tell: () => void }[] = [];
  #isForeseen = false;
  #run: FlowRun | undefined;
  #feed: StepFeed | undefined;
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(session: Session, reference: Reference, definition: FlowDefinition | undefined) {
    this.#session = session;
    this.#reference = reference;
    this.#name = nameOf(reference);
    this.#definition = definition;
    if (definition !== undefined) this.#tree = new StepTree(definition);
    this.#tell = tellSteps(session, reference.name);
  }

  get failedStep(): string | undefined {
    return firstFailedIn(this.#tree.root)?.path;
  }

  show(run: FlowRun): void {
    if (this.#run === undefined) this.#begin(run);
    const isNews = run.status?.phase !== this.#run?.status?.phase || this.#run === undefined;
    this.#run = run;
    // The end is told once all that led to it is.
    if (isNews && run.status?.completionTime === undefined) this.#tellPhase();
    this.#look();
  }

  #tellPhase(): void {
    const { phase = "Pending", message = "" } = this.#run?.status ?? {};
    const words = phase === "Running" ? "" : briefly(message);
    if (!this.#session.status.isSeen)
      this.#session.say([this.#name, phase, words].filter((part) => part !== "").join("  "));
  }

  /** Reads what is left, and leaves the tree as it stands. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (!this.#session.signal.aborted) this.#look();
    await this.#looking;
    const { status } = this.#session;
    const lines = this.#lines(ROWS_AT_THE_END);
    status.clear();
    if (this.#run === undefined) return;
    if (status.isSeen) this.#session.say(lines.join("\n"));
    else if (this.#run.status?.completionTime !== undefined) this.#tellPhase();
  }

  #begin({ metadata }: FlowRun): void {
    this.#looking = feedOf(this.#session, this.#reference, metadata.uid).then((feed) => {
      this.#feed = feed;
    });
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
    this.#session.status.showLines(() => this.#lines());
  }

  /** One look after the other; what passes by itself is seen at a later one. */
  #look(): void {
    this.#looking = this.#looking.then(async () => {
      try {
        await this.#foresee();
        for await (const page of this.#feed?.look() ?? []) this.#take(page);
        this.#tellNews();
      } catch (error) {
        if (!isSlipwayError(error) && !isPassing(error)) throw error;
      }
    });
  }

  /** Before the first records are there. */
  async #foresee(): Promise<void> {
    if (this.#isForeseen || this.#run?.status?.version === undefined) return;
    this.#isForeseen = true;
    if (this.#definition === undefined)
      this.#tree = new StepTree(await definitionOf(this.#session, this.#run));
  }

  /** What is news is told in the order in which it happened, once all of a look is read. */
  #take({ tries, ends }: StepRecords): void {
    for (const one of ends)
      if (this.#tree.ended(one))
        this.#news.push({ at: one.at, tell: () => this.#tell.ended(one, this.#tree.at(one.path)) });
    for (const one of tries)
      if (this.#tree.tried(one)) this.#news.push({ at: one.at, tell: () => this.#tell.tried(one) });
  }

  #tellNews(): void {
    const news = this.#news
      .splice(0)
      .sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
    for (const { tell } of news) tell();
  }

  /** Of the live tree no more than a terminal has; once it stands still, as many as tell it all. */
  #lines(least = 1): readonly string[] {
    const { colors, context } = this.#session;
    const { rows = USUAL_ROWS, columns = 80 } = context.stderr;
    const now = Date.now();
    const steps = drawSteps(this.#tree.root, {
      colors,
      now,
      rows: Math.max(least, rows - ROWS_LEFT),
      width: columns - 1 - INDENT.length,
    });
    const head = cutLine(headLine(this.#session, this.#name, this.#run), columns - 1);
    return [head, ...steps.map((line) => `${INDENT}${line}`)];
  }
}

function headLine({ colors }: Session, name: string, run: FlowRun | undefined): string {
  const { phase = "Pending", startTime, completionTime, steps, message = "" } = run?.status ?? {};
  const end = completionTime === undefined ? Date.now() : Date.parse(completionTime);
  const took = startTime === undefined ? "" : humanDuration(Math.max(0, end - Date.parse(startTime)));
  const paint = phase === "Succeeded" ? colors.green : phase === "Failed" ? colors.red : colors.yellow;
  const words = steps === undefined ? briefly(message) : stepsInWords(steps);
  return [colors.bold(name), paint(phase), took, words].filter((part) => part !== "").join("  ");
}

const WORDS = {
  failed: "failed",
  running: "running",
  success: "done",
  skipped: "skipped",
  upstreamFailed: "not run",
  canceled: "canceled",
} as const satisfies Record<keyof FlowRunSteps, string>;

/** `1 failed, 12 done, 2 not run`. */
export function stepsInWords(steps: FlowRunSteps): string {
  return (Object.keys(WORDS) as readonly (keyof FlowRunSteps)[])
    .filter((field) => steps[field] > 0)
    .map((field) => `${steps[field].toLocaleString("en")} ${WORDS[field]}`)
    .join(", ");
}
