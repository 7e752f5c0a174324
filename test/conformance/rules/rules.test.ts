import { afterAll, describe, expect, test } from "vitest";
import { BEARERS, openDoors } from "../support/doors.ts";
import { apiServerDriver } from "./api-server-driver.ts";
import { awsDriver } from "./aws-driver.ts";
import { RULES } from "./cases.ts";
import type { Ability, Driver } from "./driver.ts";
import { httpDriver } from "./http-driver.ts";
import { httpsSend } from "./https-send.ts";
import { type Case, missing, runCase } from "./run-case.ts";
import { storeDriver } from "./store-driver.ts";
import type { TestedDoor } from "./tested-door.ts";
import { toyCrd } from "./toy-kind.ts";
import type { Left } from "./trace.ts";
import { UNASKED } from "./unasked.ts";

const doors = await openDoors({ definitions: [toyCrd] });
const https = httpsSend(doors.kubernetes.url, doors.kubernetes.caPem);
const aws = awsDriver(doors);

afterAll(async () => {
  https.close();
  aws.close();
  await doors.close();
});

const DOORS = {
  "the API server": apiServerDriver(doors.server),
  "the store seam": storeDriver(doors.store),
  "the Kubernetes door": httpDriver({ send: https.send, tokens: BEARERS }),
  "the AWS door": aws.driver,
} as const satisfies Readonly<Record<string, Driver>>;

type DoorName = keyof typeof DOORS;

const doorOf = (name: DoorName): TestedDoor => ({
  driver: DOORS[name],
  controller: storeDriver(doors.store),
  store: doors.store,
  namespace: () => doors.namespace(),
});

const heard = new Map<Case, Promise<readonly Left[]>>();

/** What the case leaves behind at the API server itself, which every other door must leave as well. */
function leftByRule(one: Case): Promise<readonly Left[]> {
  const left = heard.get(one) ?? runCase(one, doorOf("the API server"));
  heard.set(one, left);
  return left;
}

const everyCase = Object.values(RULES).flat();

for (const name of Object.keys(DOORS) as readonly DoorName[]) {
  for (const [area, cases] of Object.entries(RULES)) {
    const asked = cases.filter((one) => missing(one, DOORS[name]) === undefined);
    if (asked.length === 0) continue;
    describe(`${name}: ${area}`, () => {
      for (const one of asked) {
        test(one.title, async () => {
          const left = name === "the API server" ? leftByRule(one) : runCase(one, doorOf(name));
          expect(await left).toEqual(await leftByRule(one));
        });
      }
    });
  }

  test(`${name} is asked every case but those counted, each with its reason`, () => {
    const unasked: Partial<Record<Ability, number>> = {};
    for (const one of everyCase) {
      const lacks = missing(one, DOORS[name]);
      if (lacks === undefined) continue;
      expect(DOORS[name].lacks[lacks]).toBeTypeOf("string");
      unasked[lacks] = (unasked[lacks] ?? 0) + 1;
    }
    expect(unasked).toEqual(UNASKED[name]);
  });
}
