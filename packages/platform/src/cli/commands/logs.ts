import type { Resource } from "@slipway/model";
import { findFacts } from "@slipway/model/kinds/find-facts.ts";
import { stateOf } from "@slipway/model/kinds/object-state.ts";
import { podsOf } from "@slipway/sdk";
import type { Command } from "../command.ts";
import { flag, listArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { briefly } from "../objects/briefly.ts";
import type { Among } from "../objects/find-by-name.ts";
import { kindsOf } from "../objects/known-kinds.ts";
import { namedObject } from "../objects/named-objects.ts";
import { locate, nameOf, type Reference } from "../objects/references.ts";
import { timeoutOf } from "../objects/timeout.ts";
import { LineWriter } from "../output/line-writer.ts";
import type { Session } from "../session/session.ts";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "<name...>",
        "NAME, KIND/NAME or KIND NAME, for instance abalone, trainingjob/abalone or pod/x",
      )
      .option("-f, --follow", "go on as lines are written, until the object is done")
      .option("--tail <lines>", "only the last lines of each pod")
      .option("--since <span>", "only lines as old as this at most, for instance 10m")
      .option("-c, --container <name>", "another container than the program's own")
      .option("--timestamps", "each line with its time")
      .addHelpText(
        "after",
        `
Logs outlive their pods.

Examples:
  slipway logs -f abalone
  slipway logs endpoint/abalone --tail 20`,
      ),

  async run(session, args, options) {
    const reference = await namedObject(session, listArgument(args, 0), runsAProgram);
    await printLog(session, reference, {
      follow: flag(options, "follow"),
      timestamps: flag(options, "timestamps"),
      tailLines: wholeNumber(textOption(options, "tail")),
      sinceSeconds:
        textOption(options, "since") === undefined
          ? undefined
          : Math.ceil(timeoutOf(options, "since") / 1000),
      container: textOption(options, "container"),
    });
    if (session.signal.aborted) {
      session.say(`\nStopped following; it goes on. Follow again: slipway logs -f ${nameOf(reference)}`);
      return EXIT.interrupted;
    }
    return EXIT.ok;
  },
};

const runsAProgram: Among = ({ program }) => program !== undefined;

export interface PrintLogOptions {
  readonly follow: boolean;
  readonly timestamps?: boolean;
  readonly tailLines?: number | undefined;
  readonly sinceSeconds?: number | undefined;
  readonly container?: string | undefined;
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
  const object = await kubernetes.find<Resource>(reference.kind, at);
  const several = object !== undefined && podsOf(object).length > 1;
  const lines = kubernetes.logs(reference.kind, at, {
    ...options,
    signal: session.signal,
    isOver: (seen) =>
      stateOf(kinds, seen).state !== "working" && findFacts(kinds, seen)?.program?.ends !== false,
  });
  const writer = new LineWriter((text) => session.out(text));
  let printed = 0;
  for await (const line of lines) {
    const pod = several ? session.colors.dim(`${line.pod} `) : "";
    const time = options.timestamps === true ? `${line.time} ` : "";
    const behind = writer.add(session.forPrograms ? JSON.stringify(line) : `${pod}${time}${line.text}`);
    printed += 1;
    if (behind !== undefined) await behind;
    if (session.signal.aborted) break;
  }
  await writer.flush();
  if (printed === 0 && !session.signal.aborted) await tellEmpty(session, reference);
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
