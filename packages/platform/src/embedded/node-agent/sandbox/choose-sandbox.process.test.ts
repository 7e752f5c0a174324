import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { silentLog } from "#lib/log.ts";
import { seenElsewhere } from "#lib/testing/as-user.ts";
import { chooseSandbox, howItWorks } from "./choose-sandbox.ts";

const isRoot = process.getuid?.() === 0;
const works =
  process.platform === "linux" && (await howItWorks({ PATH: process.env["PATH"] ?? "" })) !== undefined;

/** The answer in a user namespace of `ids` ids, as containers give them to their root, after `first` was run there. */
async function inContainer(ids: number, first: string): Promise<unknown> {
  const module = join(import.meta.dirname, "choose-sandbox.ts");
  const program = `import { howItWorks } from ${JSON.stringify(module)};
    console.log(JSON.stringify(await howItWorks({ PATH: process.env.PATH })));`;
  const script = `
    unshare --user sleep 60 & holder=$!
    while [ /proc/$holder/ns/user -ef /proc/self/ns/user ]; do :; done
    for map in uid_map gid_map; do echo "0 2000000000 ${ids}" >/proc/$holder/$map; done
    nsenter --user=/proc/$holder/ns/user --setuid 0 --setgid 0 unshare --mount sh -c '${first}; exec "$@"' sh "$@"
    kill $holder`;
  const seenAt = mkdtempSync(join(tmpdir(), "slipway-checkout-"));
  chmodSync(seenAt, 0o755);
  const command = ["sh", "-c", script, "sh", process.execPath, "--input-type=module", "--eval", program];
  const [unshare, ...words] = seenElsewhere(seenAt, command);
  const { stdout } = await promisify(execFile)(unshare, words);
  rmdirSync(seenAt);
  return JSON.parse(stdout);
}

describe.runIf(isRoot && works)("root's pods", () => {
  it("have 65,536 users each where the home may give away any", async () => {
    const found = await howItWorks({ PATH: process.env["PATH"] ?? "" });
    expect(found).toMatchObject({ how: "namespace", ids: { each: 65_536 } });
  });

  it("have one user each in a container of few", async () => {
    expect(await inContainer(65_536, "true")).toMatchObject({ how: "namespace", ids: { each: 1 } });
  });

  it("have a user each where user namespaces are refused", async () => {
    const refuse = "echo 0 >/proc/sys/user/max_user_namespaces";
    expect(await inContainer(65_536, refuse)).toMatchObject({ how: "ids", ids: { each: 1 } });
  });

  it("are the home's root in a container that has no other user", async () => {
    expect(await inContainer(1, "true")).toEqual({ how: "shared" });
  });
});

describe("a machine without bubblewrap", () => {
  it("runs pods as plain processes, and the log says what that means for who runs the home", async () => {
    const said: string[] = [];
    const log = { ...silentLog, warn: (line: string) => void said.push(line) };
    const environment = { PATH: "/nowhere" };
    const host = {
      stateDir: "/nowhere/state",
      home: "/nowhere",
      environment,
      allowRead: [],
      gpuDevices: () => [],
    };
    const { sandbox, ids } = await chooseSandbox("auto", host, log);
    expect([sandbox.name, ids]).toEqual(["none", undefined]);
    expect(said).toEqual([
      expect.stringMatching(isRoot ? /plain processes of root, with nothing between/ : /plain processes/),
    ]);
  });
});
