import { spawn } from "node:child_process";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import type { Container } from "@slipway/model/kubernetes/workloads.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

export type Probe = NonNullable<Container["readinessProbe"]>;
type HttpGet = NonNullable<Probe["httpGet"]>;
type Command = Awaited<ReturnType<Sandbox["command"]>>;

/** What a check found; `message` says what went wrong, in a kubelet's words. */
export type Finding = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface CheckTools {
  readonly host: string;
  /** The number behind a port of the container, by name or number. */
  portOf(port: number | string): number;
  /** What to spawn to run a command beside the container's program. */
  command(argv: readonly string[]): Promise<Command>;
  /** Runs a command beside the program by itself: its exit code, undefined when it took longer. Absent: `command` is spawned. */
  run?(argv: readonly string[], timeoutMs: number): Promise<number | undefined>;
}

/** Looks once. Never throws: whatever goes wrong is a finding. */
export async function check(probe: Probe, tools: CheckTools): Promise<Finding> {
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  try {
    if (probe.httpGet !== undefined) return await httpGet(probe.httpGet, tools, timeoutMs);
    if (probe.tcpSocket !== undefined)
      return await tcpConnect(tools.portOf(probe.tcpSocket.port), tools, timeoutMs);
    if (probe.exec !== undefined && tools.run !== undefined)
      return codeFinding(await tools.run(probe.exec.command ?? [], timeoutMs), timeoutMs);
    if (probe.exec !== undefined) return await exec(await tools.command(probe.exec.command ?? []), timeoutMs);
    return { ok: false, message: "this kind of probe is not one that processes can have" };
  } catch (error) {
    return { ok: false, message: String(error) };
  }
}

function httpGet(get: HttpGet, tools: CheckTools, timeoutMs: number): Promise<Finding> {
  const secure = get.scheme === "HTTPS";
  const headers = Object.fromEntries((get.httpHeaders ?? []).map(({ name, value }) => [name, value]));
  return new Promise((resolve) => {
    const request = (secure ? httpsRequest : httpRequest)(
      {
        host: get.host ?? tools.host,
        port: tools.portOf(get.port),
        path: get.path ?? "/",
        headers: { "user-agent": "kube-probe/1.34", accept: "*/*", connection: "close", ...headers },
        agent: false,
        rejectUnauthorized: false,
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        resolve(
          status >= 200 && status < 400
            ? { ok: true }
            : { ok: false, message: `HTTP probe failed with statuscode: ${status}` },
        );
      },
    );
    request.on("error", (error) =>
      resolve({ ok: false, message: `Get "${get.path ?? "/"}": ${error.message}` }),
    );
    request.end();
  });
}

function tcpConnect(port: number, tools: CheckTools, timeoutMs: number): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = connect({ host: tools.host, port });
    const done = (finding: Finding) => {
      socket.destroy();
      resolve(finding);
    };
    socket.setTimeout(timeoutMs, () =>
      done({ ok: false, message: `dial tcp ${tools.host}:${port}: timeout` }),
    );
    socket.once("connect", () => done({ ok: true }));
    socket.once("error", (error) => done({ ok: false, message: error.message }));
  });
}

function codeFinding(code: number | undefined, timeoutMs: number): Finding {
  if (code === undefined) return { ok: false, message: `command timed out after ${timeoutMs} ms` };
  return code === 0 ? { ok: true } : { ok: false, message: `command ended with ${code}` };
}

function exec(command: Command, timeoutMs: number): Promise<Finding> {
  const [file = "", ...args] = command.argv;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: command.cwd,
      env: command.env,
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "pipe"],
    });
    const timer = setTimeout(() => {
      killGroup(child.pid);
      resolve({ ok: false, message: `command timed out after ${timeoutMs} ms` });
    }, timeoutMs);
    const done = (finding: Finding) => {
      clearTimeout(timer);
      resolve(finding);
    };
    child.once("error", (error) => done({ ok: false, message: error.message }));
    child.once("exit", (code, signal) =>
      done(code === 0 ? { ok: true } : { ok: false, message: `command ended with ${code ?? signal}` }),
    );
    const input = child.stdio[3];
    if (input !== null && input !== undefined && "end" in input) {
      input.on("error", () => {});
      input.end(command.input ?? "");
    }
  });
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch {
    // It has just ended.
  }
}
