import { expect, test } from "vitest";
import { asInvoked } from "./as-invoked.ts";

const NPX = { npm_command: "exec", npm_lifecycle_event: "npx" };
const TALK = `Slipway is ready. Next:
  slipway logs -f trainingjob/slipway-train
  eval "$(slipway env)"
  Start it with \`slipway up --detach\`, and slipway is up. Again: slipway why x, \`slipway --help\``;

test("who called by npx is told commands that npx runs, and nothing else changes", () => {
  expect(asInvoked(NPX)(TALK)).toBe(`Slipway is ready. Next:
  npx slipway logs -f trainingjob/slipway-train
  eval "$(npx slipway env)"
  Start it with \`npx slipway up --detach\`, and slipway is up. Again: npx slipway why x, \`npx slipway --help\``);
});

test("who has slipway on the PATH, or calls from npm's scripts, is told it as it stands", () => {
  for (const env of [{}, { npm_command: "run-script", npm_lifecycle_event: "test" }])
    expect(asInvoked(env)(TALK)).toBe(TALK);
});
