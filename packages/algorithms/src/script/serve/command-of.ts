import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { promisify } from "node:util";
import { SlipwayError } from "@slipway/model";
import type { Container } from "../../container.ts";
import type { Python } from "../python.ts";
import { MODEL_SERVER } from "./program-files.ts";
import type { WithPython } from "./served-as.ts";

/** A program that serves, and how it is asked to end. */
export interface ServeCommand {
  readonly words: readonly string[];
  /** Variables beside those that every program gets. */
  readonly more: Readonly<Record<string, string>>;
  /** How long it goes on after a request to end, until routers have heard that it does; our own server sees to that itself. */
  readonly farewellMs: number;
}

const run = promisify(execFile);
const FAREWELL_MS = 1_000;
/** SageMaker kills what has not ended 30 s after SIGTERM. */
const UVICORN_GRACE_SECONDS = 25;
const DEFAULT_PORT = "8080";
const MOST_WORKERS = 4;

export async function commandOf(
  served: WithPython,
  parts: { readonly python: Python; readonly container: Container; readonly variables: NodeJS.ProcessEnv },
): Promise<ServeCommand> {
  const { python, variables } = parts;
  const port = variables["SAGEMAKER_BIND_TO_PORT"] ?? DEFAULT_PORT;
  if (served.form === "command")
    return { words: served.command, more: { PORT: port }, farewellMs: FAREWELL_MS };
  if (served.form === "application" && (await kindOf(served.entry, parts)) === "asgi")
    return { words: uvicorn(served.entry, python, { port, variables }), more: {}, farewellMs: FAREWELL_MS };
  return {
    words: [python.executable, MODEL_SERVER],
    more: ownVariables(served, parts.container),
    farewellMs: 0,
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
  { port, variables }: { readonly port: string; readonly variables: NodeJS.ProcessEnv },
): readonly string[] {
  const given = variables["SAGEMAKER_BIND_TO_PORT"] !== undefined;
  const host = variables["SLIPWAY_BIND_TO_HOST"] || (given ? "127.0.0.1" : "0.0.0.0");
  const asked = Number(variables["SAGEMAKER_MODEL_SERVER_WORKERS"]);
  const workers = asked > 0 ? asked : Math.min(MOST_WORKERS, availableParallelism());
  return [
    ...[executable, "-m", "uvicorn", entry, "--host", host, "--port", port],
    ...["--workers", String(workers), "--no-access-log", "--timeout-keep-alive", "65"],
    ...["--timeout-graceful-shutdown", String(UVICORN_GRACE_SECONDS)],
  ];
}
