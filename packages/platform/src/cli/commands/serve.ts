import { join } from "node:path";
import { defined } from "@slipway/model";
import { argumentsOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import type { Command } from "../command.ts";
import { collect, listOption, textArgument, textOption } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { usageError } from "../errors/usage-error.ts";
import { onChanges } from "../serve/changes.ts";
import { Front } from "../serve/front.ts";
import { ModelProcess } from "../serve/model-process.ts";
import { type ServedFolder, servedFolder } from "../serve/served-folder.ts";
import type { Session } from "../session/session.ts";

const DEFAULT_PORT = "8080";

export const command: Command = {
  configure: (command) =>
    void command
      .argument(
        "<folder, job or model>",
        "a folder with a model and its inference.py; or NAME, trainingjob/NAME, model/NAME",
      )
      .option("--model <folder, job or model>", "the model that the folder's code is to serve")
      .option("--port <port>", "where to answer", DEFAULT_PORT)
      .option(
        "--serve <what>",
        "what serves it: an application MODULE:ATTRIBUTE, or a command that listens on $PORT",
      )
      .option("--env <name=value>", "a variable of the server (repeatable)", collect)
      .option("--no-reload", "do not start it anew when a file changes")
      .addHelpText(
        "after",
        `
Serves on this machine until Ctrl-C, by the program that serves once it is deployed, in a folder by itself and outside of any sandbox.
A folder needs no home; after a change requests wait for the server to be there again.

Examples:
  slipway serve .
  slipway serve . --model churn-20261122
  slipway serve churn-20261122 --port 9000`,
      ),

  async run(session, args, options) {
    const port = textOption(options, "port") ?? DEFAULT_PORT;
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) throw usageError(`--port ${port}: expected a port`);
    const front = await Front.listen(Number(port));
    try {
      const what = textArgument(args, 0) ?? "";
      const folder = await servedFolder(session, { what, model: textOption(options, "model") });
      try {
        return await serveUntilStopped(session, {
          front,
          folder: options["reload"] === false ? { ...folder, watched: [] } : folder,
          env: variables(session, folder, {
            serve: textOption(options, "serve"),
            given: listOption(options, "env"),
          }),
        });
      } finally {
        await folder.remove();
      }
    } finally {
      await front.close();
    }
  },
};

function variables(
  { context: { env, homeFolder } }: Session,
  folder: ServedFolder,
  { serve, given }: { readonly serve: string | undefined; readonly given: readonly string[] },
): Readonly<Record<string, string | undefined>> {
  const own = given.map((text) => {
    const [name = "", ...value] = text.split("=");
    if (name === "" || value.length === 0) throw usageError(`--env ${text}: expected NAME=VALUE`);
    return [name, value.join("=")] as const;
  });
  return {
    ...env,
    SAGEMAKER_MODEL_SERVER_WORKERS: "1",
    ...folder.variables,
    ...defined({ SLIPWAY_SERVE: serve }),
    ...Object.fromEntries(own),
    SLIPWAY_OPT_ML: folder.root,
    SLIPWAY_CACHE_DIR: join(env["XDG_CACHE_HOME"] || join(homeFolder, ".cache"), "slipway", "serve"),
    SLIPWAY_FAREWELL_SECONDS: "0",
  };
}

async function serveUntilStopped(
  session: Session,
  {
    front,
    folder,
    env,
  }: {
    readonly front: Front;
    readonly folder: ServedFolder;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Promise<number> {
  const { signal, colors } = session;
  const program = [...session.context.podProgram, ...argumentsOf(script), "serve"];
  let told = false;
  for (;;) {
    const turn = new AbortController();
    const over = AbortSignal.any([signal, turn.signal]);
    let file = "";
    onChanges(folder.watched, {
      signal: over,
      changed: (name) => {
        file = name;
        turn.abort();
      },
    });
    const running = await ModelProcess.start(program, env);
    const stopped = new Promise<void>((resolve) => over.addEventListener("abort", () => resolve()));
    if (await running.isReady(over)) {
      front.leadTo(running.port);
      if (told) session.say(`${colors.green("✓")} serves again`);
      else tell(session, front.url);
      told = true;
    }
    const code = await Promise.race([running.ended, stopped]);
    front.leadNowhere();
    if (code !== undefined && folder.watched.length === 0) return code;
    if (code !== undefined && !over.aborted) session.say("It has ended; a changed file starts it again.");
    await stopped;
    await running.stop();
    if (signal.aborted) return EXIT.ok;
    session.say(`${file} has changed`);
  }
}

function tell(session: Session, url: string): void {
  const boto3 = `boto3.client("sagemaker-runtime", "us-east-1", endpoint_url="${url}", aws_access_key_id="-", aws_secret_access_key="-")`;
  session.say(
    [
      `${session.colors.green("✓")} serves at ${url}. Ask it:`,
      `  curl -H 'content-type: application/json' -d '[[0, 1]]' ${url}/invocations`,
      `  client = ${boto3}`,
      `  client.invoke_endpoint(EndpointName="local", ContentType="application/json", Body="[[0, 1]]")["Body"].read()`,
    ].join("\n"),
  );
}
