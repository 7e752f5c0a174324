import { createInterface } from "node:readline";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import { visible } from "./visible.ts";

/** Asks a person; where none can be asked, `--yes` must have said it. Anything but yes is no, an end of the input too. */
export async function confirm(session: Session, question: string): Promise<boolean> {
  const { stdin, stderr } = session.context;
  if (stdin.isTTY !== true)
    throw usageError("nobody can be asked here: say --yes, or --dry-run to see what would go");
  stderr.write(`${visible(question)} [y/N] `);
  return /^y(es)?$/i.test((await firstLine(session)).trim());
}

async function firstLine({ context, signal }: Session): Promise<string> {
  const lines = createInterface({ input: context.stdin as unknown as NodeJS.ReadableStream });
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      lines.once("close", () => resolve(""));
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  } finally {
    lines.close();
  }
}
