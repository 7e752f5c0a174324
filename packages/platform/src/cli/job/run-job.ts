import type { Resource } from "@slipway/model";
import type { KindFacts } from "@slipway/model/kinds/facts.ts";
import { type CommandOptions, flag } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { servedKind } from "../objects/known-kinds.ts";
import { nameOf, type Reference } from "../objects/references.ts";
import type { Session } from "../session/session.ts";
import { runToEnd } from "../train/run-to-end.ts";

/** Makes a job, and waits for its end or prints its log where the options ask for that; says what an interruption has left. */
export async function runJob<R extends Resource>(
  session: Session,
  job: {
    readonly facts: KindFacts<R>;
    readonly options: CommandOptions;
    submit(): Promise<R>;
    /** Whether to wait for its end; default: where the options ask for it. */
    readonly waits?: boolean;
    /** Waits for its end and tells what it does meanwhile; default: its states, and its log where that is asked for. */
    readonly toEnd?: (reference: Reference, how: { readonly follow: boolean }) => Promise<R>;
    /** Says how a job ended well. */
    finished(job: R): Promise<number>;
  },
): Promise<number> {
  const { facts, options } = job;
  const made = await job.submit().catch((error: unknown) => {
    if (session.signal.aborted) session.say("\nInterrupted before the job was made: nothing runs.");
    throw error;
  });
  const reference: Reference = { kind: servedKind(facts), name: made.metadata.name };
  const name = nameOf(reference);
  const follow = flag(options, "follow");
  if (!follow && !(job.waits ?? flag(options, "wait"))) {
    await session.print(made, () => `${name}\n`);
    session.say(`Started. Next:\n  slipway logs -f ${name}\n  slipway wait ${name}`);
    return EXIT.ok;
  }
  try {
    const ended = job.toEnd?.(reference, { follow }) ?? runToEnd<R>(session, reference, { follow });
    return await job.finished(await ended);
  } catch (error) {
    if (session.signal.aborted) session.say(`\nThe job goes on. Follow it again: slipway logs -f ${name}`);
    throw error;
  }
}
