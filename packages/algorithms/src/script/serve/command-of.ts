import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { defined, SlipwayError } from "@slipway/model";
import type { Container } from "../../container.ts";
import { type Address, servingAddress } from "../../serving-address.ts";
import type { Python } from "../python.ts";
import { type Forwarding, forward } from "./forward.ts";
import { MODEL_SERVER } from "./program-files.ts";
import type { WithPython } from "./served-as.ts";

/** A program that serves, and how it is asked to end. */
export interface ServeCommand {
  readonly words: readonly string[];
  /** Variables beside those that every program gets. */
  readonly more: Readonly<Record<string, string>>;
  /** How long it goes on after a request to end, until routers have heard that it does; our own server sees to that itself. */
  readonly farewellMs: number;
  /** What brings its clients to it, until it has ended; absent where they reach it by themselves. */
  readonly forwarding?: Forwarding;
}

const run = promisify(execFile);
const FAREWELL_MS = 1_000;
/** SageMaker kills what has not ended 30 s after SIGTERM. */
const UVICORN_GRACE_SECONDS = 25;
const MOST_WORKERS = 4;

export async function commandOf(
  served: WithPython,
  parts: { readonly python: Python; readonly container: Container; readonly variables: NodeJS.ProcessEnv },
): Promise<ServeCommand> {
  const { python, variables } = parts;
  const at = servingAddress(variables);
  if (served.form === "command") return ownServer(served.command, at);
  if (served.form === "application" && (await kindOf(served.entry, parts)) === "asgi")
    return { words: uvicorn(served.entry, python, { at, variables }), more: {}, farewellMs: FAREWELL_MS };
  return {
    words: [python.executable, MODEL_SERVER],
    more: ownVariables(served, parts.container),
    farewellMs: 0,
  };
}

/** It may listen on loopback alone, wherever its clients are. */
async function ownServer(words: readonly string[], at: Address): Promise<ServeCommand> {
  const forwarding = at.host === "127.0.0.1" ? undefined : await forward(at);
  return {
    words,
    more: { PORT: String(forwarding?.port ?? at.port) },
    farewellMs: FAREWELL_MS,
    ...defined({ forwarding }),
  };
}

function ownVariables(served: WithPython, { model }: Container): Readonly<Record<string, string>> {
  return {
    SLIPWAY_SERVED_AS: served.form === "application" ? "wsgi" : served.form,
    SLIPWAY_SERVED_ENTRY: "entry" in served ? served.entry : "",
    SLIPWAY_SERVED_FRAMEWORK: ("framework" in served && served.framework) || "",
    SLIPWAY_MODEL_DIR: model,
    SLIPWAY_CODE_DIR: served.code,
  };
}

/** Of which kind an application is. Throws SLIP-SERVE-004 where it cannot be imported, or is of neither. */
async function kindOf(
  entry: string,
  { python, variables }: { readonly python: Python; readonly variables: NodeJS.ProcessEnv },
): Promise<"wsgi" | "asgi"> {
  const asked = await run(python.executable, [MODEL_SERVER, "kind", entry], { env: variables }).catch(
    (error: { readonly stderr?: string }) => {
      process.stderr.write(error.stderr ?? "");
      const last = (error.stderr ?? "").trim().split("\n").at(-1);
      throw new SlipwayError("SLIP-SERVE-004", `${entry} cannot be imported: ${last}`);
    },
  );
  const kind = asked.stdout.trim().split("\n").at(-1) ?? "";
  if (kind === "wsgi" || kind === "asgi") return kind;
  if (kind === "no-uvicorn")
    throw new SlipwayError(
      "SLIP-SERVE-003",
      `${entry} is an ASGI application, which uvicorn serves, and python ${python.version} (${python.executable}) cannot import it: add uvicorn to requirements.txt`,
    );
  throw new SlipwayError("SLIP-SERVE-004", `${entry} is ${kind}, which is no WSGI or ASGI application`);
}

function uvicorn(
  entry: string,
  { executable }: Python,
  { at: { host, port }, variables }: { readonly at: Address; readonly variables: NodeJS.ProcessEnv },
): readonly string[] {
  const asked = Number(variables["SAGEMAKER_MODEL_SERVER_WORKERS"]);
  const workers = asked > 0 ? asked : Math.min(MOST_WORKERS, availableParallelism());
  return [
    ...[executable, "-m", "uvicorn", entry, "--host", host, "--port", String(port)],
    ...["--workers", String(workers), "--no-access-log", "--timeout-keep-alive", "65"],
    ...["--timeout-graceful-shutdown", String(UVICORN_GRACE_SECONDS)],
  ];
}
