import { expect, test } from "vitest";
import { exposition, type PageSample } from "./exposition.ts";

const at = new Date("2026-01-01T00:00:59.999Z");
const statistics = { count: 4, sum: 2, min: 0, max: 1 };
const sample = (
  name: string,
  dimensions: Readonly<Record<string, string>>,
  namespace = "AWS/SageMaker",
): PageSample => ({ metric: { namespace, name, dimensions }, unit: "None", statistics, at });
const lines = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("A metric is a gauge for each statistic, named as by Prometheus' CloudWatch exporter, at its minute's end", () => {
  const page = exposition([sample("Invocation5XXErrors", { VariantName: "a", EndpointName: "e" })]);
  const labels = '{endpoint_name="e",variant_name="a"}';
  expect(lines(page)).toEqual([
    `aws_sagemaker_invocation5_xxerrors_sample_count${labels} 4 1767225659999`,
    `aws_sagemaker_invocation5_xxerrors_average${labels} 0.5 1767225659999`,
    `aws_sagemaker_invocation5_xxerrors_sum${labels} 2 1767225659999`,
    `aws_sagemaker_invocation5_xxerrors_minimum${labels} 0 1767225659999`,
    `aws_sagemaker_invocation5_xxerrors_maximum${labels} 1 1767225659999`,
  ]);
  expect(page).toContain("# TYPE aws_sagemaker_invocation5_xxerrors_sum gauge\n");
});

test("A namespace that begins with a slash gives a name that begins with an underscore", () => {
  const [first] = lines(exposition([sample("CPUUtilization", {}, "/aws/sagemaker/Endpoints")]));
  expect(first).toMatch(/^_aws_sagemaker_endpoints_cpuutilization_sample_count\{\} 4 /);
});

test("What is of one name stands together under one head", () => {
  const page = exposition([
    sample("Invocations", { EndpointName: "a" }),
    sample("ModelLatency", { EndpointName: "a" }),
    sample("Invocations", { EndpointName: "b" }),
  ]);
  expect(page.match(/# TYPE aws_sagemaker_invocations_sum /g)).toHaveLength(1);
  expect(page).toMatch(
    /invocations_sum\{endpoint_name="a"\} .*\naws_sagemaker_invocations_sum\{endpoint_name="b"\}/,
  );
});

test("Values of labels may hold anything, and dimensions that would be one label or one series are left out", () => {
  const odd = exposition([sample("Invocations", { EndpointName: 'a"b\\c\nd' })]);
  expect(odd).toContain('{endpoint_name="a\\"b\\\\c\\nd"}');
  expect(odd.split("\n").every((line) => line === "" || /^(?:#|aws_)/.test(line))).toBe(true);
  expect(exposition([sample("Invocations", { EndpointName: "a", endpoint_name: "b" })])).toBe("");
  const twice = exposition([sample("Invocations", { "a.b": "x" }), sample("Invocations", { "a-b": "x" })]);
  expect(twice.match(/invocations_sum\{/g)).toHaveLength(1);
});

test("Without samples the page is empty", () => {
  expect(exposition([])).toBe("");
});
