import { backOff, spread } from "@slipway/model/back-off.ts";
import { Client } from "pg";
import type { Clock } from "#lib/clock.ts";
import type { LogStream } from "../ledger.ts";
import type { LogGrowth } from "../log-growth.ts";
import { GROWTH_CHANNEL } from "./lines.ts";

const BACK_OFF = { baseMs: 200, capMs: 10_000 } as const;
/** What was told while nobody listened, or on a connection that died without a word, is found out by looking. */
const LOOK_MS = 2_000;

/** Wakes followers of a stream that grew in any process, over one connection that is made again when it breaks. */
export function hearGrowth(parts: {
  readonly url: string;
  readonly clock: Clock;
  readonly growth: LogGrowth;
}): { close(): Promise<void> } {
  const { url, clock, growth } = parts;
  let closed = false;
  let client: Client | undefined;
  let cancel = (): void => {};
  let failures = 0;

  const again = (): void => {
    if (closed) return;
    cancel();
    cancel = clock.after(spread(backOff(failures, BACK_OFF)), () => void listen());
    failures += 1;
  };

  async function listen(): Promise<void> {
    if (closed) return;
    const mine = new Client({ connectionString: url, keepAlive: true, application_name: "slipway-listener" });
    client = mine;
    mine.on("notification", ({ payload }) => {
      const stream = streamIn(payload);
      if (stream !== undefined) growth.grown(stream);
    });
    let over = false;
    const broken = (): void => {
      if (over) return;
      over = true;
      void mine.end().catch(() => {});
      again();
    };
    mine.on("error", broken);
    mine.on("end", broken);
    try {
      await mine.connect();
      await mine.query(`LISTEN ${GROWTH_CHANNEL}`);
      failures = 0;
      growth.wakeAll();
    } catch {
      broken();
    }
  }

  const look = setInterval(() => growth.wakeAll(), LOOK_MS);
  look.unref();
  void listen();
  return {
    close: async () => {
      closed = true;
      cancel();
      clearInterval(look);
      await client?.end().catch(() => {});
    },
  };
}

/** Whoever may connect may tell anything on the channel; what names no stream wakes nobody. */
function streamIn(payload: string | undefined): LogStream | undefined {
  try {
    const announced: unknown = JSON.parse(payload ?? "");
    return typeof announced === "object" && announced !== null ? (announced as LogStream) : undefined;
  } catch {
    return undefined;
  }
}
