import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, rm, symlink } from "node:fs/promises";
import { request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { anyPort } from "@slipway/lib/http/any-port.ts";
import { Container, type Environment } from "../../container.ts";
import { hasMemory } from "../../model-memory.ts";
import type { ModelHost } from "../../multi-model-server.ts";

/** A model's own program. */
interface Program {
  readonly child: ChildProcess;
  readonly port: number;
  readonly ended: Promise<unknown>;
}

/** SageMaker's own time for a model to be loaded. */
const START_MS = 360_000;
const ASK_EVERY_MS = 50;
/** What has not ended so long after SIGTERM is killed. */
const END_MS = 10_000;

/**
 * Models of code of one's own: each is served by a program of its own, the same as of one alone, so that what it does is no other's
 * harm. The code that was sent beside the models is every model's.
 */
export class ProgramHost implements ModelHost {
  readonly #environment: Environment;
  readonly #programs = new Map<string, Program>();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** `folder` is the `model` in a folder that is the model's own. */
  async load(name: string, folder: string): Promise<void> {
    const root = dirname(folder);
    await this.#shareCode(root);
    // Who takes it meanwhile makes the model's program end, and the model is asked for again.
    const port = await anyPort();
    const { SAGEMAKER_MULTI_MODEL: _, SLIPWAY_BIND_TO_HOST: __, ...rest } = this.#environment;
    const [command = process.execPath, ...words] = await ownCommand();
    const child = spawn(command, words, {
      env: {
        SAGEMAKER_MODEL_SERVER_WORKERS: "1",
        SLIPWAY_FAREWELL_SECONDS: "0",
        ...rest,
        SLIPWAY_OPT_ML: root,
        SAGEMAKER_BIND_TO_PORT: String(port),
      },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const ended = once(child, "exit").catch((error: unknown) => error);
    const program: Program = { child, port, ended };
    try {
      await untilReady(program);
    } catch (error) {
      await end(program);
      const said = await readFile(join(root, "output", "failure"), "utf8").catch(() => "");
      throw said === "" ? error : new Error(said.split("\n")[0]);
    }
    this.#programs.set(name, program);
  }

  invoke(name: string, request: IncomingMessage, response: ServerResponse): void {
    const program = this.#programs.get(name);
    if (program === undefined) return void response.destroy();
    const { host: _, connection: __, ...headers } = request.headers;
    const { port } = program;
    const passed = httpRequest({ host: "127.0.0.1", port, method: "POST", path: "/invocations", headers });
    passed.on("response", (answer) => {
      const { connection: ___, "keep-alive": ____, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(response);
      answer.on("error", () => response.destroy());
    });
    passed.on("error", () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(503, { "content-type": "text/plain" }).end("the model's program has ended");
    });
    response.on("close", () => passed.destroy());
    request.pipe(passed);
  }

  async unload(name: string): Promise<void> {
    const program = this.#programs.get(name);
    this.#programs.delete(name);
    if (program !== undefined) await end(program);
  }

  hasRoom(): boolean {
    return hasMemory(this.#environment, this.#programs.size);
  }

  async #shareCode(root: string): Promise<void> {
    const { code } = new Container(this.#environment);
    await rm(join(root, "code"), { recursive: true, force: true });
    await symlink(code, join(root, "code"));
  }
}

/** How this process was started, a loader before it too. */
async function ownCommand(): Promise<readonly string[]> {
  const told = await readFile("/proc/self/cmdline", "utf8").catch(() => "");
  const words = told.split("\0").slice(0, -1);
  return words.length > 1 ? words : [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
}

async function untilReady({ child, port }: Program): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const answered = await fetch(`http://127.0.0.1:${port}/ping`, {
      signal: AbortSignal.timeout(2_000),
    }).catch(() => undefined);
    await answered?.body?.cancel();
    if (answered?.status === 200) return;
    if (Date.now() > deadline) throw new Error("the model does not answer /ping");
    await pause(ASK_EVERY_MS);
  }
  throw new Error(`the model's program ended with ${child.exitCode ?? child.signalCode}`);
}

async function end({ child, ended }: Program): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGTERM");
  const patience = AbortSignal.timeout(END_MS);
  await Promise.race([ended, once(patience, "abort")]);
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
  await ended;
}
