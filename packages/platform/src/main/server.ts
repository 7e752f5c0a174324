import { isSlipwayError } from "@slipway/model";
import { wordsOf } from "#lib/words-of.ts";
import { serve } from "./serve/serve.ts";

/** What the server's process tells the one that started it. */
export type StartMessage =
  | { readonly ready: true }
  | { readonly error: { readonly code: string; readonly message: string } };

const [stateDir = "", flags = "", ...allowRead] = process.argv.slice(2);
const cacheLimit = /cache-limit=(\d+)/.exec(flags)?.[1];

/** Asked to end while it still starts, it starts to its end first. */
const asked = new Promise<void>((resolve) => {
  process.once("SIGTERM", resolve);
  process.once("SIGINT", resolve);
});

try {
  const home = await serve({
    stateDir,
    newPorts: flags.includes("new-ports"),
    awsCredentials: flags.includes("aws-credentials"),
    allowRead,
    ...(cacheLimit === undefined ? {} : { cacheLimitBytes: Number(cacheLimit) }),
  });
  void asked
    .then(() => home.stop())
    .catch((error: unknown) => {
      process.stderr.write(`the home did not end in good order: ${String(error)}\n`);
      process.exit(1);
    });
  void home.ended.then(() => process.exit(0));
  tell({ ready: true });
} catch (error) {
  const code = isSlipwayError(error) ? error.code : "SLIP-STATE-006";
  // Whatever is still open, a server that did not start ends.
  tell({ error: { code, message: wordsOf(error) } }, () => process.exit(1));
}

function tell(message: StartMessage, then?: () => void): void {
  // The parent may be gone already; the server stays all the same, and its last words go to its log.
  if (process.connected) process.send?.(message, () => (then === undefined ? process.disconnect() : then()));
  else if ("error" in message) {
    process.stderr.write(`${message.error.code}: ${message.error.message}\n`, then);
  }
}
