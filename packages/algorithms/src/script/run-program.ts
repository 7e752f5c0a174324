import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { StringDecoder } from "node:string_decoder";
import { SlipwayError } from "@slipway/model";
import { LastWords } from "./last-words.ts";

export interface ProgramEnd {
  /** As a shell has it: 128 and the signal's number for a program that was ended by a signal. */
  readonly exitCode: number;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to standard error. */
  readonly lastWords: string;
}

/** Enough for a whole trace of its own and of those that led to it. */
const LAST_WORDS = 16_000;

/** Runs a program with its output in ours; passes a request to stop on as SIGTERM, after `farewellMs`. */
export async function runProgram(
  command: readonly string[],
  how: {
    readonly folder: string;
    readonly variables: NodeJS.ProcessEnv;
    readonly stop: AbortSignal;
    readonly farewellMs?: number;
  },
): Promise<ProgramEnd> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: how.folder,
    env: how.variables,
    stdio: ["ignore", "inherit", "pipe"],
  });
  const stop = (): void => {
    setTimeout(() => child.kill("SIGTERM"), how.farewellMs ?? 0);
  };
  how.stop.addEventListener("abort", stop);
  const lastWords = new LastWords(LAST_WORDS);
  // A character may come in two parts.
  const decoder = new StringDecoder("utf8");
  child.stderr.on("data", (chunk: Buffer) => {
    lastWords.take(decoder.write(chunk));
    if (!process.stderr.write(chunk)) {
      child.stderr.pause();
      process.stderr.once("drain", () => child.stderr.resume());
    }
  });
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    lastWords.take(decoder.end());
    const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
    return { exitCode, signal, lastWords: String(lastWords) };
  } catch (error) {
    throw new SlipwayError("SLIP-SCRIPT-001", `${program} cannot be started: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    how.stop.removeEventListener("abort", stop);
  }
}
