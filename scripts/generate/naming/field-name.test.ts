import { describe, expect, it } from "vitest";
import { fieldName } from "./field-name.ts";

describe("fieldName spells members as ACK does", () => {
  /** Pairs from AWS's API and ACK's published definitions or its own naming tests. */
  it.each([
    ["TrainingJobName", "trainingJobName"],
    ["RoleArn", "roleARN"],
    ["S3Uri", "s3URI"],
    ["S3OutputPath", "s3OutputPath"],
    ["KmsKeyId", "kmsKeyID"],
    ["VolumeKmsKeyId", "volumeKMSKeyID"],
    ["VolumeSizeInGB", "volumeSizeInGB"],
    ["VpcConfig", "vpcConfig"],
    ["SecurityGroupIds", "securityGroupIDs"],
    ["ModelDataUrl", "modelDataURL"],
    ["SourceIpAddress", "sourceIPAddress"],
    ["EnableSSMAccess", "enableSSMAccess"],
    ["AutoMLJobArn", "autoMLJobARN"],
    ["MaxPayloadInMB", "maxPayloadInMB"],
    ["EnableCapture", "enableCapture"],
    ["JsonContentTypes", "jsonContentTypes"],
    ["ResourceId", "resourceID"],
    ["PolicyARN", "policyARN"],
    ["Url", "url"],
    ["Id", "id"],
    ["Identifier", "identifier"],
    ["TestId", "testID"],
    ["IdFirstElementId", "idFirstElementID"],
    ["DbInstanceId", "dbInstanceID"],
    ["DBInstanceIdentifier", "dbInstanceIdentifier"],
    ["SSEKMSKeyId", "sseKMSKeyID"],
    ["HTTPSPort", "httpsPort"],
    ["IPv6Support", "ipv6Support"],
    ["IPAddress", "ipAddress"],
    ["SecurityGroup", "securityGroup"],
    ["SecretHash", "secretHash"],
    ["MultipartUpload", "multipartUpload"],
    ["AwsvpcConfiguration", "awsVPCConfiguration"],
    ["MD5OfBody", "md5OfBody"],
    ["AmiLaunchIndex", "amiLaunchIndex"],
    ["AWSVPCConfiguration", "awsVPCConfiguration"],
    ["DbiResourceId", "dbiResourceID"],
    ["EdiPartyName", "ediPartyName"],
    ["Editable", "editable"],
    ["HTTPStatus", "httpStatus"],
    ["HttpsSupport", "httpsSupport"],
    ["IPSetType", "ipSetType"],
    ["Ja3", "ja3"],
    ["Gids", "gids"],
    ["uids", "uids"],
    ["NativeAuditFieldsIncluded", "nativeAuditFieldsIncluded"],
    ["NatGateway", "natGateway"],
    ["OIDC", "oidc"],
    ["RamDiskId", "ramDiskID"],
    ["RamdiskId", "ramDiskID"],
    ["SaslScram512Auth", "saslSCRAM512Auth"],
    ["Throttling", "throttling"],
    ["AuthorizerResultTtlInSeconds", "authorizerResultTTLInSeconds"],
    ["humanTaskUiArn", "humanTaskUIARN"],
    ["VpcEndpoint", "vpcEndpoint"],
    ["MiBps", "miBps"],
    ["LastDecreaseDateTime", "lastDecreaseDateTime"],
    ["IdleTimeoutInMinutes", "idleTimeoutInMinutes"],
  ])("%s is %s", (member, field) => {
    expect(fieldName(member)).toBe(field);
  });

  it.each(["Type", "Default", "Range", "Package"])(
    "%s is a word of Go, so it gets an underscore",
    (member) => {
      expect(fieldName(member)).toBe(`${member.toLowerCase()}_`);
    },
  );
});
