import { systemClock } from "#lib/clock.ts";
import { Spool } from "../spool.ts";

/** Writes numbered records to the spool of a folder, and says each when it was taken; for a test that kills it. */
const [folder = ""] = process.argv.slice(2);
const spool = new Spool({
  folder,
  clock: systemClock,
  limits: { flushMs: 200, ageMs: 300, freeBytes: 0 },
  lost: (_of, records, error) => process.stdout.write(`lost ${records} ${String(error)}\n`),
});
const of = { namespace: "default", endpoint: "e", variant: "v", bucket: "bucket", prefix: "p" };
let next = 0;
setInterval(() => {
  for (let i = 0; i < 10; i++) {
    const taken = spool.add({ ...of, at: Date.now() }, JSON.stringify({ n: next, text: "x".repeat(500) }));
    process.stdout.write(`${taken ?? "taken"} ${next++} ${Date.now()}\n`);
  }
}, 2);
