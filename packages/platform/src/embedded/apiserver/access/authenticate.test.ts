import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { authenticator } from "./authenticate.ts";

const sha256 = (token: string): string => createHash("sha256").update(token).digest("hex");

test("A token stands for its caller, and anything else for nobody", () => {
  const admin = { user: "admin", groups: ["system:masters"] };
  const viewer = { user: "viewer", groups: [] };
  const authenticate = authenticator([
    { sha256: sha256("one"), caller: admin },
    { sha256: sha256("two"), caller: viewer },
  ]);
  expect(authenticate("one")).toBe(admin);
  expect(authenticate("two")).toBe(viewer);
  for (const wrong of ["", "on", "one ", sha256("one")]) expect(authenticate(wrong)).toBeUndefined();
});

test("A damaged list of tokens lets nobody in", () => {
  const caller = { user: "x", groups: [] };
  const authenticate = authenticator([
    { sha256: "", caller },
    { sha256: "zz", caller },
  ]);
  expect(authenticate("")).toBeUndefined();
});
