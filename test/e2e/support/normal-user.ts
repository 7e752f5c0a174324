import { chownSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asUser, NOBODY } from "../../../packages/lib/src/testing/as-user.ts";
import { Home, type Output } from "./home.ts";

/**
 * A home that a normal user runs, for tests that root runs. The user may not get to this checkout, so that every command
 * sees it at another path, in a mount namespace of its own.
 */
export class NormalUsersHome extends Home {
  readonly folder: string;
  readonly checkout: string;

  constructor(around: NodeJS.ProcessEnv = {}) {
    const folder = mkdtempSync(join(tmpdir(), "slipway-user-"));
    const own = join(folder, "home");
    mkdirSync(own, { mode: 0o700 });
    for (const path of [folder, own]) chownSync(path, NOBODY, NOBODY);
    super(join(own, ".slipway"), { ...around, HOME: own });
    this.folder = folder;
    this.checkout = join(folder, "checkout");
    mkdirSync(this.checkout);
  }

  override async run(program: string, args: readonly string[], input = ""): Promise<Output> {
    const [unshare, ...words] = asUser({ uid: NOBODY, seenAt: this.checkout }, [program, ...args]);
    return super.run(unshare, words, input);
  }

  override async down(): Promise<void> {
    await super.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
