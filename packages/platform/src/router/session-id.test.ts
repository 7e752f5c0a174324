import { expect, test } from "vitest";
import { sessionFields } from "./session-fields.ts";
import { instanceName, openSession, sealSession } from "./session-id.ts";
import { targetFor } from "./target-for.ts";

/** What SageMaker takes as an id: SessionIdHeader of sagemaker-runtime's service model. */
const SESSION_ID = /^[a-zA-Z0-9](-*[a-zA-Z0-9])*$/;

test.each(["s", "a-b-c", "a--1", "x".repeat(200), "NEW"])("an id of a model's own comes back: %s", (own) => {
  for (const expires of [0, 1_764_417_600, 36 ** 7 - 1]) {
    const session = { own, instance: instanceName(own), expires };
    const id = sealSession(session);
    expect(id).toMatch(SESSION_ID);
    expect(id.length).toBeLessThanOrEqual(256);
    expect(openSession(id)).toEqual(session);
  }
});

test("what ends after ids can say so ends with them, and what no router made is no session", () => {
  expect(openSession(sealSession({ own: "s", instance: instanceName("i"), expires: 1e15 }))?.expires).toBe(
    36 ** 7 - 1,
  );
  for (const id of ["s", "", "-", "a-b", "NEW_SESSION", `s-${"z".repeat(19)}`])
    expect(openSession(id)).toBeUndefined();
});

test("instances have names of one length, and different ones", () => {
  const names = Array.from({ length: 1_000 }, (_, i) => instanceName(`uid-${i}`));
  expect(new Set(names).size).toBe(1_000);
  for (const name of names) expect(name).toMatch(/^[0-9a-z]{13}$/);
});

test("a container's answer tells ids as the client is to have them, and nothing else otherwise", () => {
  const instance = instanceName("pod");
  const session = { id: "NEW_SESSION", own: "NEW_SESSION" };
  const lines = "content-type: a/b\r\nX-Amzn-SageMaker-New-Session-Id: s-1; Expires=2030-01-01T00:00:00Z\r\n";
  const [, id = ""] =
    /new-session-id: (.*); Expires=2030-01-01T00:00:00Z\r\n$/.exec(sessionFields(lines, session, instance)) ??
    [];
  expect(openSession(id)).toEqual({ own: "s-1", instance, expires: Date.UTC(2030, 0, 1) / 1000 });
  for (const odd of [
    "s",
    "s; Expires=never",
    "s; Expires=2030-13-01T00:00:00Z",
    `${"x".repeat(201)}; Expires=2030-01-01T00:00:00Z`,
    "_; Expires=2030-01-01T00:00:00Z",
  ]) {
    const told = `x-amzn-sagemaker-new-session-id: ${odd}\r\n`;
    expect(sessionFields(told, session, instance)).toBe(told);
  }
  const there = { id: sealSession({ own: "s-1", instance, expires: 9 }), own: "s-1" };
  expect(sessionFields("X-Amzn-SageMaker-Closed-Session-Id: s-1\r\n", there, instance)).toContain(
    `: ${there.id}\r\n`,
  );
  const others = "x-amzn-sagemaker-closed-session-id: s-2\r\n";
  expect(sessionFields(others, there, instance)).toBe(others);
});

test("a session goes to its one pod, of whichever variant, until it ends", () => {
  const variant = (name: string, pods: readonly string[], instances = pods) => ({
    ...{ name, weight: 1, pods },
    instances: new Map(instances.map((pod) => [instanceName(pod), pod])),
  });
  const route = {
    ...{ namespace: "ns", endpoint: "E" },
    variants: [variant("A", ["a1", "a2"]), variant("B", [], ["leaving"])],
    shadows: [],
  };
  const now = new Date("2030-01-01T00:00:00Z");
  const idAt = (pod: string, seconds = 60) =>
    sealSession({ own: "own", instance: instanceName(pod), expires: now.getTime() / 1000 + seconds });
  const target = (session: string | undefined, wanted?: string) =>
    targetFor(route, { variant: wanted, session }, 0, now);
  for (const pod of ["a1", "a2", "leaving"]) {
    expect(target(idAt(pod))).toMatchObject({
      variant: { pods: [pod] },
      session: { own: "own", id: idAt(pod) },
    });
  }
  expect(target(idAt("a2"), "A").variant.pods).toEqual(["a2"]);
  expect(() => target(idAt("a2"), "B")).toThrow("gone");
  expect(() => target(idAt("a1", 0))).toThrow("has expired");
  expect(() => target(idAt("gone"))).toThrow("was at an instance that is gone");
  expect(() => target("somebody-s-own")).toThrow("is none that a model of this endpoint began");
  expect(target("NEW_SESSION")).toMatchObject({ variant: { pods: ["a1", "a2"] } });
  for (const none of [undefined, ""]) expect(target(none)).not.toHaveProperty("session");
});
