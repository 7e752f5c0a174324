import { constants } from "node:os";
import type { FailureClass, RunFailure } from "@slipway/model";

/** How a container ended, as its pod's status tells it. */
export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly signal?: number;
}

/** A kubelet's reasons of a container that its runtime could not start. */
const UNSTARTED = new Set(["StartError", "ContainerCannotRun", "RunContainerError"]);
/** What the embedded home's node says of one that an engine could not start, which then ends with an exit code as podman's own. */
const UNSTARTED_HERE = /^\[slipway\] .* cannot start the container: /;
/** An exit code of podman and docker: what is to blame is not the program. */
const ENGINE_ITSELF = 125;

/** In the words of what runs containers: runc, which all pass on, and crun. */
const RUNTIME: readonly RegExp[] = [
  /exec: "(?<program>[^"]+)": (?<why>.+)/,
  /executable file `(?<program>[^`]+)` (?<why>not found)/,
];
/** In the words of what runc has become before it is the program. */
const BECOMING: readonly RegExp[] = [
  /^exec (?<program>\S+): (?<why>no such file or directory|permission denied|exec format error)$/i,
];
/** In the words of the shell by which the embedded home starts programs, or of the program's own. */
const SHELL: readonly RegExp[] = [
  /^\S+: (?:line )?(?:\d+: )?exec: (?:line \d+: )?(?<program>.+): (?<why>not found|cannot execute.*|no such file or directory|permission denied|exec format error)$/i,
];
/** Shells say so of what they cannot run. */
const SHELL_CODES = new Set([126, 127]);

/** Undefined for one that ended well. `blame`: whose fault an end is that has no other explanation. */
export function whyEnded(terminated: Terminated, blame: FailureClass): RunFailure | undefined {
  const { exitCode } = terminated;
  return exitCode === 0 ? undefined : { ...causeOf(terminated, blame), exitCode };
}

/** The same where the exit code is nobody's own. */
export function causeOf(terminated: Terminated, blame: FailureClass): Omit<RunFailure, "exitCode"> {
  const { reason = "", exitCode } = terminated;
  if (reason === "OOMKilled")
    return {
      class: "out-of-memory",
      message: "The program needed more memory than it was given and was killed (OOMKilled)",
    };
  const message = terminated.message?.trim() ?? "";
  const isEngines = UNSTARTED_HERE.test(message);
  const isUnstarted = UNSTARTED.has(reason) || isEngines;
  const shells = SHELL_CODES.has(exitCode) ? SHELL : [];
  const lack = lackIn(message, isUnstarted ? RUNTIME : [...BECOMING, ...shells]);
  if (lack !== undefined) return { class: blame, message: `The program could not be started: ${lack}` };
  const isMachinery = UNSTARTED.has(reason) || (isEngines && exitCode === ENGINE_ITSELF);
  return { class: isMachinery ? "internal" : blame, message: wordsOf(terminated) };
}

/** What a container that ended says of it, or what its exit code tells. */
export function wordsOf({ message, exitCode, signal }: Terminated): string {
  const said = message?.trim() ?? "";
  if (said !== "") return said;
  const name = signalName(signal ?? exitCode - 128);
  return name === undefined
    ? "The program said nothing before it ended"
    : `The program was ended by signal ${name}`;
}

/** `SIGSEGV`; programs also end with codes that would be no signal's, such as 255. */
function signalName(number: number): string | undefined {
  return Object.entries(constants.signals).find(([, value]) => value === number)?.[0];
}

/** What a program lacks that could not be run, by the last line of what was said. */
function lackIn(said: string, patterns: readonly RegExp[]): string | undefined {
  const last = said.slice(said.lastIndexOf("\n") + 1);
  const found = patterns.map((words) => words.exec(last)?.groups).find((groups) => groups !== undefined);
  if (found === undefined) return undefined;
  const { program = "", why = "" } = found;
  return lackOf(program, why.toLowerCase());
}

function lackOf(program: string, why: string): string {
  const name = JSON.stringify(program);
  if (why.includes("permission denied")) return `${name} is no file that may be executed`;
  if (why.includes("format"))
    return `${name} is neither a program for this machine's architecture nor a script whose first line names one`;
  return program.includes("/")
    ? `${name} is not there, or is a script whose first line names an interpreter that is not`
    : `${name} is not on the PATH`;
}
