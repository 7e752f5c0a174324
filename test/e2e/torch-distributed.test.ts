import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { awsClients } from "./support/aws-clients.ts";
import { follow } from "./support/follow.ts";
import { Home, ok, ROOT } from "./support/home.ts";
import { modelFiles } from "./support/model-files.ts";
import { programs } from "./support/shell.ts";

/** PyTorch is gigabytes: it is tried where somebody has installed it. */
function hasTorch(): boolean {
  try {
    execFileSync("python3", ["-c", "import torch.distributed.run"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

test.skipIf(!hasTorch())(
  "torch.distributed over two instances, by torchrun and gloo, as its README says",
  async () => {
    const [home, tools] = await Promise.all([Home.up(), programs()]);
    try {
      const said = await follow(home, tools, join(ROOT, "examples/torch-distributed/README.md"));
      for (const [rank, host] of [1, 1, 2, 2].entries())
        expect(said).toContain(`rank ${rank} of 4 on algo-${host}: sum 10`);
      const { status } = JSON.parse(
        await ok(home.kubectl("get", "trainingjob", "torch-distributed", "-o", "json")),
      );
      const files = await modelFiles(awsClients(home).s3, status.modelArtifacts.s3ModelArtifacts);
      expect(Object.keys(files)).toEqual(["model.pt"]);
    } finally {
      tools.remove();
      await home.down();
    }
  },
);
