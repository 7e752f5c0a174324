/** Forked: an AWS door over an API server in memory, which nothing works on; tells its CPU time when asked. */
import { AwsHome } from "../../test/conformance/aws/aws-home.ts";

const home = await AwsHome.up();
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on("disconnect", () => process.exit());
process.send?.({ url: home.url });
