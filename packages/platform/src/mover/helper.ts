/** The program that moves data beside a server: takes orders over its channel until that is closed, and then ends at once. */
import { carryOut } from "./carry-out.ts";
import { errorOf } from "./failure.ts";
import { type Call, FarArtifacts } from "./far-artifacts.ts";
import type { ToHelper, ToServer } from "./messages.ts";

// As in a container: what is brought everybody may read.
process.umask(0o022);

const underWay = new Map<number, AbortController>();
const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
let calls = 0;

const tell = (message: ToServer): void => void process.send?.(message);

const call: Call = (name, ...args) =>
  new Promise((resolve, reject) => {
    waiting.set(++calls, { resolve: resolve as (value: unknown) => void, reject });
    tell({ type: "call", call: calls, name, args });
  });

async function move({ id, order }: Extract<ToHelper, { type: "move" }>): Promise<void> {
  const cancel = new AbortController();
  underWay.set(id, cancel);
  const code = await carryOut(
    order,
    new FarArtifacts(call, cancel.signal, { mayLink: order.owner !== undefined && order.mayLink === true }),
    cancel.signal,
  ).catch(() => 1);
  underWay.delete(id);
  tell({ type: "moved", id, code });
}

process.on("message", (message: ToHelper) => {
  if (message.type === "move") void move(message);
  else if (message.type === "cancel") underWay.get(message.id)?.abort();
  else {
    const { resolve, reject } = waiting.get(message.call) ?? {};
    waiting.delete(message.call);
    if (message.failure === undefined) resolve?.(message.value);
    else reject?.(errorOf(message.failure));
  }
});
// Nothing is finished: the next server's helper may be about to do the same.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
