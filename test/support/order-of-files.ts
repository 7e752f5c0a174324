import { readFileSync } from "node:fs";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest of those that run beside each other begin first, so that no core is left with one of them at the end. */
const LONGEST = [
  "attacks-as-normal-user",
  "async-inference",
  "readme",
  "sagemaker",
  "kinds",
  "guides",
  "serving",
  "streams",
].map((name) => `/test/e2e/${name}.test.ts`);

/** Vitest's own order, but for what a machine of two cores and a cluster with one home gain by another. */
export class OrderOfFiles extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const ranked = (await super.sort(files)).map((file) => ({ file, rank: rankOf(file) }));
    return ranked.toSorted((a, b) => a.rank - b.rank).map(({ file }) => file);
  }
}

function rankOf({ moduleId, project }: TestSpecification): number {
  if (project.name.endsWith("cluster")) return homeOf(moduleId);
  const place = LONGEST.findIndex((path) => moduleId.endsWith(path));
  return place === -1 ? LONGEST.length : place;
}

/** First what wants a cluster without Slipway, then what shares one home, then each that installs its own. */
function homeOf(file: string): number {
  const text = readFileSync(file, "utf8");
  if (text.includes("OwnClusterHome")) return 2;
  if (file.includes("/test/blackbox/")) return 1;
  return text.includes("ClusterHome.shared") ? 1 : 0;
}
