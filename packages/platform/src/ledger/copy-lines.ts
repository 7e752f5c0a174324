import type { Ledger, LogStream, StoredLogLine } from "./ledger.ts";
import type { LogOptions } from "./log-options.ts";

/** Lines read at once: enough to be quick, few enough to be nothing in memory. */
const BATCH = 500;

/** Where lines go, at the reader's pace. */
export interface LogTarget {
  /** Aborts when nothing more is wanted. */
  readonly signal: AbortSignal;
  /** Resolves once the reader can take more. */
  write(text: string | Uint8Array): Promise<void>;
}

/** Writes what is stored, then, when following, what is still to come. */
export async function copyLines(
  ledger: Ledger,
  source: LogStream,
  { target, options }: { readonly target: LogTarget; readonly options: LogOptions },
): Promise<void> {
  const end = await ledger.logLength(source);
  const budget = new ByteBudget(options.limitBytes);
  const write = async (lines: readonly StoredLogLine[]) => {
    await target.write(
      budget.cut(
        lines
          .filter((line) => isWanted(line, options))
          .map(formatter(options))
          .join(""),
      ),
    );
    return !budget.spent && !target.signal.aborted;
  };
  let from = options.tailLines === undefined ? 0 : Math.max(0, end - options.tailLines);
  while (from < end) {
    const { lines } = await ledger.readLog(source, { from, limit: Math.min(BATCH, end - from) });
    if (!(await write(lines))) return;
    from = (lines.at(-1)?.index ?? end - 1) + 1;
  }
  if (!options.follow) return;
  for await (const lines of ledger.followLog(source, { from, signal: target.signal })) {
    if (!(await write(lines))) return;
  }
}

function isWanted(line: StoredLogLine, { since }: LogOptions): boolean {
  return since === undefined || line.at >= since;
}

function formatter({ timestamps }: LogOptions): (line: StoredLogLine) => string {
  return timestamps ? (line) => `${nanoTime(line.at)} ${line.text}\n` : (line) => `${line.text}\n`;
}

/** As the kubelet writes it: always nine digits. */
function nanoTime(at: Date): string {
  return at.toISOString().replace("Z", "000000Z");
}

/** How much may still be written; the text is cut at the byte, as a real server does. */
class ByteBudget {
  #left: number;

  constructor(limit: number | undefined) {
    this.#left = limit ?? Number.POSITIVE_INFINITY;
  }

  get spent(): boolean {
    return this.#left <= 0;
  }

  cut(text: string): string | Uint8Array {
    if (this.#left === Number.POSITIVE_INFINITY) return text;
    const bytes = Buffer.from(text).subarray(0, this.#left);
    this.#left -= bytes.length;
    return bytes;
  }
}
