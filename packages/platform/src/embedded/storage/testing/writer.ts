/**
 * A process that writes without end and says, by lines that reach the parent even if it is killed right after, what was
 * acknowledged (`ack KEY REVISION`) and what a follower saw (`saw KEY REVISION`). For the test of crashes.
 */
import { writeSync } from "node:fs";
import { systemClock } from "#lib/clock.ts";
import { createStorage } from "../create-storage.ts";

const [file = "", run = "0"] = process.argv.slice(2);
const storage = createStorage({ file, clock: systemClock, retain: { revisions: 100_000, ms: 0 } });
const say = (line: string): number => writeSync(1, `${line}\n`);

async function follow(): Promise<void> {
  const signal = new AbortController().signal;
  for await (const change of storage.follow("things", { from: storage.head, signal })) {
    if (change.type !== "progress") say(`saw ${change.key} ${change.revision}`);
  }
}

async function write(writer: number): Promise<void> {
  for (let count = 0; ; count++) {
    const name = `${run}-${writer}-${count % 40}`;
    const written = await storage.transact((tx) =>
      tx.put("things", `ns/${name}`, {
        apiVersion: "v1",
        kind: "Thing",
        metadata: { name },
        spec: { count, padding: "x".repeat(200) },
      }),
    );
    say(`ack ns/${name} ${written.metadata.resourceVersion}`);
  }
}

void follow();
for (let writer = 0; writer < 8; writer++) void write(writer);
