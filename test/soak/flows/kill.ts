import { endNow, type Home, podProcesses } from "../../e2e/support/home.ts";
import type { Outages } from "../outages.ts";
import type { Random } from "../random.ts";
import { sleep } from "../soak.ts";

export interface Kills {
  /** Of the server, alone or with all else. */
  server: number;
  /** Of anything else: a step's program, what keeps it in its sandbox, its supervisor. */
  others: number;
  /** Pods that have lost a process. */
  readonly pods: Set<string>;
}

interface Target {
  readonly home: Home;
  readonly random: Random;
  readonly outages: Outages;
  readonly kills: Kills;
}

/** Kills with -9 the server, one process of a pod, or at times all that there is at once; what was the server runs again when it answers. */
export async function killSomething({ home, random, outages, kills }: Target): Promise<void> {
  const chance = random.next();
  if (chance >= 0.18 && killOne({ home, random, kills })) return;
  outages.begin();
  home.kill();
  kills.server += 1;
  if (chance < 0.04) while (killOne({ home, random, kills }));
  await sleep(random.between(0, 500));
  if (random.chance(0.2)) await killWhileStarting(home, random.between(20, 700));
  const { code, stderr } = await home.slipway("up", "--detach");
  if (code !== 0) throw new Error(`the home did not start again: ${stderr}`);
  outages.end();
}

/** Answers whether there was one. */
function killOne({ home, random, kills }: Pick<Target, "home" | "random" | "kills">): boolean {
  const found = podProcesses(home).filter(({ pod }) => pod !== undefined);
  const victim = found[random.between(0, found.length - 1)];
  if (victim?.pod === undefined) return false;
  endNow(victim.pid);
  kills.others += 1;
  kills.pods.add(victim.pod);
  return true;
}

/** A start that ends halfway must leave a folder that can be started. */
async function killWhileStarting(home: Home, afterMs: number): Promise<void> {
  const starting = home.slipway("up", "--detach");
  await sleep(afterMs);
  try {
    home.kill();
  } catch {
    // It was not there yet, or not any more.
  }
  await starting;
}
