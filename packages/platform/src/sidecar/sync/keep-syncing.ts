import { setTimeout as sleep } from "node:timers/promises";
import type { RunPlan } from "@slipway/model/run-plan.ts";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { SyncMemory } from "./sync-memory.ts";
import { syncPass } from "./sync-pass.ts";

/** How often is looked at what changed, and so much less often where a look takes long. */
const LOOK_MS = 5_000;
const SHARE = 4;
/**
 * A pod that is taken away has its grace, SageMaker's two minutes, for the program and what it leaves alike, and nobody tells a container
 * when the one beside it has ended: changes are stored until there were none for a while after some, or the grace is nearly over.
 */
const LAST = { lookMs: 1_000, quietMs: 30_000, mostMs: 110_000 } as const;

export interface Syncing {
  readonly memory: SyncMemory;
  /** Until the promise settles, which it resolves as. */
  until<T>(ended: Promise<T>): Promise<T>;
  /** What a program that is being taken away still writes. */
  takenAway(): Promise<void>;
}

/** Stores what changes of a plan's continuous outputs, pass after pass; nothing before the data has come. */
export function keepSyncing(
  plan: RunPlan,
  parts: {
    readonly artifacts: Artifacts;
    readonly ml: string;
    readonly say: (line: string) => void;
    isFetched(): Promise<boolean>;
  },
): Syncing {
  const memory = new SyncMemory();
  const pass = async (): Promise<boolean> =>
    (await parts.isFetched()) && syncPass(plan, { ...parts, memory });
  return {
    memory,
    async until(ended) {
      let over = false;
      const end = ended.finally(() => {
        over = true;
      });
      end.catch(() => {});
      while (!over) {
        const began = Date.now();
        await pass();
        await Promise.race([
          end,
          sleep(Math.max(LOOK_MS, (Date.now() - began) * SHARE), undefined, { ref: false }),
        ]);
      }
      return end;
    },
    async takenAway() {
      const began = Date.now();
      let storedAt: number | undefined;
      while (Date.now() - began < LAST.mostMs) {
        if (await pass()) storedAt = Date.now();
        if (storedAt !== undefined && Date.now() - storedAt > LAST.quietMs) return;
        await sleep(LAST.lookMs);
      }
    },
  };
}
