import { afterAll, beforeAll, describe } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { severalContainers } from "../serving/several-containers.ts";
import { Home } from "./support/home.ts";
import { Projects } from "./support/projects.ts";
import { type Programs, programs } from "./support/shell.ts";

/** The SDK brings a gigabyte of packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 600_000;

describe("models of several containers, by the SageMaker SDK and boto3", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let tools: Programs;
  let projects: Projects;

  beforeAll(async () => {
    projects = new Projects();
    for (const name of ["main", "sagemaker-2"] as const) await pythonEnv(name);
    [home, tools] = await Promise.all([Home.withPython(), programs()]);
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    tools.remove();
    await home.down();
  });

  severalContainers(() => ({ home, tools, projects }));
});
