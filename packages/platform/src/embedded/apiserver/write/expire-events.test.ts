import { expect, test, vi } from "vitest";
import { admin, names, testServer } from "../testing/test-server.ts";

test("An event goes an hour after it last happened", async () => {
  const { server, clock, at } = await testServer();
  const event = (name: string, lastTimestamp: string) =>
    server.create(admin, at("events"), { metadata: { name }, reason: "Test", lastTimestamp });
  await event("early", "2026-01-01T00:00:00Z");
  await event("again", "2026-01-01T00:30:00Z");
  await vi.waitFor(async () => {
    clock.advance(300_000);
    expect(names((await server.list(admin, at("events"))).items)).toEqual(["again"]);
  });
  expect(clock.now().toISOString() > "2026-01-01T01:00:00Z").toBe(true);
});
