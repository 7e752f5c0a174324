/** Models that code of one's own left, served by Slipway's model server on an image that stays as it is. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { ok } from "../e2e/support/home.ts";
import { Projects } from "../e2e/support/projects.ts";
import { ask } from "../serving/ask.ts";
import { MAKERS, modelsInFormats } from "../serving/models-in-formats.ts";
import { ownModels } from "../serving/own-models.ts";
import { Wheels } from "./support/wheels.ts";

const WHO = `
import os, sys

def app(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [f"{os.getuid()} {sys.version_info[:2]} ".encode() + environ["wsgi.input"].read()]
`;
const TRAIN = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";

describe("models of one's own on a cluster", () => {
  let home: ClusterHome;
  let projects: Projects;
  let wheels: Wheels | undefined;
  beforeAll(async () => {
    projects = new Projects();
    home = await ClusterHome.shared();
  });
  afterAll(async () => {
    projects.remove();
    wheels?.remove();
    await home.down();
  });

  ownModels(() => ({ home, projects }));
  if (process.env["SLIPWAY_SERVING"] === "all")
    modelsInFormats(
      () => ({ home, projects }),
      async () => {
        wheels ??= await Wheels.serve(MAKERS, home.cluster.hostAddress);
        return `${wheels.options}\n${MAKERS}`;
      },
    );

  test("an application is nobody on the cluster's base image", async () => {
    const folder = projects.write("who", { "train.py": TRAIN, "app.py": WHO });
    await ok(home.slipway("train", folder, "--name", "who", "--wait"));
    await ok(home.slipway("deploy", "who", "--serve", "app:app"));
    const answer = await ask(home, "who", "data", { type: "text/plain" });
    expect(answer).toEqual([200, "text/plain", "65532 (3, 11) data"]);
  });
});
