import { copyLines, type LogTarget } from "#ledger/copy-lines.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import { untilQuiet } from "#ledger/until-quiet.ts";
import type { Clock } from "#lib/clock.ts";

/**
 * Resolves once the log of a program that is over is whole in the ledger: it is closed, or nobody adds to it any more. At once where
 * it is closed already, or when the reader has gone.
 */
export async function awaitLastLines(
  { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock },
  stream: LogStream,
  { signal }: Pick<LogTarget, "signal">,
): Promise<void> {
  const nowhere = { signal, write: () => Promise.resolve() };
  const quiet = untilQuiet({ clock, over: () => Promise.resolve(true), target: nowhere });
  const fromItsEnd = { tailLines: 0, follow: true, timestamps: false, previous: false };
  try {
    await copyLines(ledger, stream, { target: quiet, options: fromItsEnd });
  } finally {
    quiet.done();
  }
}
