import type { WatchEvent } from "#embedded/apiserver/api-server.ts";
import type { TextStream } from "#lib/http/text-stream.ts";
import { representObject } from "../answers/represent.ts";
import { failure } from "../answers/status.ts";
import { line } from "../answers/watch-lines.ts";
import type { Call, Verb } from "../call.ts";
import { watchOptions } from "../requests/list-options.ts";

const MINUTE = 60_000;

/** GET of a collection with `watch`: one JSON event a line, until the time is up or somebody leaves. */
export const watch: Verb = async (call) => {
  const { timeoutSeconds, ...options } = watchOptions(call.query);
  const stopped = new AbortController();
  const events = call.door.server
    .watch(call.caller, collection(call), { ...options, ...selectName(call), signal: stopped.signal })
    [Symbol.asyncIterator]();
  const first = events.next();
  await orRefusal(first);
  const stream = call.stream("application/json");
  stream.onOver(() => stopped.abort());
  const cancel = call.door.clock.after(lifetimeMs(timeoutSeconds), () => stream.stop());
  await call.door.streams.run(stream, () => pump(call, stream, events, first).finally(cancel));
  return undefined;
};

/**
 * What can be refused is refused before the first event: then it is a plain answer. A quiet watch has no first event,
 * and its client waits for the headers.
 */
async function orRefusal(first: Promise<unknown>): Promise<void> {
  first.catch(() => {});
  await Promise.race([first, new Promise((resolve) => setImmediate(() => setImmediate(resolve)))]).catch(
    (error: unknown) => {
      if (failure(error).http !== 410) throw error;
    },
  );
}

async function pump(
  call: Call,
  stream: TextStream,
  events: AsyncIterator<WatchEvent>,
  first: Promise<IteratorResult<WatchEvent>>,
): Promise<void> {
  try {
    let withoutColumns = false;
    for (let next = await first; next.done !== true && !stream.signal.aborted; next = await events.next()) {
      const { object } = next.value;
      const represent = () => representObject(call, object, { withoutColumns });
      await stream.write(call.door.lines.of(next.value, call.accepted, represent));
      withoutColumns = true;
    }
  } catch (error) {
    if (!stream.signal.aborted) await stream.write(line("ERROR", reported(call, error)));
  } finally {
    await stream.end();
    await events.return?.();
  }
}

function reported(call: Call, error: unknown): object {
  const { status, code, http } = failure(error);
  if (http >= 500) call.door.log.error("a watch broke", { code, error });
  return status;
}

/** Unset: spread over half an hour, so that all watches do not come back at once. */
function lifetimeMs(timeoutSeconds: number | undefined): number {
  if (timeoutSeconds !== undefined && timeoutSeconds > 0) return timeoutSeconds * 1000;
  return (30 + 30 * Math.random()) * MINUTE;
}

/** The watch of one object is that of its collection, narrowed to its name. */
function collection({ target }: Call): Call["target"] {
  const { name: _, ...rest } = target;
  return rest;
}

function selectName({ target, query }: Call): { readonly fieldSelector?: string } {
  if (target.name === undefined) return {};
  const given = query.get("fieldSelector") ?? "";
  return { fieldSelector: `${given === "" ? "" : `${given},`}metadata.name=${target.name}` };
}
