import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { defined } from "../../../packages/model/src/defined.ts";
import { type EmbeddedDoor, openEmbeddedDoor } from "./support/embedded-door.ts";
import { type Answer, answerOf, essence, type Status } from "./support/essence.ts";
import { JOBS, job, PROBES, type Probe } from "./support/probes.ts";

const recorded = (
  JSON.parse(readFileSync(new URL("recorded/answers-1.34.json", import.meta.url), "utf8")) as {
    readonly answers: readonly Answer[];
  }
).answers;

/** What is not answered as recorded, and why not. The test of each fails as soon as it is. */
const LATER: Readonly<Record<string, string>> = {
  "create with RV": "400, where a real server says 500 and clients would try again",
  "watch RV bad": "400, as later versions of Kubernetes answer",
  method: "405 for every POST to one object, where a real server reads the body first",
  "scale get": "no kind of ours can be scaled yet",
  "scale put": "no kind of ours can be scaled yet",
  "scale too big": "no kind of ours can be scaled yet",
  "get RV=0": "shows the object as it is without the scaling before",
};

/** Same status, reason and fields, but words of our own; kubectl and client libraries read none of these. */
const OWN_WORDS: Readonly<Record<string, string>> = {
  "bad json": "the JSON parser's own complaint",
  "list bad continue": "the JSON parser's own complaint",
  "bad content-type": "a custom resource has no protobuf, so we do not offer it",
  "accept bad": "names what we write",
};

let at: EmbeddedDoor;
beforeAll(async () => {
  at = await openEmbeddedDoor();
});
afterAll(() => at.close());

/** Pairs of recorded and own revisions, in order. */
const revisions: { readonly probe: string; readonly theirs: number; readonly ours: number }[] = [];

test("the probes are those that were recorded, in their order", () => {
  expect(PROBES.map((probe) => probe.name)).toEqual(recorded.map((answer) => answer.probe));
});

for (const [index, probe] of PROBES.entries()) {
  const theirs = recorded[index] as Answer;
  const later = LATER[probe.name];
  test(`${probe.name}: ${later ?? "answered as recorded"}`, async () => {
    if (probe.make !== undefined) {
      await at.send("POST", JOBS, { body: job(probe.make), type: "application/json" });
    }
    const ours = await ask(probe);
    const words = OWN_WORDS[probe.name] === undefined;
    if (later !== undefined) return expect(essence(ours, words)).not.toEqual(essence(theirs, words));
    expect(essence(ours, words)).toEqual(essence(theirs, words));
    noteRevisions(theirs, ours);
  });
}

test("revisions rise where a real server's rise, and stand still where they stand still", () => {
  const moves = (which: "theirs" | "ours") =>
    revisions.slice(1).map((now, index) => {
      const before = revisions[index] as (typeof revisions)[number];
      return `${before.probe} to ${now.probe}: ${Math.sign(now[which] - before[which])}`;
    });
  expect(moves("ours")).toEqual(moves("theirs"));
});

async function ask(probe: Probe): Promise<Answer> {
  if (probe.watch === true) return watch(probe);
  const { method, path, body, ...sent } = probe;
  const filled = body?.replace("$RV", await currentRevision());
  const got = await at.send(method, path, { ...sent, ...defined({ body: filled }) });
  return answerOf(probe.name, got);
}

async function watch({ name, path }: Probe): Promise<Answer> {
  const response = await at.open(path);
  let text = "";
  for await (const chunk of response) text += String(chunk);
  const events = text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as { type: string; object: Status });
  return { probe: name, http: response.statusCode ?? 0, events };
}

async function currentRevision(): Promise<string> {
  const { body } = await at.send("GET", `${JOBS}/a`);
  return String((body["metadata"] as { resourceVersion?: string } | undefined)?.resourceVersion);
}

function noteRevisions(theirs: Answer, ours: Answer): void {
  const [recordedRevision, ownRevision] = [theirs, ours].map(
    (answer) => answer.object?.metadata["resourceVersion"],
  );
  if (recordedRevision === undefined || ownRevision === undefined || theirs.items !== undefined) return;
  revisions.push({ probe: theirs.probe, theirs: Number(recordedRevision), ours: Number(ownRevision) });
}
