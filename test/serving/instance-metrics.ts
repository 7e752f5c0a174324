import { availableParallelism } from "node:os";
import { expect, test } from "vitest";
import { type Home, ok } from "../e2e/support/home.ts";
import type { Projects } from "../e2e/support/projects.ts";

const TRAIN = "import os; open(os.environ['SM_MODEL_DIR'] + '/m', 'w').write('1')";
/** Keeps a processor busy in each of its workers, and holds 64 MiB. */
const INFERENCE = `
import threading
def spin():
    while True:
        pass
def model_fn(model_dir):
    threading.Thread(target=spin, daemon=True).start()
    return b"x" * (64 << 20)
def predict_fn(data, model):
    return data
`;

/** Prints the first minute in which both instances were measured, in each way that CloudWatch has of telling it, and what it lists. */
const READ = `
import boto3, datetime, json, time
client = boto3.client("cloudwatch")
NAMES = ["CPUUtilization", "MemoryUtilization"]
STATISTICS = ["SampleCount", "Sum", "Minimum", "Maximum"]
dimensions = [{"Name": "EndpointName", "Value": "busy"}, {"Name": "VariantName", "Value": "AllTraffic"}]
start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)

def ask(name, statistic):
    metric = {"Namespace": "/aws/sagemaker/Endpoints", "MetricName": name, "Dimensions": dimensions}
    return {"Id": f"{name.lower()}{statistic.lower()}", "MetricStat": {"Metric": metric, "Period": 60, "Stat": statistic, "Unit": "Percent"}}

def data():
    queries = [ask(name, statistic) for name in NAMES for statistic in STATISTICS]
    found = client.get_metric_data(MetricDataQueries=queries, StartTime=start, EndTime=start + datetime.timedelta(hours=2))
    return {one["Id"]: dict(zip(one["Timestamps"], one["Values"])) for one in found["MetricDataResults"]}

deadline = time.time() + 150
minute = None
while minute is None and time.time() < deadline:
    time.sleep(1)
    found = data()
    full = [at for at, count in found["cpuutilizationsamplecount"].items() if count == 2]
    minute = min((at for at in full if found["memoryutilizationsamplecount"].get(at) == 2), default=None)
points = client.get_metric_statistics(
    Namespace="/aws/sagemaker/Endpoints", MetricName="CPUUtilization", Dimensions=dimensions,
    StartTime=minute, EndTime=minute + datetime.timedelta(minutes=1), Period=60, Statistics=["Maximum"],
)["Datapoints"]
listed = client.list_metrics(Namespace="/aws/sagemaker/Endpoints", Dimensions=dimensions)["Metrics"]
print(json.dumps({
    "values": {name: found[name][minute] for name in found},
    "points": [[point["Maximum"], point["Unit"]] for point in points],
    "listed": sorted(one["MetricName"] for one in listed),
    "dimensions": listed[0]["Dimensions"],
}))
`;

/** What two instances of an endpoint take, told to boto3 as SageMaker does. */
export function instanceMetrics(where: () => { readonly home: Home; readonly projects: Projects }): void {
  test("what they take of processors and memory is told to boto3 by SageMaker's names, each instance a sample", async () => {
    const { home, projects } = where();
    const folder = projects.write("busy", { "train.py": TRAIN, "inference.py": INFERENCE });
    await ok(home.slipway("train", folder, "--name", "busy", "--wait"));
    await ok(home.slipway("deploy", "busy", "--instance-count", "2"));
    const found = JSON.parse(await ok(home.python("-c", READ)));
    const { values } = found;
    // Processors add up over those of the machine, which others use too.
    expect(values.cpuutilizationminimum).toBeGreaterThan(5);
    expect(values.cpuutilizationsum).toBeGreaterThan(20);
    expect(values.cpuutilizationsum).toBeLessThan(110 * availableParallelism());
    expect(values.memoryutilizationminimum).toBeGreaterThan(0);
    expect(values.memoryutilizationmaximum).toBeLessThanOrEqual(100);
    expect(found.points).toEqual([[values.cpuutilizationmaximum, "Percent"]]);
    expect(found.listed).toEqual(["CPUUtilization", "MemoryUtilization"]);
    expect(found.dimensions).toEqual(
      expect.arrayContaining([
        { Name: "EndpointName", Value: "busy" },
        { Name: "VariantName", Value: "AllTraffic" },
      ]),
    );
  });
}
