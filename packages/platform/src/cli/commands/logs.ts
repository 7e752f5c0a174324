import { defined, isNotFound, type Resource } from "@slipway/model";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import { flowRunKind } from "@slipway/model/kinds/flow-run/index.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import { podHost } from "@slipway/model/pod-host.ts";
import { type PodLogLine, podsOf } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import {
  followStepLogs,
  STEP_CONTAINER,
  type StepLog,
  type StepsAsked,
  stepLogs,
} from "../flow/step-logs.ts";
import { briefly } from "../objects/briefly.ts";
import { type Among, allOfName } from "../objects/find-by-name.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { selectedObjects } from "../objects/selected-objects.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { LineWriter } from "../output/line-writer.ts";
import { lineForTerminal } from "../output/visible.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "[name...]",
        "NAME..., KIND/NAME... or KIND NAME..., for instance abalone, trainingjob/abalone or pod/x",
      )
      .option("-l, --selector <labels>", "of all jobs and endpoints with these labels, or all of a KIND")
      .option("-f, --follow", "go on as lines are written, until the object is done")
      .option("--tail <lines>", "only the last lines of each pod")
      .option("--since <span>", "only lines as old as this at most, for instance 10m")
      .option("-c, --container <name>", "another container than the program's own")
      .option("--host <name>", "of a job of several instances one alone, for instance algo-2")
      .option("--timestamps", "each line with its time")
      .option(
        "--step <path>",
        "of a pipeline's run the logs of a step, with those inside of it, for instance fit[3].train",
      )
      .option("--attempt <number>", "of that try at the step, not the last one")
      .addHelpText(
        "after",
        `
Logs outlive their pods.

Examples:
  slipway logs -f abalone
  slipway logs two-instances --host algo-2
  slipway logs endpoint/abalone --tail 20
  slipway logs flowrun/nightly-1 --step train --attempt 1`,
      ),

  async run(session, args, options) {
    const selector = textOption(options, "selector");
    const targets = await selectedObjects(session, listArgument(args, 0), { selector, among: runsAProgram });
    const how = {
      follow: flag(options, "follow"),
      timestamps: flag(options, "timestamps"),
      tailLines: wholeNumber(textOption(options, "tail"), "--tail", "a number of lines"),
      sinceSeconds:
        textOption(options, "since") === undefined
          ? undefined
          : Math.ceil(timeoutOf(options, "since") / 1000),
      container: textOption(options, "container"),
      host: textOption(options, "host"),
    };
    const steps = {
      step: textOption(options, "step"),
      attempt: wholeNumber(textOption(options, "attempt"), "--attempt", "the number of a try"),
    };
    const run = requireRun(targets, steps);
    if (run === undefined) await printLogs(session, targets, how);
    else await printStepLogs(session, run, { ...how, ...steps });
    if (session.signal.aborted) {
      const again = selector === undefined ? targets.map(nameOf).join(" ") : `-l ${selector}`;
      session.say(`\nStopped following; it goes on. Follow again: slipway logs -f ${again}`);
      return EXIT.interrupted;
    }
    return EXIT.ok;
  },
};

/** One after the other, or all at once where they are followed; of several each line names its object. */
async function printLogs(
  session: Session,
  targets: readonly Reference[],
  how: PrintLogOptions,
): Promise<void> {
  const print = (target: Reference): Promise<void> =>
    printLog(session, target, targets.length > 1 ? { ...how, label: nameOf(target) } : how);
  if (how.follow) await Promise.all(targets.map(print));
  else for (const target of targets) await print(target);
}

const runsAProgram: Among = ({ program }) => program !== undefined;

export interface PrintLogOptions {
  readonly follow: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly container?: string | undefined;
  readonly host?: string | undefined;
  /** Stands before each line, where lines of several objects are printed. */
  readonly label?: string;
}

/** Prints the object's log to stdout; where several pods write, each line names its own. */
export async function printLog(
  session: Session,
  reference: Reference,
  options: PrintLogOptions,
): Promise<void> {
  const { kubernetes } = await session.client();
  const kinds = kindsOf(session);
  const at = await locate(session, reference);
  const several = async () =>
    podsOf((await kubernetes.find<Resource>(reference.kind, at)) ?? NONE).length > 1;
  let isOneOfSeveral: boolean | undefined;
  const lines = kubernetes.logs(reference.kind, at, {
    ...options,
    signal: session.signal,
    isOver: (seen) =>
      stateOf(kinds, seen).state !== "working" && findFacts(kinds, seen)?.program?.ends !== false,
  });
  const writer = new LineWriter((text) => session.out(text));
  let printed = 0;
  for await (const line of lines) {
    // Once a pod has written something it is known which there are.
    isOneOfSeveral ??= options.host === undefined && (await several());
    const behind = writer.add(
      session.forPrograms
        ? JSON.stringify({ ...defined({ object: options.label }), ...line })
        : drawLine(session, line, { ...options, several: isOneOfSeveral }),
    );
    printed += 1;
    if (behind !== undefined) await behind;
    if (session.signal.aborted) break;
  }
  await writer.flush();
  if (printed === 0 && !session.signal.aborted) await tellEmpty(session, reference);
}

/** What is gone has no pods. */
const NONE: Resource = { apiVersion: "", kind: "", metadata: { name: "" } };

/** Where several write, the object and the pod, or which host of a job it is, stand before the line. */
function drawLine(
  session: Session,
  { pod, time, text }: PodLogLine,
  { label, several, timestamps = false }: PrintLogOptions & { readonly several: boolean },
): string {
  const from = [label, several ? (podHost(pod)?.host ?? pod) : undefined]
    .filter((part) => part !== undefined)
    .join(" ");
  return `${from === "" ? "" : session.colors.dim(`${from} `)}${timestamps ? `${time} ` : ""}${session.context.stdout.isTty ? lineForTerminal(text) : text}`;
}

/** Of a log without a line: as its object stands by now. */
async function tellEmpty(session: Session, reference: Reference): Promise<void> {
  const { kubernetes } = await session.client();
  const object = await kubernetes.find<Resource>(reference.kind, await locate(session, reference));
  if (object === undefined) return;
  const { state, word, sentence } = stateOf(kindsOf(session), object);
  const nothing = state === "working" ? "Nothing was written yet" : "Nothing was written";
  session.say(
    `${nothing}: ${object.metadata.name} is ${word}${sentence === "" ? "" : `: ${briefly(sentence)}`}`,
  );
}

function wholeNumber(text: string | undefined, option: string, expected: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`${option} ${text}: expected ${expected}`);
  return Number(text);
}

/** The run of a pipeline that is meant; undefined where none is. */
function requireRun(targets: readonly Reference[], { step, attempt }: StepsAsked): Reference | undefined {
  const run = targets.find(({ kind }) => kind.kind === flowRunKind.kind);
  if (run === undefined && (step !== undefined || attempt !== undefined))
    throw usageError(
      `${step === undefined ? "--attempt" : "--step"} is only for runs of pipelines, as flowrun/nightly-1`,
    );
  if (run !== undefined && targets.length > 1)
    throw usageError(`${nameOf(run)} is a run of a pipeline, of which the steps have logs: name it alone`);
  return run;
}

/** Of a run's steps: each line names its step where there are several, or may be. */
export async function printStepLogs(
  session: Session,
  run: Reference,
  { step, attempt, isAlone = false, ...how }: PrintLogOptions & StepsAsked & { readonly isAlone?: boolean },
): Promise<void> {
  const asked = { step, attempt };
  const print = async ({ pod, label, name }: StepLog, isLabelled: boolean): Promise<void> => {
    const options = isLabelled ? { ...how, label } : how;
    try {
      await printLog(session, pod, { ...options, container: how.container ?? STEP_CONTAINER });
    } catch (error) {
      if (!isNotFound(error)) throw error;
      // A step that makes a job has that one's log.
      const [made] = await allOfName(session, name, runsAProgram);
      if (made === undefined) session.say(`${label}: it has left no log`);
      else await printLog(session, made, options);
    }
  };
  if (!how.follow) {
    const logs = await stepLogs(session, run, asked);
    for (const log of logs) await print(log, logs.length > 1);
    if (logs.length === 0) session.say(`No step of ${nameOf(run)} has begun.`);
    return;
  }
  const printing: Promise<void>[] = [];
  for await (const log of followStepLogs(session, run, asked)) printing.push(print(log, !isAlone));
  await Promise.all(printing);
}
