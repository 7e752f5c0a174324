import { isSlipwayError } from "@slipway/model";
import { serve } from "./serve/serve.ts";

/** What the server's process tells the one that started it. */
export type StartMessage =
  | { readonly ready: true }
  | { readonly error: { readonly code: string; readonly message: string } };

const [stateDir = "", flags = ""] = process.argv.slice(2);

try {
  const home = await serve({ stateDir, newPorts: flags.includes("new-ports") });
  const stop = (): void => {
    home.stop().catch(() => process.exit(1));
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  void home.ended.then(() => process.exit(0));
  tell({ ready: true });
} catch (error) {
  const code = isSlipwayError(error) ? error.code : "SLIP-STATE-006";
  tell({ error: { code, message: error instanceof Error ? error.message : String(error) } });
  process.exitCode = 1;
}

function tell(message: StartMessage): void {
  // The parent may be gone already; the server stays all the same.
  if (process.connected) process.send?.(message, () => process.disconnect());
}
