import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "./places.ts";

const LOOK_MS = 200;

/**
 * Where this pod is one of several hosts of a run: waits until the pod's annotations tell where all of them are, and writes the file
 * that is the program's /etc/hosts. Whoever takes the run away ends the wait.
 */
export async function writeHosts(env: Environment, own = "/etc/hosts"): Promise<void> {
  const file = env["SLIPWAY_HOSTS_FILE"];
  const words = env["SLIPWAY_POD_WORDS"];
  if (file === undefined || words === undefined) return;
  let addresses = await addressesIn(join(words, "hosts"));
  if (addresses === undefined) console.log("Waiting for the addresses of the other hosts");
  for (; addresses === undefined; addresses = await addressesIn(join(words, "hosts"))) await sleep(LOOK_MS);
  const lines = Object.entries(addresses).map(([name, address]) => `${address}\t${name}\n`);
  const before = await readFile(own, "utf8").catch(() => "127.0.0.1\tlocalhost\n");
  await writeFile(file, `${lines.join("")}${before}`, { mode: 0o644 });
}

async function addressesIn(file: string): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text === "" ? undefined : (JSON.parse(text) as Record<string, string>);
}
