/** Forked: an AWS door with its router in this process, called directly or by HTTP; tells its CPU time when asked. */
import * as aws from "@aws-sdk/client-sagemaker";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { AwsHome, NAMESPACE } from "../../test/conformance/aws/aws-home.ts";
import { endpointConfig, model } from "../../test/conformance/aws/requests.ts";

const [router = "", port = ""] = process.argv.slice(2);
const home = await AwsHome.up({ router: router === "here" ? "here" : "elsewhere" });
const { control } = home.client();
await control.send(new aws.CreateModelCommand(model("Bench")));
await control.send(new aws.CreateEndpointConfigCommand(endpointConfig("Bench", "Bench")));
await control.send(new aws.CreateEndpointCommand({ EndpointName: "Bench", EndpointConfigName: "Bench" }));
const { items } = await home.store.list(endpointKind, { namespace: NAMESPACE });
await home.setEndpointStatus(items[0]?.metadata.name ?? "", { endpointStatus: "InService" });
await home.announce("Bench", "AllTraffic", Number(port));
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMicros: user + system });
});
process.on("disconnect", () => process.exit());
process.send?.({ url: home.url });
