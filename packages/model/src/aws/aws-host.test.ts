import { expect, test } from "vitest";
import { labelsOfAwsHost } from "./aws-host.ts";

// Hosts as botocore's endpoints.json and AWS's pages of endpoints have them.
test.each([
  ["sts.us-east-1.amazonaws.com", ["sts", "us-east-1"]],
  ["STS.amazonaws.com.", ["sts"]],
  ["s3.cn-north-1.amazonaws.com.cn", ["s3", "cn-north-1"]],
  ["my.bucket.s3.dualstack.eu-west-1.amazonaws.com", ["my", "bucket", "s3", "dualstack", "eu-west-1"]],
  ["ec2.us-east-1.api.aws", ["ec2", "us-east-1"]],
  ["sts.eusc-de-east-1.amazonaws.eu", ["sts", "eusc-de-east-1"]],
  ["amazonaws.com", []],
])("%s is a host of AWS's", (host, labels) => {
  expect(labelsOfAwsHost(host)).toEqual(labels);
});

test.each(["pypi.org", "notamazonaws.com", "amazonaws.com.evil.org", "aws.amazon.com", "127.0.0.1", ""])(
  "%j is not",
  (host) => {
    expect(labelsOfAwsHost(host)).toBeUndefined();
  },
);
