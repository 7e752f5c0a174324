import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { NOBODY } from "../../packages/lib/src/testing/as-user.ts";
import { BareCheckout } from "./support/bare-checkout.ts";
import { ROOT } from "./support/home.ts";
import { type Programs, programs } from "./support/shell.ts";
import { shellBlocks } from "./support/shell-blocks.ts";

const [ours = "", theirs = "", ...others] = shellBlocks(join(ROOT, "README.md"), "Start");

/** The lines after npm's own that are too long for the terminal although they could be broken before their last word. */
function tooLong(screen: string): readonly string[] {
  const lines = screen.slice(screen.indexOf("✓")).split("\n");
  return lines.filter((line) => line.length > 80 && line.trim().split(/ +/).length > 3);
}

describe.runIf(process.getuid?.() === 0)(
  "the README's start, in a bare checkout, at 80 columns, without bubblewrap",
  () => {
    let tools: Programs;
    let checkout: BareCheckout;
    beforeAll(async () => {
      tools = await programs();
      checkout = new BareCheckout({ uid: NOBODY });
    });
    afterAll(async () => {
      await checkout.type("npx slipway down --all");
      checkout.remove();
      tools.remove();
    });

    /** What npm installs is the same for everybody; CI itself begins by it as root. */
    const afterFirst = ours.slice(ours.indexOf("\n") + 1);
    test.each([
      { user: "a normal user", uid: NOBODY, line: "first", block: ours },
      { user: "root", uid: 0, line: "second", block: afterFirst },
    ])("leads $user from its $line line to a home, a job and the demo's story", async ({ uid, block }) => {
      checkout.handTo(uid);
      expect(ours).toMatch(/^npm ci\b/);
      expect(others).toEqual([]);
      const screen = await checkout.type(`${block}\nslipway status`);
      expect(screen).toMatch(/^✓ Slipway (is ready|runs already)/m);
      expect(screen).toMatch(/^trainingjob\/hello-training-/m);
      expect(screen).toMatch(/^epoch=40 /m);
      expect(screen).toMatch(/root mean square error over 100 rows/);
      expect(screen).toMatch(/^ {2}trainingjobs +\d Completed/m);
      expect(tooLong(screen).filter((line) => !line.startsWith("trainingjob/"))).toEqual([]);
      expect(screen).not.toMatch(/\b(undefined|NaN|\[object Object\])\b/);
      await checkout.type("npx slipway down");
    });

    test("whoever calls it by npx is told next commands that npx runs", async () => {
      const screen = await checkout.type("npx slipway up --detach");
      expect(screen).toMatch(/^ {2}npx slipway status /m);
      expect(screen).toContain('eval "$(npx slipway env)"');
    });

    test("and then people's own manifests and scripts do what they did elsewhere", async () => {
      expect(theirs).toMatch(/^eval "\$\(slipway env\)"/m);
      const path = `export PATH="$PWD/node_modules/.bin:$PATH"`;
      const screen = await checkout.type(`${path}\n${theirs}`, tools.path);
      expect(screen).toContain("trainingjob.sagemaker.services.k8s.aws/abalone-xgboost created");
      expect(screen).toContain("endpoint.sagemaker.services.k8s.aws/abalone-endpoint condition met");
      expect(Number(/^rmse ([\d.]+)$/m.exec(screen)?.[1])).toBeLessThanOrEqual(2.2);
      // What it started is found from any shell.
      const status = await checkout.type(
        "npx slipway status && npx slipway wait $(npx slipway get trainingjobs -o name)",
      );
      expect(status).toMatch(/trainingjobs\s+\d+ Completed/);
    });
  },
);
