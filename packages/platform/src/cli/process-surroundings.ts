import { once } from "node:events";
import type { CliContext, Output } from "./context.ts";
import { EXIT } from "./errors/exit-code.ts";

type Surroundings = Pick<
  CliContext,
  "argv" | "env" | "stdout" | "stderr" | "stdin" | "cwd" | "interrupted" | "endWithReader"
>;

/**
 * A process as the surroundings of one command. The first request to end (Ctrl-C, SIGTERM) lets the command leave nothing half
 * made, the second waits for nothing. A reader that has seen enough ends quietly what was only there to be read
 * (`slipway logs | head`); anything else goes on unread, and tells by its exit code what became of it (`slipway wait | head`).
 */
export function processSurroundings(process: NodeJS.Process): Surroundings {
  const interrupt = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(EXIT.interrupted);
      interrupt.abort();
    });
  const { stdout, stderr } = process;
  let isOnlyRead = false;
  const [out, err] = [stdout, stderr].map((stream) =>
    outputOf(stream, (error) => {
      if (error.code === "EPIPE") return stream === stdout && isOnlyRead && process.exit(EXIT.ok);
      if (stream === stdout) stderr.write(`✗ the output cannot be written: ${error.message}\n`);
      process.exit(EXIT.failure);
    }),
  ) as [Output, Output];
  return {
    argv: process.argv.slice(2),
    env: process.env,
    stdout: out,
    stderr: err,
    stdin: process.stdin,
    cwd: process.cwd(),
    interrupted: interrupt.signal,
    endWithReader: () => {
      isOnlyRead = true;
    },
  };
}

/** What is written after the stream has failed is nobody's: it is taken, and goes nowhere. */
function outputOf(stream: NodeJS.WriteStream, failed: (error: NodeJS.ErrnoException) => void): Output {
  let isBroken = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (isBroken) return;
    isBroken = true;
    failed(error);
  });
  return {
    write: (text) => isBroken || stream.write(text),
    drained: async () => {
      if (isBroken || !stream.writableNeedDrain) return;
      await once(stream, "drain").catch(() => {});
    },
    isTty: stream.isTTY === true,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}
