import { defined, type Resource } from "@slipway/model";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import { podHost } from "@slipway/model/pod-host.ts";
import { type PodLogLine, podsOf } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { briefly } from "../objects/briefly.ts";
import type { Among } from "../objects/find-by-name.ts";
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
      .addHelpText(
        "after",
        `
Logs outlive their pods.

Examples:
  slipway logs -f abalone
  slipway logs two-instances --host algo-2
  slipway logs endpoint/abalone --tail 20`,
      ),

  async run(session, args, options) {
    const selector = textOption(options, "selector");
    const targets = await selectedObjects(session, listArgument(args, 0), { selector, among: runsAProgram });
    const how = {
      follow: flag(options, "follow"),
      timestamps: flag(options, "timestamps"),
      tailLines: wholeNumber(textOption(options, "tail")),
      sinceSeconds:
        textOption(options, "since") === undefined
          ? undefined
          : Math.ceil(timeoutOf(options, "since") / 1000),
      container: textOption(options, "container"),
      host: textOption(options, "host"),
    };
    await printLogs(session, targets, how);
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

function wholeNumber(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) throw usageError(`--tail ${text}: expected a number of lines`);
  return Number(text);
}
