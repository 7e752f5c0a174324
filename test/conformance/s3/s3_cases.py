"""Cases of S3's API, each with what AWS's documentation says of it: run against any server, they print a line of JSON each.

The server is AWS_ENDPOINT_URL with the credentials of the environment. Expectations come from the S3 API reference and user guide.
"""

import base64, hashlib, json, sys, threading, time, traceback, urllib.error, urllib.parse, urllib.request, zlib
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.auth import S3SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.client import Config
from botocore.exceptions import ClientError

CASES = []
ONE_TRY = {"retries": {"total_max_attempts": 1}}
QUIET = Config(**ONE_TRY, request_checksum_calculation="when_required", response_checksum_validation="when_required")
MIB = 1024 * 1024


def case(title):
    """A case by its title: what the server must do. It is called with a client and an empty bucket of its own."""
    def add(function):
        CASES.append((title, function))
        return function
    return add


def cases(title, *rows):
    """The same case for each row; the title names the first value of the row."""
    def add(function):
        for row in rows:
            row = row if isinstance(row, tuple) else (row,)
            CASES.append((title % (row[0] if isinstance(row[0], str) else json.dumps(row[0], default=str)), lambda s3, bucket, row=row: function(s3, bucket, *row)))
        return function
    return add


def code(call, **arguments):
    try:
        call(**arguments)
        return "none"
    except ClientError as error:
        return error.response["Error"]["Code"]


def status(call, **arguments):
    try:
        return call(**arguments)["ResponseMetadata"]["HTTPStatusCode"]
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"]


def same(got, wanted):
    assert got == wanted, f"got {got!r}, wanted {wanted!r}"


def within(got, wanted):
    assert got in wanted, f"got {got!r}, wanted one of {wanted!r}"


def put(s3, bucket, *keys, body=b"x", **more):
    for key in keys:
        answer = s3.put_object(Bucket=bucket, Key=key, Body=body, **more)
    return answer


def read(s3, bucket, key, **more):
    return s3.get_object(Bucket=bucket, Key=key, **more)["Body"].read()


def keys(page):
    return [item["Key"] for item in page.get("Contents", [])]


def prefixes(page):
    return [item["Prefix"] for item in page.get("CommonPrefixes", [])]


def raw(s3, method, path, headers=None, body=b"", sign=True):
    """A request as no SDK makes it: (status, headers, body)."""
    url = s3.meta.endpoint_url + path
    request = AWSRequest(method=method, url=url, data=body, headers={"x-amz-content-sha256": hashlib.sha256(body).hexdigest(), **(headers or {})})
    if sign:
        S3SigV4Auth(s3._request_signer._credentials, "s3", s3.meta.region_name).add_auth(request)
    sent = urllib.request.Request(url, data=body if method not in ("GET", "HEAD", "DELETE", "OPTIONS") or body else None, method=method, headers=dict(request.headers))
    if not sent.has_header("Content-type"):
        sent.add_header("Content-type", "application/octet-stream")
    try:
        with urllib.request.urlopen(sent) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def code_in(body):
    text = body.decode(errors="replace")
    return text.split("<Code>")[1].split("</Code>")[0] if "<Code>" in text else text[:100]


# ------------------------------------------------------------------------------------------------ buckets

@cases("a bucket is not called %s", "ab", "Upper-case", "under_score", "-hyphen", "hyphen-", "a..b", "192.168.5.4", "x" * 64, "a b")
def _(s3, bucket, name):
    s3.meta.events.unregister("before-parameter-build.s3", __import__("botocore.handlers", fromlist=["x"]).validate_bucket_name)
    got, _, body = raw(s3, "PUT", "/" + urllib.parse.quote(name))
    same((got, code_in(body)), (400, "InvalidBucketName"))


@cases("a bucket may be called %s", "abc-%s", "a.b.%s", "0-%s", "x" * 30 + "-%s")
def _(s3, bucket, name):
    full = name % bucket[-8:]
    s3.create_bucket(Bucket=full, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    within(full, [one["Name"] for one in s3.list_buckets()["Buckets"]])
    s3.delete_bucket(Bucket=full)


@case("a bucket of one's own outside of us-east-1 exists once")
def _(s3, bucket):
    same(code(s3.create_bucket, Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}), "BucketAlreadyOwnedByYou")


@case("a bucket remembers the place that it was made in")
def _(s3, bucket):
    s3.create_bucket(Bucket=bucket + "-eu", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    same(s3.get_bucket_location(Bucket=bucket + "-eu")["LocationConstraint"], "eu-central-1")
    same(s3.head_bucket(Bucket=bucket + "-eu")["BucketRegion"], "eu-central-1")


@case("a bucket is not made at a place that there is not")
def _(s3, bucket):
    within(code(s3.create_bucket, Bucket=bucket + "-no", CreateBucketConfiguration={"LocationConstraint": "nowhere"}), ("InvalidLocationConstraint", "IllegalLocationConstraintException"))


@case("a bucket is not made by a malformed configuration")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}-bad", body=b"<CreateBucketConfiguration")
    same((got, code_in(body)), (400, "MalformedXML"))


@case("a bucket that holds an object is not deleted")
def _(s3, bucket):
    put(s3, bucket, "k")
    same(code(s3.delete_bucket, Bucket=bucket), "BucketNotEmpty")


@case("a bucket that is gone is not there")
def _(s3, bucket):
    s3.delete_bucket(Bucket=bucket)
    same(status(s3.head_bucket, Bucket=bucket), 404)
    same(code(s3.delete_bucket, Bucket=bucket), "NoSuchBucket")


@cases("a bucket that is not there is said by %s", "list_objects", "list_objects_v2", "list_object_versions", "list_multipart_uploads", "get_bucket_location", "get_bucket_versioning", "get_bucket_acl", "get_bucket_cors", "get_bucket_tagging", "get_bucket_policy", "get_bucket_lifecycle_configuration", "get_bucket_encryption", "get_public_access_block", "get_bucket_ownership_controls", "get_bucket_website", "get_bucket_replication", "get_bucket_logging", "get_bucket_notification_configuration", "get_bucket_request_payment", "get_bucket_accelerate_configuration", "get_object_lock_configuration", "delete_bucket_cors", "delete_bucket_tagging")
def _(s3, bucket, call):
    same(code(getattr(s3, call), Bucket=bucket + "-none"), "NoSuchBucket")


@case("buckets are listed by pages and prefix")
def _(s3, bucket):
    for n in range(3):
        s3.create_bucket(Bucket=f"{bucket}-p{n}", CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    first = s3.list_buckets(MaxBuckets=2, Prefix=f"{bucket}-p")
    same([one["Name"] for one in first["Buckets"]], [f"{bucket}-p0", f"{bucket}-p1"])
    second = s3.list_buckets(MaxBuckets=2, Prefix=f"{bucket}-p", ContinuationToken=first["ContinuationToken"])
    same([one["Name"] for one in second["Buckets"]], [f"{bucket}-p2"])


@cases("a bucket without a configuration says so: %s", ("get_bucket_policy", "NoSuchBucketPolicy"), ("get_bucket_cors", "NoSuchCORSConfiguration"), ("get_bucket_lifecycle_configuration", "NoSuchLifecycleConfiguration"), ("get_bucket_tagging", "NoSuchTagSet"), ("get_bucket_website", "NoSuchWebsiteConfiguration"), ("get_bucket_replication", "ReplicationConfigurationNotFoundError"), ("get_object_lock_configuration", "ObjectLockConfigurationNotFoundError"), ("get_bucket_policy_status", "NoSuchBucketPolicy"))
def _(s3, bucket, call, wanted):
    same(code(getattr(s3, call), Bucket=bucket), wanted)


@cases("a bucket without a configuration tells an empty one: %s", ("get_bucket_logging", "LoggingEnabled"), ("get_bucket_accelerate_configuration", "Status"), ("get_bucket_notification_configuration", "TopicConfigurations"), ("get_bucket_versioning", "Status"))
def _(s3, bucket, call, member):
    assert member not in getattr(s3, call)(Bucket=bucket)


@case("the owner of a bucket pays for requests")
def _(s3, bucket):
    same(s3.get_bucket_request_payment(Bucket=bucket)["Payer"], "BucketOwner")


@case("a bucket is encrypted by AES256 unless told otherwise")
def _(s3, bucket):
    [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    same(rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"], "AES256")


@case("a bucket blocks public access unless told otherwise")
def _(s3, bucket):
    same(set(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"].values()), {True})
    s3.delete_public_access_block(Bucket=bucket)
    same(code(s3.get_public_access_block, Bucket=bucket), "NoSuchPublicAccessBlockConfiguration")


@case("a public access block is kept")
def _(s3, bucket):
    said = {"BlockPublicAcls": True, "IgnorePublicAcls": False, "BlockPublicPolicy": True, "RestrictPublicBuckets": False}
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration=said)
    same(s3.get_public_access_block(Bucket=bucket)["PublicAccessBlockConfiguration"], said)


@case("a bucket's objects are the owner's unless told otherwise")
def _(s3, bucket):
    [rule] = s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"]
    same(rule["ObjectOwnership"], "BucketOwnerEnforced")
    s3.delete_bucket_ownership_controls(Bucket=bucket)
    same(code(s3.get_bucket_ownership_controls, Bucket=bucket), "OwnershipControlsNotFoundError")


@case("ownership controls are kept")
def _(s3, bucket):
    s3.put_bucket_ownership_controls(Bucket=bucket, OwnershipControls={"Rules": [{"ObjectOwnership": "BucketOwnerPreferred"}]})
    same(s3.get_bucket_ownership_controls(Bucket=bucket)["OwnershipControls"]["Rules"], [{"ObjectOwnership": "BucketOwnerPreferred"}])


@case("bucket encryption is kept and taken away")
def _(s3, bucket):
    by = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={"Rules": [{"ApplyServerSideEncryptionByDefault": by, "BucketKeyEnabled": True}]})
    [rule] = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    same((rule["ApplyServerSideEncryptionByDefault"], rule["BucketKeyEnabled"]), (by, True))
    same(status(s3.delete_bucket_encryption, Bucket=bucket), 204)


@case("bucket tags are put, told and taken away")
def _(s3, bucket):
    tags = [{"Key": "team", "Value": "a b"}, {"Key": "ü", "Value": ""}]
    same(status(s3.put_bucket_tagging, Bucket=bucket, Tagging={"TagSet": tags}), 204)
    same(sorted(s3.get_bucket_tagging(Bucket=bucket)["TagSet"], key=str), sorted(tags, key=str))
    same(status(s3.delete_bucket_tagging, Bucket=bucket), 204)
    same(code(s3.get_bucket_tagging, Bucket=bucket), "NoSuchTagSet")


@case("the list of access of a bucket has its owner alone")
def _(s3, bucket):
    acl = s3.get_bucket_acl(Bucket=bucket)
    [grant] = acl["Grants"]
    same((grant["Permission"], grant["Grantee"]["Type"], grant["Grantee"]["ID"]), ("FULL_CONTROL", "CanonicalUser", acl["Owner"]["ID"]))
    same(status(s3.put_bucket_acl, Bucket=bucket, ACL="private"), 200)


@cases("a bucket whose objects are the owner's takes no list of access: %s", "public-read", "public-read-write", "authenticated-read")
def _(s3, bucket, acl):
    same(code(s3.put_bucket_acl, Bucket=bucket, ACL=acl), "AccessControlListNotSupported")
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"", ACL=acl), "AccessControlListNotSupported")


# ------------------------------------------------------------------------------------------------ objects

KEYS = ["a", "a/b/c", "a//b", "/leading", "trailing/", "with space", "plus+plus", "percent%41", "ümläut-日本語-🚀", "&<>'\"", "a=b&c=d", "q?x#y", "..", "./x", "tab\tnew", "x" * 1024, "~-_.!*()", ":@,;$", "back\\slash"]


@cases("the key %s comes back", *KEYS)
def _(s3, bucket, key):
    put(s3, bucket, key, body=key.encode())
    same(read(s3, bucket, key), key.encode())
    same(keys(s3.list_objects_v2(Bucket=bucket)), [key])
    s3.delete_object(Bucket=bucket, Key=key)
    same(keys(s3.list_objects_v2(Bucket=bucket)), [])


@case("a key has at most 1024 bytes")
def _(s3, bucket):
    same(code(s3.put_object, Bucket=bucket, Key="é" * 513, Body=b""), "KeyTooLongError")


@case("an object's ETag is its MD5")
def _(s3, bucket):
    same(put(s3, bucket, "k", body=b"hello")["ETag"], '"5d41402abc4b2a76b9719d911017c592"')


@case("an object is replaced as a whole, with its metadata")
def _(s3, bucket):
    put(s3, bucket, "k", Metadata={"a": "1"}, ContentType="text/plain")
    put(s3, bucket, "k", body=b"longer than before")
    head = s3.head_object(Bucket=bucket, Key="k")
    same((head["Metadata"], head["ContentType"], head["ContentLength"]), ({}, "binary/octet-stream", 18))


@cases("an object keeps the header %s", ("CacheControl", "max-age=60"), ("ContentDisposition", 'attachment; filename="a.txt"'), ("ContentEncoding", "gzip"), ("ContentLanguage", "de"), ("ContentType", "text/csv"), ("WebsiteRedirectLocation", "/other"))
def _(s3, bucket, name, value):
    put(s3, bucket, "k", **{name: value})
    same(s3.head_object(Bucket=bucket, Key="k")[name], value)
    same(s3.get_object(Bucket=bucket, Key="k")[name], value)


@case("an object keeps Expires as it was sent")
def _(s3, bucket):
    put(s3, bucket, "k", Expires="Wed, 21 Oct 2026 07:28:00 GMT")
    same(s3.head_object(Bucket=bucket, Key="k")["ResponseMetadata"]["HTTPHeaders"]["expires"], "Wed, 21 Oct 2026 07:28:00 GMT")


@case("aws-chunked is no content coding of an object")
def _(s3, bucket):
    raw(s3, "PUT", f"/{bucket}/k", {"content-encoding": "aws-chunked,gzip"}, b"x")
    same(s3.head_object(Bucket=bucket, Key="k")["ContentEncoding"], "gzip")


@case("metadata's names are told in lower case")
def _(s3, bucket):
    put(s3, bucket, "k", Metadata={"Camel": "Value", "empty": ""})
    same(s3.head_object(Bucket=bucket, Key="k")["Metadata"], {"camel": "Value", "empty": ""})


@case("metadata has at most 2 KB")
def _(s3, bucket):
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"", Metadata={"a": "x" * 2048}), "MetadataTooLarge")
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"", Metadata={"a": "x" * 2047}), "none")


@case("an object that is not there is NoSuchKey to GET, and 404 to HEAD")
def _(s3, bucket):
    same(code(s3.get_object, Bucket=bucket, Key="none"), "NoSuchKey")
    same(status(s3.head_object, Bucket=bucket, Key="none"), 404)


@case("deleting what is not there is done")
def _(s3, bucket):
    same(status(s3.delete_object, Bucket=bucket, Key="none"), 204)


@cases("the range %s is answered", ("bytes=0-0", b"0", "bytes 0-0/10"), ("bytes=2-4", b"234", "bytes 2-4/10"), ("bytes=7-", b"789", "bytes 7-9/10"), ("bytes=-3", b"789", "bytes 7-9/10"), ("bytes=5-100", b"56789", "bytes 5-9/10"), ("bytes=-100", b"0123456789", "bytes 0-9/10"))
def _(s3, bucket, asked, body, told):
    put(s3, bucket, "k", body=b"0123456789")
    got = s3.get_object(Bucket=bucket, Key="k", Range=asked)
    same((got["Body"].read(), got["ContentRange"], got["ResponseMetadata"]["HTTPStatusCode"]), (body, told, 206))
    head = s3.head_object(Bucket=bucket, Key="k", Range=asked)
    same((head["ContentLength"], head["ResponseMetadata"]["HTTPStatusCode"]), (len(body), 206))


@cases("the range %s cannot be satisfied", "bytes=10-", "bytes=10-20", "bytes=-0")
def _(s3, bucket, asked):
    put(s3, bucket, "k", body=b"0123456789")
    same((code(s3.get_object, Bucket=bucket, Key="k", Range=asked), status(s3.get_object, Bucket=bucket, Key="k", Range=asked)), ("InvalidRange", 416))


@cases("what is no range gives the whole: %s", "bytes=4-2", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4")
def _(s3, bucket, asked):
    put(s3, bucket, "k", body=b"0123456789")
    same(read(s3, bucket, "k", Range=asked), b"0123456789")


@case("an empty object has no range")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"")
    same(code(s3.get_object, Bucket=bucket, Key="k", Range="bytes=0-0"), "InvalidRange")


@cases("a read may set the answer's header %s", ("ResponseCacheControl", "CacheControl", "no-cache"), ("ResponseContentDisposition", "ContentDisposition", "attachment"), ("ResponseContentEncoding", "ContentEncoding", "x"), ("ResponseContentLanguage", "ContentLanguage", "en"), ("ResponseContentType", "ContentType", "a/b"))
def _(s3, bucket, parameter, member, value):
    put(s3, bucket, "k")
    same(s3.get_object(Bucket=bucket, Key="k", **{parameter: value})[member], value)


OLD, NEW = "Sat, 01 Jan 2000 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT"


@cases("a conditional read is decided: %s", ({"IfMatch": "ETAG"}, "none"), ({"IfMatch": '"x"'}, "PreconditionFailed"), ({"IfNoneMatch": "ETAG"}, "304"), ({"IfNoneMatch": '"x"'}, "none"), ({"IfModifiedSince": OLD}, "none"), ({"IfUnmodifiedSince": OLD}, "PreconditionFailed"), ({"IfUnmodifiedSince": NEW}, "none"), ({"IfMatch": "ETAG", "IfUnmodifiedSince": OLD}, "none"), ({"IfNoneMatch": "ETAG", "IfModifiedSince": OLD}, "304"), ({"IfMatch": "*"}, "none"))
def _(s3, bucket, conditions, wanted):
    etag = put(s3, bucket, "k")["ETag"]
    asked = {name: etag if value == "ETAG" else value for name, value in conditions.items()}
    same(code(s3.get_object, Bucket=bucket, Key="k", **asked), wanted)
    same(code(s3.head_object, Bucket=bucket, Key="k", **asked), {"PreconditionFailed": "412"}.get(wanted, wanted))


@cases("a conditional write is decided: %s", ({"IfNoneMatch": "*"}, True, "PreconditionFailed"), ({"IfNoneMatch": "*"}, False, "none"), ({"IfMatch": "ETAG"}, True, "none"), ({"IfMatch": '"x"'}, True, "PreconditionFailed"), ({"IfMatch": '"x"'}, False, "NoSuchKey"))
def _(s3, bucket, conditions, there, wanted):
    etag = put(s3, bucket, "k")["ETag"] if there else None
    asked = {name: etag if value == "ETAG" else value for name, value in conditions.items()}
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"new", **asked), wanted)


@cases("a write has one condition: %s", "put_object", "complete")
def _(s3, bucket, how):
    etag = put(s3, bucket, "k")["ETag"]
    both = {"IfMatch": etag, "IfNoneMatch": "*"}
    if how == "put_object":
        same(code(s3.put_object, Bucket=bucket, Key="k", **both), "NotImplemented")
        return
    upload = begin(s3, bucket)
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    where = {"Bucket": bucket, "Key": "k", "UploadId": upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part}]}}
    same(code(s3.complete_multipart_upload, **where, **both), "NotImplemented")


@case("an upload is completed with the type of checksum that it was begun with")
def _(s3, bucket):
    upload = begin(s3, bucket, ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT")
    part = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x", ChecksumAlgorithm="CRC32")["ETag"]
    where = {"Bucket": bucket, "Key": "k", "UploadId": upload, "MultipartUpload": {"Parts": [{"PartNumber": 1, "ETag": part}]}}
    same(code(s3.complete_multipart_upload, **where, ChecksumType="COMPOSITE"), "InvalidRequest")
    same(code(s3.complete_multipart_upload, **where, ChecksumType="FULL_OBJECT"), "none")


@case("the last byte of an empty object is all of it")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"")
    got, _, body = raw(s3, "GET", f"/{bucket}/k", {"Range": "bytes=-1"})
    same((got, body), (200, b""))


@case("a delete by another ETag than the object's is not done")
def _(s3, bucket):
    etag = put(s3, bucket, "k")["ETag"]
    same(code(s3.delete_object, Bucket=bucket, Key="k", IfMatch='"x"'), "PreconditionFailed")
    same(code(s3.delete_object, Bucket=bucket, Key="k", IfMatch=etag), "none")


@case("an object is deleted if there is one")
def _(s3, bucket):
    put(s3, bucket, "k", "l")
    same(code(s3.delete_object, Bucket=bucket, Key="k", IfMatch="*"), "none")
    same(code(s3.delete_object, Bucket=bucket, Key="k", IfMatch="*"), "NoSuchKey")
    told = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "k", "ETag": "*"}, {"Key": "l", "ETag": "*"}]})
    same(([one["Code"] for one in told["Errors"]], [one["Key"] for one in told["Deleted"]]), (["NoSuchKey"], ["l"]))


@case("many objects are deleted at once, quietly if asked")
def _(s3, bucket):
    put(s3, bucket, "a", "b", "c")
    told = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a"}, {"Key": "none"}]})
    same(sorted(one["Key"] for one in told["Deleted"]), ["a", "none"])
    assert "Deleted" not in s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "b"}], "Quiet": True})
    same(keys(s3.list_objects_v2(Bucket=bucket)), ["c"])


@case("at most 1000 objects are deleted at once")
def _(s3, bucket):
    same(code(s3.delete_objects, Bucket=bucket, Delete={"Objects": [{"Key": str(n)} for n in range(1001)]}), "MalformedXML")


@case("an object has a list of access with its owner alone")
def _(s3, bucket):
    put(s3, bucket, "k")
    [grant] = s3.get_object_acl(Bucket=bucket, Key="k")["Grants"]
    same(grant["Permission"], "FULL_CONTROL")
    same(status(s3.put_object_acl, Bucket=bucket, Key="k", ACL="bucket-owner-full-control"), 200)


@cases("the storage class %s is kept", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR")
def _(s3, bucket, name):
    put(s3, bucket, "k", StorageClass=name)
    same(s3.head_object(Bucket=bucket, Key="k")["StorageClass"], name)
    same(s3.list_objects_v2(Bucket=bucket)["Contents"][0]["StorageClass"], name)


@case("a storage class that there is not is refused")
def _(s3, bucket):
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"", StorageClass="NONE"), "InvalidStorageClass")


@cases("encryption by %s is told as it was asked for", ("AES256", {}), ("aws:kms", {"SSEKMSKeyId": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"}))
def _(s3, bucket, algorithm, more):
    same(put(s3, bucket, "k", ServerSideEncryption=algorithm, **more)["ServerSideEncryption"], algorithm)
    head = s3.head_object(Bucket=bucket, Key="k")
    same({"ServerSideEncryption": head["ServerSideEncryption"], **{name: head[name] for name in more}}, {"ServerSideEncryption": algorithm, **more})


@case("an encryption that there is not is refused")
def _(s3, bucket):
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"", ServerSideEncryption="rot13"), "InvalidArgument")


# ------------------------------------------------------------------------------------------------ checksums

def sums(body):
    return {
        "CRC32": base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode(),
        "SHA1": base64.b64encode(hashlib.sha1(body).digest()).decode(),
        "SHA256": base64.b64encode(hashlib.sha256(body).digest()).decode(),
    }


@cases("the checksum %s is proven, kept and told", "CRC32", "SHA1", "SHA256")
def _(s3, bucket, name):
    member, value = f"Checksum{name}", sums(b"hello")[name]
    same(put(s3, bucket, "k", body=b"hello", **{member: value})[member], value)
    head = s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")
    same((head[member], head["ChecksumType"]), (value, "FULL_OBJECT"))
    same(s3.get_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")[member], value)
    same(s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["Checksum"])["Checksum"][member], value)


@cases("another checksum %s than the body's is refused", "CRC32", "SHA1", "SHA256")
def _(s3, bucket, name):
    same(code(s3.put_object, Bucket=bucket, Key="k", Body=b"hello", **{f"Checksum{name}": sums(b"other")[name]}), "BadDigest")
    same(status(s3.head_object, Bucket=bucket, Key="k"), 404)


@cases("the answer to a write tells the checksum that the SDK reckons: %s", "CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")
def _(s3, bucket, name):
    if name in ("CRC32C", "CRC64NVME"):
        value = {"CRC32C": "mnG7TA==", "CRC64NVME": "M3eFcAZSQlc="}[name]
        same(put(s3, bucket, "k", body=b"hello", **{f"Checksum{name}": value})[f"Checksum{name}"], value)
        return
    same(put(s3, bucket, "k", body=b"hello", ChecksumAlgorithm=name)[f"Checksum{name}"], sums(b"hello")[name])


@case("a write without a checksum is given a CRC64NVME")
def _(s3, bucket):
    quiet = boto3.client("s3", config=QUIET)
    quiet.put_object(Bucket=bucket, Key="k", Body=b"hello")
    same(s3.head_object(Bucket=bucket, Key="k", ChecksumMode="ENABLED")["ChecksumCRC64NVME"], "M3eFcAZSQlc=")


@case("two checksums are one too many")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}/k", {"x-amz-checksum-crc32": sums(b"x")["CRC32"], "x-amz-checksum-sha1": sums(b"x")["SHA1"]}, b"x")
    same((got, code_in(body)), (400, "InvalidRequest"))


@case("a checksum of another form is refused")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}/k", {"x-amz-checksum-crc32": "x"}, b"x")
    same((got, code_in(body)), (400, "InvalidRequest"))


@case("a Content-MD5 that is none is InvalidDigest")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}/k", {"content-md5": "x"}, b"x")
    same((got, code_in(body)), (400, "InvalidDigest"))


@case("a Content-MD5 of another body is BadDigest")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}/k", {"content-md5": base64.b64encode(hashlib.md5(b"y").digest()).decode()}, b"x")
    same((got, code_in(body)), (400, "BadDigest"))


@case("attributes are told that are asked for, and no others")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"hello")
    told = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ETag", "ObjectSize", "StorageClass"])
    same((told["ETag"], told["ObjectSize"], told["StorageClass"], "Checksum" in told), ("5d41402abc4b2a76b9719d911017c592", 5, "STANDARD", False))


@case("an attribute that there is not is refused")
def _(s3, bucket):
    put(s3, bucket, "k")
    same(code(s3.get_object_attributes, Bucket=bucket, Key="k", ObjectAttributes=["None"]), "InvalidArgument")


# ------------------------------------------------------------------------------------------------ lists

TREE = ["asdf", "b/1", "b/2", "b/c/3", "cat", "d/x", "ü/y"]


@cases("version 2 lists %s", ({}, TREE, []), ({"Prefix": "b/"}, ["b/1", "b/2", "b/c/3"], []), ({"Delimiter": "/"}, ["asdf", "cat"], ["b/", "d/", "ü/"]), ({"Prefix": "b/", "Delimiter": "/"}, ["b/1", "b/2"], ["b/c/"]), ({"Prefix": "b", "Delimiter": "/"}, [], ["b/"]), ({"Prefix": "none"}, [], []), ({"StartAfter": "b/2"}, ["b/c/3", "cat", "d/x", "ü/y"], []), ({"StartAfter": "b/", "Delimiter": "/"}, ["cat"], ["d/", "ü/"]), ({"StartAfter": "zzzz"}, ["ü/y"], []), ({"Delimiter": "none"}, TREE, []), ({"Delimiter": "a"}, ["b/1", "b/2", "b/c/3", "d/x", "ü/y"], ["a", "ca"]), ({"Prefix": "/"}, [], []), ({"MaxKeys": 0}, [], []), ({"Delimiter": ""}, TREE, []), ({"Prefix": ""}, TREE, []))
def _(s3, bucket, where, wanted, common):
    put(s3, bucket, *TREE)
    page = s3.list_objects_v2(Bucket=bucket, **where)
    same((keys(page), prefixes(page), page["KeyCount"], page["IsTruncated"]), (wanted, common, len(wanted) + len(common), False))


@cases("version 1 lists %s", ({}, TREE, []), ({"Marker": "b/2"}, ["b/c/3", "cat", "d/x", "ü/y"], []), ({"Marker": "b/", "Delimiter": "/"}, ["cat"], ["d/", "ü/"]), ({"Delimiter": "/"}, ["asdf", "cat"], ["b/", "d/", "ü/"]), ({"MaxKeys": 0}, [], []))
def _(s3, bucket, where, wanted, common):
    put(s3, bucket, *TREE)
    page = s3.list_objects(Bucket=bucket, **where)
    same((keys(page), prefixes(page), page["IsTruncated"]), (wanted, common, False))


@cases("pages of %s entries have every entry once", 1, 2, 3, 5)
def _(s3, bucket, limit):
    put(s3, bucket, *TREE)
    for where in ({}, {"Delimiter": "/"}):
        for call, token, after in (("list_objects_v2", "NextContinuationToken", "ContinuationToken"), ("list_objects", "NextMarker", "Marker")):
            seen, position = [], {}
            for _ in range(20):
                page = getattr(s3, call)(Bucket=bucket, MaxKeys=limit, **where, **position)
                seen += keys(page) + prefixes(page)
                assert len(keys(page)) + len(prefixes(page)) <= limit
                if not page["IsTruncated"]:
                    break
                position = {after: page[token] if token in page else keys(page)[-1]}
            same(sorted(seen), sorted(TREE if where == {} else ["asdf", "cat", "b/", "d/", "ü/"]))


@case("NextMarker of version 1 may be a common prefix")
def _(s3, bucket):
    put(s3, bucket, *TREE)
    same(s3.list_objects(Bucket=bucket, Delimiter="/", MaxKeys=2)["NextMarker"], "b/")


@case("NextMarker of version 1 is not told without a delimiter")
def _(s3, bucket):
    put(s3, bucket, *TREE)
    assert "NextMarker" not in s3.list_objects(Bucket=bucket, MaxKeys=2)


@cases("max-keys may not be %s", "-1", "x", "1.5")
def _(s3, bucket, value):
    got, _, body = raw(s3, "GET", f"/{bucket}?max-keys={value}")
    same((got, code_in(body)), (400, "InvalidArgument"))


@case("more than 1000 keys are 1000")
def _(s3, bucket):
    same(s3.list_objects_v2(Bucket=bucket, MaxKeys=5000)["MaxKeys"], 1000)


@case("a continuation token that was never given is refused")
def _(s3, bucket):
    same(code(s3.list_objects_v2, Bucket=bucket, ContinuationToken=""), "InvalidArgument")


@case("an encoding that there is not is refused")
def _(s3, bucket):
    got, _, body = raw(s3, "GET", f"/{bucket}?encoding-type=x")
    same((got, code_in(body)), (400, "InvalidArgument"))


@case("keys are encoded if asked")
def _(s3, bucket):
    put(s3, bucket, "a b+c/ü")
    _, _, body = raw(s3, "GET", f"/{bucket}?encoding-type=url")
    text = body.decode()
    assert "<EncodingType>url</EncodingType>" in text
    within(text.split("<Key>")[1].split("</Key>")[0], ("a+b%2Bc/%C3%BC", "a%20b%2Bc/%C3%BC"))


@case("version 2 names owners if asked")
def _(s3, bucket):
    put(s3, bucket, "k")
    assert "Owner" not in s3.list_objects_v2(Bucket=bucket)["Contents"][0]
    assert "ID" in s3.list_objects_v2(Bucket=bucket, FetchOwner=True)["Contents"][0]["Owner"]
    assert "ID" in s3.list_objects(Bucket=bucket)["Contents"][0]["Owner"]


# ------------------------------------------------------------------------------------------------ copies

@case("a copy has what is said of its source")
def _(s3, bucket):
    put(s3, bucket, "a", body=b"abc", Metadata={"m": "1"}, ContentType="text/x")
    s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "a"})
    head = s3.head_object(Bucket=bucket, Key="b")
    same((head["Metadata"], head["ContentType"], read(s3, bucket, "b")), ({"m": "1"}, "text/x", b"abc"))


@case("a copy may have what the request says")
def _(s3, bucket):
    put(s3, bucket, "a", Metadata={"m": "1"})
    s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "a"}, MetadataDirective="REPLACE", Metadata={"n": "2"}, ContentType="text/y")
    head = s3.head_object(Bucket=bucket, Key="b")
    same((head["Metadata"], head["ContentType"]), ({"n": "2"}, "text/y"))


@case("an object copied onto itself must change in something")
def _(s3, bucket):
    put(s3, bucket, "a")
    source = {"Bucket": bucket, "Key": "a"}
    same(code(s3.copy_object, Bucket=bucket, Key="a", CopySource=source), "InvalidRequest")
    same(code(s3.copy_object, Bucket=bucket, Key="a", CopySource=source, MetadataDirective="REPLACE", Metadata={"x": "y"}), "none")
    same(code(s3.copy_object, Bucket=bucket, Key="a", CopySource=source, StorageClass="STANDARD_IA"), "none")


@cases("a copy's source that is not there is said: %s", ({"Bucket": "BUCKET", "Key": "none"}, "NoSuchKey"), ({"Bucket": "BUCKET-none", "Key": "a"}, "NoSuchBucket"))
def _(s3, bucket, source, wanted):
    there = {"Bucket": source["Bucket"].replace("BUCKET", bucket), "Key": source["Key"]}
    same(code(s3.copy_object, Bucket=bucket, Key="b", CopySource=there), wanted)


@cases("a copy's condition is decided: %s", ({"CopySourceIfMatch": "ETAG"}, "none"), ({"CopySourceIfMatch": '"x"'}, "PreconditionFailed"), ({"CopySourceIfNoneMatch": "ETAG"}, "PreconditionFailed"), ({"CopySourceIfNoneMatch": '"x"'}, "none"), ({"CopySourceIfModifiedSince": OLD}, "none"), ({"CopySourceIfUnmodifiedSince": OLD}, "PreconditionFailed"))
def _(s3, bucket, conditions, wanted):
    etag = put(s3, bucket, "a")["ETag"]
    asked = {name: etag if value == "ETAG" else value for name, value in conditions.items()}
    same(code(s3.copy_object, Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "a"}, **asked), wanted)


@cases("a copy's source of any key is found: %s", "with space", "plus+", "ü/ä", "percent%20", "q?x")
def _(s3, bucket, key):
    put(s3, bucket, key, body=b"abc")
    s3.copy_object(Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": key})
    same(read(s3, bucket, "b"), b"abc")


@case("a directive that there is not is refused")
def _(s3, bucket):
    put(s3, bucket, "a")
    same(code(s3.copy_object, Bucket=bucket, Key="b", CopySource={"Bucket": bucket, "Key": "a"}, MetadataDirective="MOVE"), "InvalidArgument")


# ------------------------------------------------------------------------------------------------ uploads in parts

def begin(s3, bucket, key="k", **more):
    return s3.create_multipart_upload(Bucket=bucket, Key=key, **more)["UploadId"]


def part(s3, bucket, upload, number, body, key="k", **more):
    return {"PartNumber": number, "ETag": s3.upload_part(Bucket=bucket, Key=key, UploadId=upload, PartNumber=number, Body=body, **more)["ETag"]}


def complete(s3, bucket, upload, parts, key="k", **more):
    return s3.complete_multipart_upload(Bucket=bucket, Key=key, UploadId=upload, MultipartUpload={"Parts": parts}, **more)


@case("parts make an object with an ETag of theirs")
def _(s3, bucket):
    upload = begin(s3, bucket, ContentType="a/b", Metadata={"m": "1"})
    bodies = [b"a" * 5 * MIB, b"b"]
    parts = [part(s3, bucket, upload, n + 1, body) for n, body in enumerate(bodies)]
    done = complete(s3, bucket, upload, parts)
    wanted = hashlib.md5(b"".join(hashlib.md5(body).digest() for body in bodies)).hexdigest()
    same(done["ETag"], f'"{wanted}-2"')
    head = s3.head_object(Bucket=bucket, Key="k")
    same((head["ContentLength"], head["ContentType"], head["Metadata"]), (5 * MIB + 1, "a/b", {"m": "1"}))
    same(read(s3, bucket, "k", Range=f"bytes={5 * MIB - 1}-{5 * MIB}"), b"ab")


@case("a part is read by its number")
def _(s3, bucket):
    upload = begin(s3, bucket)
    complete(s3, bucket, upload, [part(s3, bucket, upload, 1, b"a" * 5 * MIB), part(s3, bucket, upload, 2, b"bcd")])
    got = s3.get_object(Bucket=bucket, Key="k", PartNumber=2)
    same((got["Body"].read(), got["PartsCount"], got["ResponseMetadata"]["HTTPStatusCode"]), (b"bcd", 2, 206))
    same(s3.head_object(Bucket=bucket, Key="k", PartNumber=1)["ContentLength"], 5 * MIB)
    same((code(s3.get_object, Bucket=bucket, Key="k", PartNumber=3), status(s3.get_object, Bucket=bucket, Key="k", PartNumber=3)), ("InvalidPartNumber", 416))


@case("an object that came whole is its first part")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"abc")
    same(read(s3, bucket, "k", PartNumber=1), b"abc")


@case("a read has a range or a part number, not both")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"abc")
    same(code(s3.get_object, Bucket=bucket, Key="k", PartNumber=1, Range="bytes=0-1"), "InvalidRequest")


@case("all parts but the last have at least 5 MiB")
def _(s3, bucket):
    upload = begin(s3, bucket)
    same(code(lambda: complete(s3, bucket, upload, [part(s3, bucket, upload, 1, b"a"), part(s3, bucket, upload, 2, b"b")])), "EntityTooSmall")


@case("parts are listed in their order")
def _(s3, bucket):
    upload = begin(s3, bucket)
    one, two = part(s3, bucket, upload, 1, b"a" * 5 * MIB), part(s3, bucket, upload, 2, b"b" * 5 * MIB)
    same(code(lambda: complete(s3, bucket, upload, [two, one])), "InvalidPartOrder")


@cases("a part that was not uploaded is InvalidPart: %s", ({"PartNumber": 9},), ({"ETag": '"ffffffffffffffffffffffffffffffff"'},))
def _(s3, bucket, change):
    upload = begin(s3, bucket)
    same(code(lambda: complete(s3, bucket, upload, [{**part(s3, bucket, upload, 1, b"a"), **change}])), "InvalidPart")


@case("a list without parts is MalformedXML")
def _(s3, bucket):
    upload = begin(s3, bucket)
    same(code(lambda: complete(s3, bucket, upload, [])), "MalformedXML")


@cases("an upload that is not under way is NoSuchUpload to %s", "upload_part", "complete", "list_parts", "abort")
def _(s3, bucket, verb):
    where = {"Bucket": bucket, "Key": "k", "UploadId": "0" * 32}
    calls = {
        "upload_part": lambda: s3.upload_part(**where, PartNumber=1, Body=b""),
        "complete": lambda: s3.complete_multipart_upload(**where, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": '"x"'}]}),
        "list_parts": lambda: s3.list_parts(**where),
        "abort": lambda: s3.abort_multipart_upload(**where),
    }
    same(code(calls[verb]), "NoSuchUpload")


@cases("a part's number may not be %s", "0", "10001", "x", "-1")
def _(s3, bucket, number):
    upload = begin(s3, bucket)
    got, _, body = raw(s3, "PUT", f"/{bucket}/k?partNumber={number}&uploadId={upload}", {}, b"x")
    same((got, code_in(body)), (400, "InvalidArgument"))


@case("a part that comes again replaces the one before")
def _(s3, bucket):
    upload = begin(s3, bucket)
    part(s3, bucket, upload, 1, b"first")
    complete(s3, bucket, upload, [part(s3, bucket, upload, 1, b"second")])
    same(read(s3, bucket, "k"), b"second")


@case("an upload that is given up leaves nothing")
def _(s3, bucket):
    upload = begin(s3, bucket)
    part(s3, bucket, upload, 1, b"a")
    same(status(s3.abort_multipart_upload, Bucket=bucket, Key="k", UploadId=upload), 204)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)
    same(status(s3.head_object, Bucket=bucket, Key="k"), 404)


@case("parts are listed by pages")
def _(s3, bucket):
    upload = begin(s3, bucket)
    for number in (1, 2, 3):
        part(s3, bucket, upload, number, b"a" * number)
    first = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload, MaxParts=2)
    same(([one["PartNumber"] for one in first["Parts"]], first["IsTruncated"], first["NextPartNumberMarker"]), ([1, 2], True, 2))
    second = s3.list_parts(Bucket=bucket, Key="k", UploadId=upload, MaxParts=2, PartNumberMarker=2)
    same(([one["Size"] for one in second["Parts"]], second["IsTruncated"]), ([3], False))


@case("uploads under way are listed by prefix, delimiter and pages")
def _(s3, bucket):
    for key in ("a/1", "a/2", "b", "c/1"):
        begin(s3, bucket, key)
    page = s3.list_multipart_uploads(Bucket=bucket, Delimiter="/")
    same(([one["Key"] for one in page["Uploads"]], prefixes(page)), (["b"], ["a/", "c/"]))
    same([one["Key"] for one in s3.list_multipart_uploads(Bucket=bucket, Prefix="a/")["Uploads"]], ["a/1", "a/2"])
    first = s3.list_multipart_uploads(Bucket=bucket, MaxUploads=3)
    same(first["IsTruncated"], True)
    second = s3.list_multipart_uploads(Bucket=bucket, KeyMarker=first["NextKeyMarker"], UploadIdMarker=first["NextUploadIdMarker"])
    same([one["Key"] for one in second["Uploads"]], ["c/1"])


@case("parts are copied from objects and their ranges")
def _(s3, bucket):
    put(s3, bucket, "source", body=b"0123456789")
    upload = begin(s3, bucket)
    where = {"Bucket": bucket, "Key": "k", "UploadId": upload, "PartNumber": 1, "CopySource": {"Bucket": bucket, "Key": "source"}}
    same(code(s3.upload_part_copy, **where, CopySourceRange="bytes=5-10"), "InvalidArgument")
    within(code(s3.upload_part_copy, **where, CopySourceRange="5-10"), ("InvalidArgument",))
    etag = s3.upload_part_copy(**where, CopySourceRange="bytes=2-4")["CopyPartResult"]["ETag"]
    complete(s3, bucket, upload, [{"PartNumber": 1, "ETag": etag}])
    same(read(s3, bucket, "k"), b"234")


@cases("the checksum %s of parts is that of the object", ("CRC32", "FULL_OBJECT"), ("CRC32", "COMPOSITE"), ("SHA256", "COMPOSITE"))
def _(s3, bucket, algorithm, kind):
    upload = begin(s3, bucket, ChecksumAlgorithm=algorithm, ChecksumType=kind)
    bodies = [b"a" * 5 * MIB, b"b"]
    parts = []
    for n, body in enumerate(bodies):
        answer = s3.upload_part(Bucket=bucket, Key="k", UploadId=upload, PartNumber=n + 1, Body=body, ChecksumAlgorithm=algorithm)
        parts.append({"PartNumber": n + 1, "ETag": answer["ETag"], f"Checksum{algorithm}": answer[f"Checksum{algorithm}"]})
    done = complete(s3, bucket, upload, parts)
    each = b"".join(base64.b64decode(sums(body)[algorithm]) for body in bodies)
    wanted = sums(b"".join(bodies))[algorithm] if kind == "FULL_OBJECT" else f"{sums(each)[algorithm]}-2"
    same((done[f"Checksum{algorithm}"], done["ChecksumType"]), (wanted, kind))
    told = s3.get_object_attributes(Bucket=bucket, Key="k", ObjectAttributes=["ObjectParts", "Checksum"])
    same((told["ObjectParts"]["TotalPartsCount"], [one["Size"] for one in told["ObjectParts"].get("Parts", [])]), (2, [5 * MIB, 1]))


@case("a completed upload may not replace what must not be there")
def _(s3, bucket):
    put(s3, bucket, "k")
    upload = begin(s3, bucket)
    parts = [part(s3, bucket, upload, 1, b"a")]
    same(code(lambda: complete(s3, bucket, upload, parts, IfNoneMatch="*")), "PreconditionFailed")


# ------------------------------------------------------------------------------------------------ versions

def keep(s3, bucket, how="Enabled"):
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": how})


@cases("versioning may be %s", "Enabled", "Suspended")
def _(s3, bucket, how):
    keep(s3, bucket, how)
    same(s3.get_bucket_versioning(Bucket=bucket)["Status"], how)


@case("versioning of another kind is MalformedXML")
def _(s3, bucket):
    within(code(s3.put_bucket_versioning, Bucket=bucket, VersioningConfiguration={"Status": "enabled"}), ("MalformedXML", "IllegalVersioningConfigurationException"))


@case("a write to a bucket that keeps none tells no version")
def _(s3, bucket):
    assert "VersionId" not in put(s3, bucket, "k")
    assert "VersionId" not in s3.get_object(Bucket=bucket, Key="k")


@case("versions are read by their ids")
def _(s3, bucket):
    keep(s3, bucket)
    one, two = put(s3, bucket, "k", body=b"1")["VersionId"], put(s3, bucket, "k", body=b"2")["VersionId"]
    same((read(s3, bucket, "k"), read(s3, bucket, "k", VersionId=one), read(s3, bucket, "k", VersionId=two)), (b"2", b"1", b"2"))
    same(s3.head_object(Bucket=bucket, Key="k", VersionId=one)["VersionId"], one)
    same(s3.get_object(Bucket=bucket, Key="k")["VersionId"], two)


@case("what was before versions were kept is the version null")
def _(s3, bucket):
    put(s3, bucket, "k", body=b"before")
    keep(s3, bucket)
    put(s3, bucket, "k", body=b"after")
    same(read(s3, bucket, "k", VersionId="null"), b"before")


@case("a delete leaves a marker, which is taken away by its id")
def _(s3, bucket):
    keep(s3, bucket)
    put(s3, bucket, "k", body=b"1")
    gone = s3.delete_object(Bucket=bucket, Key="k")
    same(gone["DeleteMarker"], True)
    same(code(s3.get_object, Bucket=bucket, Key="k"), "NoSuchKey")
    same(keys(s3.list_objects_v2(Bucket=bucket)), [])
    back = s3.delete_object(Bucket=bucket, Key="k", VersionId=gone["VersionId"])
    same((back["DeleteMarker"], back["VersionId"]), (True, gone["VersionId"]))
    same(read(s3, bucket, "k"), b"1")


@case("a delete marker is told in the headers of a 404 and a 405")
def _(s3, bucket):
    keep(s3, bucket)
    put(s3, bucket, "k")
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    got, headers, body = raw(s3, "GET", f"/{bucket}/k")
    same((got, code_in(body), headers["x-amz-delete-marker"], headers["x-amz-version-id"]), (404, "NoSuchKey", "true", marker))
    got, headers, body = raw(s3, "GET", f"/{bucket}/k?versionId={marker}")
    same((got, code_in(body), headers["x-amz-delete-marker"]), (405, "MethodNotAllowed", "true"))


@case("a version removed by its id is gone for good")
def _(s3, bucket):
    keep(s3, bucket)
    one, two = put(s3, bucket, "k", body=b"1")["VersionId"], put(s3, bucket, "k", body=b"2")["VersionId"]
    s3.delete_object(Bucket=bucket, Key="k", VersionId=two)
    same(read(s3, bucket, "k"), b"1")
    same(code(s3.get_object, Bucket=bucket, Key="k", VersionId=two), "NoSuchVersion")
    s3.delete_object(Bucket=bucket, Key="k", VersionId=one)
    same(s3.list_object_versions(Bucket=bucket).get("Versions", []), [])


@case("an id that is none is InvalidArgument")
def _(s3, bucket):
    put(s3, bucket, "k")
    same(code(s3.get_object, Bucket=bucket, Key="k", VersionId="no id"), "InvalidArgument")


@case("a suspended bucket has one version null, and keeps the others")
def _(s3, bucket):
    keep(s3, bucket)
    kept = put(s3, bucket, "k", body=b"kept")["VersionId"]
    keep(s3, bucket, "Suspended")
    assert "VersionId" not in put(s3, bucket, "k", body=b"1")
    same(s3.head_object(Bucket=bucket, Key="k")["VersionId"], "null")
    put(s3, bucket, "k", body=b"2")
    same([one["VersionId"] for one in s3.list_object_versions(Bucket=bucket)["Versions"]], ["null", kept])
    gone = s3.delete_object(Bucket=bucket, Key="k")
    same((gone["VersionId"], gone["DeleteMarker"]), ("null", True))
    same([one["VersionId"] for one in s3.list_object_versions(Bucket=bucket)["Versions"]], [kept])


@case("versions are listed by key and age, with markers")
def _(s3, bucket):
    keep(s3, bucket)
    a1, a2 = put(s3, bucket, "a")["VersionId"], put(s3, bucket, "a")["VersionId"]
    b1 = put(s3, bucket, "b")["VersionId"]
    gone = s3.delete_object(Bucket=bucket, Key="a")["VersionId"]
    page = s3.list_object_versions(Bucket=bucket)
    same([(one["Key"], one["VersionId"], one["IsLatest"]) for one in page["Versions"]], [("a", a2, False), ("a", a1, False), ("b", b1, True)])
    same([(one["Key"], one["VersionId"], one["IsLatest"]) for one in page["DeleteMarkers"]], [("a", gone, True)])


@cases("versions are listed by pages of %s", 1, 2, 4)
def _(s3, bucket, limit):
    keep(s3, bucket)
    wanted = [put(s3, bucket, key)["VersionId"] for key in ("a", "a", "b", "c", "c", "c")]
    seen = [one["VersionId"] for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket, PaginationConfig={"PageSize": limit}) for one in page.get("Versions", [])]
    same(sorted(seen), sorted(wanted))
    same(len(seen), len(wanted))


@case("versions are listed by prefix and delimiter")
def _(s3, bucket):
    keep(s3, bucket)
    put(s3, bucket, "a/1", "a/2", "b")
    page = s3.list_object_versions(Bucket=bucket, Delimiter="/")
    same(([one["Key"] for one in page["Versions"]], prefixes(page)), (["b"], ["a/"]))
    same([one["Key"] for one in s3.list_object_versions(Bucket=bucket, Prefix="a/")["Versions"]], ["a/1", "a/2"])


@case("a version-id marker needs a key marker")
def _(s3, bucket):
    same(code(s3.list_object_versions, Bucket=bucket, VersionIdMarker="null"), "InvalidArgument")


@case("a bucket without versions lists its objects as null")
def _(s3, bucket):
    put(s3, bucket, "k")
    same([(one["VersionId"], one["IsLatest"]) for one in s3.list_object_versions(Bucket=bucket)["Versions"]], [("null", True)])


@case("a version is copied by its id")
def _(s3, bucket):
    keep(s3, bucket)
    one = put(s3, bucket, "k", body=b"1")["VersionId"]
    put(s3, bucket, "k", body=b"2")
    done = s3.copy_object(Bucket=bucket, Key="c", CopySource={"Bucket": bucket, "Key": "k", "VersionId": one})
    same((read(s3, bucket, "c"), done["CopySourceVersionId"], "VersionId" in done), (b"1", one, True))


@case("a completed upload tells its version")
def _(s3, bucket):
    keep(s3, bucket)
    upload = begin(s3, bucket)
    done = complete(s3, bucket, upload, [part(s3, bucket, upload, 1, b"a")])
    same(done["VersionId"], s3.head_object(Bucket=bucket, Key="k")["VersionId"])


@case("many versions are deleted at once")
def _(s3, bucket):
    keep(s3, bucket)
    one = put(s3, bucket, "a")["VersionId"]
    put(s3, bucket, "b")
    told = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": "a", "VersionId": one}, {"Key": "b"}]})["Deleted"]
    by = {item["Key"]: item for item in told}
    same((by["a"]["VersionId"], by["b"]["DeleteMarker"], "DeleteMarkerVersionId" in by["b"]), (one, True, True))


@case("a bucket that holds a version or a marker is not empty")
def _(s3, bucket):
    keep(s3, bucket)
    marker = s3.delete_object(Bucket=bucket, Key="k")["VersionId"]
    same(code(s3.delete_bucket, Bucket=bucket), "BucketNotEmpty")
    s3.delete_object(Bucket=bucket, Key="k", VersionId=marker)
    same(status(s3.delete_bucket, Bucket=bucket), 204)


# ------------------------------------------------------------------------------------------------ tags

def tags_of(s3, bucket, key="k", **more):
    return {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(Bucket=bucket, Key=key, **more)["TagSet"]}


def set_of(tags):
    return {"TagSet": [{"Key": key, "Value": value} for key, value in tags]}


@case("tags come with the object")
def _(s3, bucket):
    put(s3, bucket, "k", Tagging="a=1&b=x%20y")
    same(tags_of(s3, bucket), {"a": "1", "b": "x y"})
    same(s3.get_object(Bucket=bucket, Key="k")["TagCount"], 2)


@case("tags are replaced and taken away")
def _(s3, bucket):
    put(s3, bucket, "k")
    same(tags_of(s3, bucket), {})
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=set_of([("a", "1")]))
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=set_of([("b", "2")]))
    same(tags_of(s3, bucket), {"b": "2"})
    same(status(s3.delete_object_tagging, Bucket=bucket, Key="k"), 204)
    same(tags_of(s3, bucket), {})


@cases("tags that are not valid are refused: %s", ("a repeated key", [("a", "1"), ("a", "2")], "InvalidTag"), ("a key of 129", [("x" * 129, "")], "InvalidTag"), ("a value of 257", [("a", "x" * 257)], "InvalidTag"), ("aws:", [("aws:x", "")], "InvalidTag"), ("eleven", [(str(n), "") for n in range(11)], "BadRequest"))
def _(s3, bucket, what, tags, wanted):
    put(s3, bucket, "k")
    same(code(s3.put_object_tagging, Bucket=bucket, Key="k", Tagging=set_of(tags)), wanted)


@case("a key of 128 and a value of 256 are a tag")
def _(s3, bucket):
    put(s3, bucket, "k")
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging=set_of([("k" * 128, "v" * 256)]))
    same(tags_of(s3, bucket), {"k" * 128: "v" * 256})


@case("a copy has the source's tags, or those of the request")
def _(s3, bucket):
    put(s3, bucket, "k", Tagging="a=1")
    source = {"Bucket": bucket, "Key": "k"}
    s3.copy_object(Bucket=bucket, Key="c", CopySource=source)
    same(tags_of(s3, bucket, "c"), {"a": "1"})
    s3.copy_object(Bucket=bucket, Key="c", CopySource=source, TaggingDirective="REPLACE", Tagging="b=2")
    same(tags_of(s3, bucket, "c"), {"b": "2"})


@case("each version has its own tags")
def _(s3, bucket):
    keep(s3, bucket)
    one = put(s3, bucket, "k", Tagging="a=1")["VersionId"]
    put(s3, bucket, "k")
    same((tags_of(s3, bucket), tags_of(s3, bucket, VersionId=one)), ({}, {"a": "1"}))


@case("tags of what is not there are NoSuchKey")
def _(s3, bucket):
    same(code(s3.get_object_tagging, Bucket=bucket, Key="none"), "NoSuchKey")
    same(code(s3.put_object_tagging, Bucket=bucket, Key="none", Tagging=set_of([])), "NoSuchKey")


# ------------------------------------------------------------------------------------------------ lifecycle

def rule(**more):
    return {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, **more}


def lifecycle(s3, bucket, *rules):
    return s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": list(rules)})


@cases("a lifecycle rule is kept: %s", ("days", rule(Expiration={"Days": 1})), ("a prefix", rule(Filter={"Prefix": "a/"}, Expiration={"Days": 3})), ("a tag", rule(Filter={"Tag": {"Key": "a", "Value": "b"}}, Expiration={"Days": 3})), ("several conditions", rule(Filter={"And": {"Prefix": "a/", "Tags": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}]}}, Expiration={"Days": 3})), ("a size", rule(Filter={"ObjectSizeGreaterThan": 500}, Expiration={"Days": 3})), ("old versions", rule(NoncurrentVersionExpiration={"NoncurrentDays": 2, "NewerNoncurrentVersions": 3})), ("uploads", rule(AbortIncompleteMultipartUpload={"DaysAfterInitiation": 2})), ("markers", rule(Expiration={"ExpiredObjectDeleteMarker": True})), ("disabled", {**rule(Expiration={"Days": 1}), "Status": "Disabled"}))
def _(s3, bucket, what, one):
    lifecycle(s3, bucket, one)
    same(s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"], [one])
    same(status(s3.delete_bucket_lifecycle, Bucket=bucket), 204)
    same(code(s3.get_bucket_lifecycle_configuration, Bucket=bucket), "NoSuchLifecycleConfiguration")


@case("a rule without an id is given one")
def _(s3, bucket):
    one = rule(Expiration={"Days": 1})
    del one["ID"]
    lifecycle(s3, bucket, one)
    assert s3.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"][0]["ID"]


@cases("a lifecycle rule is refused: %s", ("no action", [rule()], ("InvalidRequest", "MalformedXML")), ("0 days", [rule(Expiration={"Days": 0})], ("InvalidArgument",)), ("-1 days", [rule(Expiration={"Days": -1})], ("InvalidArgument",)), ("another status", [{**rule(Expiration={"Days": 1}), "Status": "enabled"}], ("MalformedXML",)), ("a long id", [{**rule(Expiration={"Days": 1}), "ID": "x" * 256}], ("InvalidArgument",)), ("one id twice", [rule(Expiration={"Days": 1}), rule(Expiration={"Days": 2})], ("InvalidArgument",)), ("days and a date", [rule(Expiration={"Days": 1, "Date": "2030-01-01T00:00:00Z"})], ("MalformedXML",)), ("two conditions without And", [rule(Filter={"Prefix": "a/", "ObjectSizeLessThan": 5}, Expiration={"Days": 1})], ("MalformedXML",)), ("not midnight", [rule(Expiration={"Date": "2030-01-01T10:00:00Z"})], ("InvalidArgument",)))
def _(s3, bucket, what, rules, wanted):
    within(code(lambda: lifecycle(s3, bucket, *rules)), wanted)


@case("an object says when a rule lets it go")
def _(s3, bucket):
    lifecycle(s3, bucket, rule(Expiration={"Days": 5}))
    answer = put(s3, bucket, "k")
    assert 'rule-id="r"' in answer["Expiration"] and "expiry-date=" in answer["Expiration"], answer.get("Expiration")
    same(s3.head_object(Bucket=bucket, Key="k")["Expiration"], answer["Expiration"])


# ------------------------------------------------------------------------------------------------ CORS

def cors(s3, bucket, **more):
    s3.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [{"AllowedMethods": ["GET", "PUT"], "AllowedOrigins": ["https://*.example"], "AllowedHeaders": ["x-*"], "ExposeHeaders": ["ETag"], "MaxAgeSeconds": 60, **more}]})


def preflight(s3, bucket, origin="https://a.example", method="GET", headers=None):
    asked = {"Origin": origin, "Access-Control-Request-Method": method, **({"Access-Control-Request-Headers": headers} if headers else {})}
    return raw(s3, "OPTIONS", f"/{bucket}/k", asked, sign=False)


@case("a CORS configuration is kept and taken away")
def _(s3, bucket):
    cors(s3, bucket)
    [one] = s3.get_bucket_cors(Bucket=bucket)["CORSRules"]
    same((one["AllowedMethods"], one["MaxAgeSeconds"]), (["GET", "PUT"], 60))
    same(status(s3.delete_bucket_cors, Bucket=bucket), 204)
    same(code(s3.get_bucket_cors, Bucket=bucket), "NoSuchCORSConfiguration")


@case("a method that CORS has not is InvalidRequest")
def _(s3, bucket):
    same(code(lambda: cors(s3, bucket, AllowedMethods=["PATCH"])), "InvalidRequest")


@case("two wildcards are one too many")
def _(s3, bucket):
    same(code(lambda: cors(s3, bucket, AllowedOrigins=["https://*.*"])), "InvalidRequest")


@case("a preflight is answered by the rules")
def _(s3, bucket):
    cors(s3, bucket)
    got, headers, _ = preflight(s3, bucket, headers="x-a, X-B")
    same((got, headers["Access-Control-Allow-Origin"], headers["Access-Control-Max-Age"]), (200, "https://a.example", "60"))


@cases("a preflight is refused: %s", ("another origin", {"origin": "https://a.other"}), ("another method", {"method": "DELETE"}), ("another header", {"headers": "authorization"}))
def _(s3, bucket, what, asked):
    cors(s3, bucket)
    same(preflight(s3, bucket, **asked)[0], 403)


@case("a preflight of a bucket without CORS is refused")
def _(s3, bucket):
    same(preflight(s3, bucket)[0], 403)


@case("an answer tells pages of an allowed origin that they may read it")
def _(s3, bucket):
    put(s3, bucket, "k")
    cors(s3, bucket)
    _, headers, _ = raw(s3, "GET", f"/{bucket}/k", {"Origin": "https://a.example"})
    same((headers["Access-Control-Allow-Origin"], headers["Access-Control-Expose-Headers"]), ("https://a.example", "ETag"))
    same(raw(s3, "GET", f"/{bucket}/k", {"Origin": "https://a.other"})[1]["Access-Control-Allow-Origin"], None)


# ------------------------------------------------------------------------------------------------ forms

def post(s3, bucket, key="k", body=b"form", fields=None, conditions=None, change=None, file_name="f.txt"):
    made = s3.generate_presigned_post(bucket, key, Fields=dict(fields or {}), Conditions=list(conditions or []) + [{name: value} for name, value in (fields or {}).items()], ExpiresIn=60)
    parts = {**made["fields"], **(change or {})}
    boundary = "xXxBOUNDARYxXx"
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in parts.items() if value is not None]
    lines.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file_name}"\r\nContent-Type: text/plain\r\n\r\n'.encode() + body + f"\r\n--{boundary}--\r\n".encode())

    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_):
            return None

    request = urllib.request.Request(made["url"], data=b"".join(lines), method="POST", headers={"Content-Type": f"multipart/form-data; boundary={boundary}"})
    try:
        with urllib.request.build_opener(Stay).open(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


@case("a form stores its file")
def _(s3, bucket):
    same(post(s3, bucket, body=b"\r\n--xXx\r\nform\r\n")[0], 204)
    same(read(s3, bucket, "k"), b"\r\n--xXx\r\nform\r\n")


@case("a form's key may have the file's name in it")
def _(s3, bucket):
    same(post(s3, bucket, key="dir/${filename}")[0], 204)
    same(read(s3, bucket, "dir/f.txt"), b"form")
    same(post(s3, bucket, key="dir/${filename}", file_name="a$&b$$.txt")[0], 204)
    same(read(s3, bucket, "dir/a$&b$$.txt"), b"form")


@cases("a policy is of the key that the file's name makes: %s", ("taken", "f", 204), ("refused", "g", 403))
def _(s3, bucket, what, prefix, wanted):
    made = s3.generate_presigned_post(bucket, "${filename}", Conditions=[["starts-with", "$key", prefix]], ExpiresIn=60)
    got = post(s3, bucket, change={**made["fields"], "key": "${filename}"})[0]
    same((got, keys(s3.list_objects_v2(Bucket=bucket))), (wanted, ["f.txt"] if wanted == 204 else []))


@case("a form says its type and metadata in fields")
def _(s3, bucket):
    post(s3, bucket, fields={"Content-Type": "text/x", "x-amz-meta-a": "b"})
    head = s3.head_object(Bucket=bucket, Key="k")
    same((head["ContentType"], head["Metadata"]), ("text/x", {"a": "b"}))


@cases("a form may wish for the status %s", "200", "201", "204")
def _(s3, bucket, wanted):
    got, _, body = post(s3, bucket, fields={"success_action_status": wanted})
    same(got, int(wanted))
    if wanted == "201":
        assert b"<Key>k</Key>" in body and f"<Bucket>{bucket}</Bucket>".encode() in body


@case("a form may lead on to a page")
def _(s3, bucket):
    got, headers, _ = post(s3, bucket, fields={"success_action_redirect": "http://localhost/done"})
    assert got == 303 and headers["Location"].startswith(f"http://localhost/done?bucket={bucket}&key=k&etag="), (got, headers["Location"])


@cases("a form that its policy does not allow is refused: %s", ("another key", {"change": {"key": "other"}}), ("a field that it does not name", {"change": {"x-amz-meta-a": "b"}}), ("another policy", {"change": {"policy": base64.b64encode(b'{"expiration":"2100-01-01T00:00:00Z","conditions":[]}').decode()}}), ("another signature", {"change": {"x-amz-signature": "0" * 64}}), ("no policy", {"change": {"policy": None}}))
def _(s3, bucket, what, how):
    same(post(s3, bucket, **how)[0], 403)
    same(keys(s3.list_objects_v2(Bucket=bucket)), [])


@cases("a form's file has the size that the policy says: %s", ("too large", b"x" * 11, "EntityTooLarge"), ("too small", b"x", "EntityTooSmall"))
def _(s3, bucket, what, body, wanted):
    got, _, answer = post(s3, bucket, body=body, conditions=[["content-length-range", 2, 10]])
    same((got, code_in(answer)), (400, wanted))


# ------------------------------------------------------------------------------------------------ signatures

@case("who does not sign is refused")
def _(s3, bucket):
    got, _, body = raw(s3, "GET", f"/{bucket}", sign=False)
    same((got, code_in(body)), (403, "AccessDenied"))


@case("an access key that nobody knows is said")
def _(s3, bucket):
    other = boto3.client("s3", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x", config=Config(**ONE_TRY))
    same(code(other.list_objects_v2, Bucket=bucket), "InvalidAccessKeyId")


@case("another secret is said")
def _(s3, bucket):
    id = s3._request_signer._credentials.access_key
    other = boto3.client("s3", aws_access_key_id=id, aws_secret_access_key="x", config=Config(**ONE_TRY))
    same(code(other.list_objects_v2, Bucket=bucket), "SignatureDoesNotMatch")


@case("a time of long ago is said")
def _(s3, bucket):
    got, _, body = raw(s3, "GET", f"/{bucket}", {"X-Amz-Date": "20200101T000000Z"}, sign=False)
    within(got, (403,))


@cases("a presigned URL of %s reads what it signs", "s3v4", "s3")
def _(s3, bucket, version):
    put(s3, bucket, "a b/ü", body=b"signed")
    client = boto3.client("s3", config=Config(signature_version=version))
    url = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a b/ü"}, ExpiresIn=60)
    with urllib.request.urlopen(url) as answer:
        same(answer.read(), b"signed")


@case("a presigned URL whose scope is none is AuthorizationQueryParametersError")
def _(s3, bucket):
    put(s3, bucket, "k")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    try:
        urllib.request.urlopen(url.replace("X-Amz-Credential=", "X-Amz-Credential=x"+"%2F"))
        raise AssertionError("it was taken")
    except urllib.error.HTTPError as error:
        same((error.code, code_in(error.read())), (400, "AuthorizationQueryParametersError"))


@case("a presigned URL that was changed is refused")
def _(s3, bucket):
    put(s3, bucket, "k", "l")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    try:
        urllib.request.urlopen(url.replace("/k?", "/l?"))
        raise AssertionError("it was taken")
    except urllib.error.HTTPError as error:
        same(error.code, 403)


@cases("a header of another SDK changes nothing: %s", "x-amz-api-version", "amz-sdk-invocation-id", "x-amz-user-agent", "x-amz-unknown-thing")
def _(s3, bucket, name):
    same(raw(s3, "PUT", f"/{bucket}/k", {name: "1"}, b"x")[0], 200)


@cases("a header Expect of another value changes nothing: %s", "200", "x")
def _(s3, bucket, value):
    same(raw(s3, "PUT", f"/{bucket}/k", {"Expect": value}, b"x")[0], 200)


@case("a method that S3 has not is MethodNotAllowed")
def _(s3, bucket):
    got, _, body = raw(s3, "PATCH", f"/{bucket}/k", {}, b"x")
    same((got, code_in(body)), (405, "MethodNotAllowed"))


@case("a body that is no XML is MalformedXML")
def _(s3, bucket):
    got, _, body = raw(s3, "PUT", f"/{bucket}?tagging", {"content-md5": base64.b64encode(hashlib.md5(b"x").digest()).decode()}, b"x")
    same((got, code_in(body)), (400, "MalformedXML"))


@case("another account's bucket is not what was expected")
def _(s3, bucket):
    same(code(s3.list_objects_v2, Bucket=bucket, ExpectedBucketOwner="000000000000"), "AccessDenied")


MAKING_CLIENTS = threading.Lock()
AT_ONCE = 6


def carried_out(number, name, function):
    with MAKING_CLIENTS:
        s3 = boto3.client("s3", config=Config(**ONE_TRY, signature_version="s3v4", s3={"addressing_style": "path"}))
    bucket = f"case-{number}-{int(time.time() * 1000) % 10**8:08d}"
    error = None
    try:
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
        function(s3, bucket)
    except Exception:
        error = traceback.format_exc(limit=-2)
    return {"case": name, "error": error}


def main():
    """Arguments are words: only cases with one of them in their title are carried out."""
    wanted = sys.argv[1:]
    titles = [title for title, _ in CASES]
    doubled = {title for title in titles if titles.count(title) > 1}
    seen, asked = {}, []
    for number, (title, function) in enumerate(CASES):
        seen[title] = seen.get(title, 0) + 1
        name = f"{title} ({seen[title]})" if title in doubled else title
        if not wanted or any(word in name for word in wanted):
            asked.append((number, name, function))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for outcome in pool.map(lambda one: carried_out(*one), asked):
            print(json.dumps(outcome), flush=True)


main()
