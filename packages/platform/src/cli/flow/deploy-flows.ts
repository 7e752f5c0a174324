import type { Flow } from "@slipway/model/kinds/flow/index.ts";
import { EXIT } from "../errors/exit-code.ts";
import type { Session } from "../session/session.ts";
import { applyFlow, shortVersion } from "./apply-flow.ts";
import { cacheEffectsOf, drawCache } from "./cache-effects-of.ts";
import { flowsIn } from "./flow-file.ts";
import { inFlight } from "./in-flight.ts";

interface Deployed {
  readonly flow: string;
  readonly what: "created" | "changed" | "unchanged";
  readonly version: string;
  /** The version that was there, of one that has changed. */
  readonly before?: string;
}

/** Makes every flow of a file the newest version of its Flow; the same again changes nothing. */
export async function deployFlows(session: Session, file: string): Promise<number> {
  const deployed: Deployed[] = [];
  for (const manifest of await flowsIn(session, file)) deployed.push(await deploy(session, manifest));
  await session.print(deployed, () => deployed.map(({ flow }) => `flow/${flow}\n`).join(""));
  session.say(`Next:\n  slipway run ${deployed[0]?.flow}`);
  return EXIT.ok;
}

async function deploy(session: Session, manifest: Flow): Promise<Deployed> {
  const { flow, version, before: earlier } = await applyFlow(session, manifest);
  const { name, namespace } = flow.metadata;
  const before = earlier?.status?.version;
  if (earlier === undefined || before === undefined || before === version) {
    const what = before === undefined ? "created" : "unchanged";
    session.say(`flow/${name} ${what}: ${shortVersion(version)}`);
    return { flow: name, what, version };
  }
  session.say(`flow/${name} changed: ${shortVersion(before)} → ${shortVersion(version)}`);
  for (const line of drawCache(await cacheEffectsOf(session, earlier, manifest.spec))) session.say(line);
  const runs = await inFlight(session, { name, namespace });
  if (runs !== undefined) session.say(runs);
  return { flow: name, what: "changed", version, before };
}
