import { copyLines } from "#ledger/copy-lines.ts";
import { logOptions } from "#ledger/log-options.ts";
import type { Verb } from "../call.ts";
import { copyWhole } from "../pod-log/copy-whole.ts";
import { findStream } from "../pod-log/find-stream.ts";

/** GET of a pod's `log`: the lines of one container as text, from the ledger, so that they outlive the pod. */
export const podLog: Verb = async (call) => {
  const { door } = call;
  const options = logOptions(call.query, door.clock.now());
  const found = await findStream(call, options);
  const target = call.stream("text/plain");
  await door.streams.run(target, async () => {
    try {
      if (found !== undefined) {
        if (found.over && !options.follow) await copyWhole(door, found.stream, { target, options });
        else await copyLines(door.ledger, found.stream, { target, options });
      }
      await target.end();
    } catch (error) {
      door.log.error("a log could not be read to its end", { pod: call.target.name, error });
      target.cut();
    }
  });
  return undefined;
};
