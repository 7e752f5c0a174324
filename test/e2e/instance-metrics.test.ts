import { afterAll, beforeAll, describe } from "vitest";
import { instanceMetrics } from "../serving/instance-metrics.ts";
import { Home } from "./support/home.ts";
import { Projects } from "./support/projects.ts";

/** The tests' Python brings its packages, once. */
const FIRST_INSTALLATION_MS = 1_200_000;
const PATIENCE_MS = 300_000;

describe("instances of endpoints", { timeout: PATIENCE_MS }, () => {
  let home: Home;
  let projects: Projects;
  beforeAll(async () => {
    projects = new Projects();
    home = await Home.withPython();
  }, FIRST_INSTALLATION_MS);
  afterAll(async () => {
    projects.remove();
    await home.down();
  });

  instanceMetrics(() => ({ home, projects }));
});
