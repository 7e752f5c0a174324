import { once } from "node:events";
import type { CliContext, Output } from "./context.ts";
import { EXIT } from "./errors/exit-code.ts";

type Surroundings = Pick<CliContext, "argv" | "env" | "stdout" | "stderr" | "stdin" | "cwd" | "interrupted">;

/**
 * A process as the surroundings of one command. The first request to end (Ctrl-C, SIGTERM) lets the command leave nothing half
 * made, the second waits for nothing. A reader that has seen enough (`slipway logs | head`) ends it quietly.
 */
export function processSurroundings(process: NodeJS.Process): Surroundings {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
      interrupt.abort();
    });
  const { stdout, stderr } = process;
  for (const stream of [stdout, stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(EXIT.ok);
      if (stream === stdout) stderr.write(`✗ the output cannot be written: ${error.message}\n`);
      process.exit(EXIT.failure);
    });
  return {
    argv: process.argv.slice(2),
    env: process.env,
    stdout: outputOf(stdout),
    stderr: outputOf(stderr),
    stdin: process.stdin,
    cwd: process.cwd(),
    interrupted: interrupt.signal,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => stream.write(text),
    drained: async () => {
      if (stream.writableNeedDrain) await once(stream, "drain");
    },
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
  };
}
