import { copyLines, type LogTarget } from "#ledger/copy-lines.ts";
import type { Ledger, LogStream } from "#ledger/ledger.ts";
import type { LogOptions } from "#ledger/log-options.ts";
import { untilQuiet } from "#ledger/until-quiet.ts";
import type { Clock } from "#lib/clock.ts";

interface Door {
  readonly ledger: Ledger;
  readonly clock: Clock;
}

/**
 * Writes the log of a program that is over: at once what the ledger has, then what is still on its way there, until the log is closed
 * or nobody adds to it any more. Which lines are the last is known only then.
 */
export async function copyWhole(
  door: Door,
  stream: LogStream,
  { target, options }: { readonly target: LogTarget; readonly options: LogOptions },
): Promise<void> {
  if (options.tailLines === undefined)
    return copyUntilQuiet(door, stream, { target, options: { ...options, follow: true } });
  const nowhere = { signal: target.signal, write: () => Promise.resolve() };
  const fromItsEnd = { tailLines: 0, follow: true, timestamps: false, previous: false };
  await copyUntilQuiet(door, stream, { target: nowhere, options: fromItsEnd });
  await copyLines(door.ledger, stream, { target, options });
}

async function copyUntilQuiet(
  { ledger, clock }: Door,
  stream: LogStream,
  { target, options }: { readonly target: LogTarget; readonly options: LogOptions },
): Promise<void> {
  const quiet = untilQuiet({ clock, over: () => Promise.resolve(true), target });
  try {
    await copyLines(ledger, stream, { target: quiet, options });
  } finally {
    quiet.done();
  }
}
