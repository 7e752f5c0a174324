/** What a cluster's own metrics tell of endpoints: those of Kubernetes' metrics-server. */
import { afterAll, beforeAll, describe } from "vitest";
import { pythonEnv } from "../../scripts/python-env.ts";
import { ClusterHome } from "../blackbox/support/cluster-home.ts";
import { Projects } from "../e2e/support/projects.ts";
import { instanceMetrics } from "../serving/instance-metrics.ts";
import { MetricsServer } from "./support/metrics-server.ts";

/** metrics-server is built once, for minutes. */
const FIRST_MS = 1_200_000;
const PATIENCE_MS = 300_000;

describe.runIf(process.env["SLIPWAY_SERVING"] === "all")(
  "instances of endpoints beside a metrics-server",
  { timeout: PATIENCE_MS },
  () => {
    let home: ClusterHome;
    let projects: Projects;
    let metrics: MetricsServer | undefined;
    beforeAll(async () => {
      projects = new Projects();
      await pythonEnv();
      home = await ClusterHome.shared();
      metrics = await MetricsServer.up(home.cluster);
    }, FIRST_MS);
    afterAll(async () => {
      projects.remove();
      await metrics?.down();
      await home.down();
    });

    instanceMetrics(() => ({ home, projects }));
  },
);
