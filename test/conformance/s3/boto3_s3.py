"""What boto3 expects of S3, one function a promise; each runs in a bucket of its own. Prints one JSON object per function."""

import base64
import hashlib
import io
import json
import os
import sys
import time
import traceback
import urllib.error
import urllib.parse
import urllib.request
import zlib

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

MIB = 1024 * 1024
AWKWARD = ["a b", "a+b", "a%20b", "a//b", "/lead", "trail/", "ümläut/日本", "q?x=1&y=2#z", "../up", "quote'\"<>&", "new\nline", "tab\t", "~-._!*'()", "x" * 1024]


def code_of(call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except ClientError as error:
        return error.response["Error"]["Code"]
    return "no error"


def objects_come_back(s3, bucket):
    body = os.urandom(100_000)
    put = s3.put_object(Bucket=bucket, Key="k", Body=body, ContentType="text/csv", Metadata={"purpose": "test"}, CacheControl="no-store")
    assert put["ETag"] == f'"{hashlib.md5(body).hexdigest()}"', put["ETag"]
    got = s3.get_object(Bucket=bucket, Key="k")
    assert got["Body"].read() == body
    assert (got["ContentType"], got["Metadata"], got["CacheControl"]) == ("text/csv", {"purpose": "test"}, "no-store")
    head = s3.head_object(Bucket=bucket, Key="k")
    assert head["ContentLength"] == 100_000 and head["ETag"] == put["ETag"]
    assert "ContentEncoding" not in head, head


def any_key_comes_back(s3, bucket):
    for key in AWKWARD:
        s3.put_object(Bucket=bucket, Key=key, Body=key.encode())
    for key in AWKWARD:
        assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == key.encode(), key
    listed = [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]]
    assert listed == sorted(AWKWARD, key=lambda key: key.encode()), listed
    assert [item["Key"] for item in s3.list_objects(Bucket=bucket)["Contents"]] == listed
    s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in AWKWARD]})
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)


def large_files_go_up_and_down_in_parts(s3, bucket):
    body = os.urandom(20 * MIB + 5)
    config = TransferConfig(multipart_threshold=8 * MIB, multipart_chunksize=8 * MIB, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(body), bucket, "big", Config=config, ExtraArgs={"ContentType": "x/y"})
    head = s3.head_object(Bucket=bucket, Key="big")
    assert head["ETag"].endswith('-3"') and head["ContentType"] == "x/y" and head["ContentLength"] == len(body)
    down = io.BytesIO()
    s3.download_fileobj(bucket, "big", down, Config=config)
    assert down.getvalue() == body
    s3.copy({"Bucket": bucket, "Key": "big"}, bucket, "copied in parts", Config=config)
    assert s3.get_object(Bucket=bucket, Key="copied in parts")["Body"].read() == body


def checksums_are_verified(s3, bucket):
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        s3.put_object(Bucket=bucket, Key=algorithm, Body=b"hello", ChecksumAlgorithm=algorithm)
        s3.put_object(Bucket=bucket, Key=algorithm, Body=io.BytesIO(b"hello"), ChecksumAlgorithm=algorithm)
    assert code_of(s3.put_object, Bucket=bucket, Key="bad", Body=b"hello", ChecksumCRC32="AAAAAA==") == "BadDigest"
    assert code_of(s3.put_object, Bucket=bucket, Key="bad", Body=b"hello", ContentMD5="AAAAAAAAAAAAAAAAAAAAAA==") == "BadDigest"
    assert code_of(s3.head_object, Bucket=bucket, Key="none") == "404"


def sums_of(body):
    crc = zlib.crc32(body).to_bytes(4, "big")
    named = {"CRC32": crc, "SHA1": hashlib.sha1(body).digest(), "SHA256": hashlib.sha256(body).digest()}
    return {name: base64.b64encode(value).decode() for name, value in named.items()}


def checksums_are_kept_and_told(s3, bucket):
    body = b"hello"
    for name, value in sums_of(body).items():
        member, where = f"Checksum{name}", {"Bucket": bucket, "Key": name}
        put = s3.put_object(Body=body, ChecksumAlgorithm=name, **where)
        assert (put[member], put["ChecksumType"]) == (value, "FULL_OBJECT"), put
        for tell in [s3.head_object, s3.get_object]:
            told = tell(ChecksumMode="ENABLED", **where)
            assert (told[member], told["ChecksumType"]) == (value, "FULL_OBJECT"), told
            assert member not in tell(ChecksumMode="ENABLED", Range="bytes=0-1", **where), "told of a part"
        # Of a read boto3 asks for it by itself.
        assert member not in s3.head_object(**where), "told without being asked"
        asked = ["ETag", "Checksum", "ObjectSize", "StorageClass"]
        attributes = s3.get_object_attributes(ObjectAttributes=asked, **where)
        assert attributes["Checksum"] == {member: value, "ChecksumType": "FULL_OBJECT"}, attributes
        assert (attributes["ObjectSize"], attributes["StorageClass"]) == (5, "STANDARD"), attributes
        copy = s3.copy_object(Bucket=bucket, Key="copy", CopySource=where)["CopyObjectResult"]
        assert copy[member] == value, copy
        other = s3.copy_object(Bucket=bucket, Key="other", CopySource=where, ChecksumAlgorithm="SHA1")
        assert other["CopyObjectResult"]["ChecksumSHA1"] == sums_of(body)["SHA1"], other
        assert s3.head_object(Bucket=bucket, Key="other", ChecksumMode="ENABLED")["ChecksumSHA1"] == sums_of(body)["SHA1"]
    for listing in [s3.list_objects, s3.list_objects_v2]:
        listed = {item["Key"]: (item["ChecksumAlgorithm"], item["ChecksumType"]) for item in listing(Bucket=bucket)["Contents"]}
        assert listed["SHA256"] == (["SHA256"], "FULL_OBJECT"), listed
    put = lambda **sums: code_of(s3.put_object, Bucket=bucket, Key="bad", Body=body, **sums)
    for name, value in sums_of(b"other").items():
        assert put(**{f"Checksum{name}": value}) == "BadDigest", name
    assert put(ChecksumSHA256="AAAA") == "InvalidRequest"
    assert put(ChecksumSHA1=sums_of(body)["SHA1"], ChecksumSHA256=sums_of(body)["SHA256"]) == "InvalidRequest"
    assert code_of(s3.head_object, Bucket=bucket, Key="none") == "404"


def checksums_of_parts_make_that_of_the_object(s3, bucket):
    pieces = [os.urandom(5 * MIB), os.urandom(5 * MIB + 7), b"the end"]
    whole = b"".join(pieces)
    composite = hashlib.sha256(b"".join(hashlib.sha256(piece).digest() for piece in pieces)).digest()
    for name, kind, value in [
        ("SHA256", "COMPOSITE", base64.b64encode(composite).decode() + "-3"),
        ("CRC32", "FULL_OBJECT", sums_of(whole)["CRC32"]),
    ]:
        member, where = f"Checksum{name}", {"Bucket": bucket, "Key": name}
        begun = s3.create_multipart_upload(ChecksumAlgorithm=name, ChecksumType=kind, **where)
        assert (begun["ChecksumAlgorithm"], begun["ChecksumType"]) == (name, kind), begun
        where["UploadId"] = begun["UploadId"]
        parts = []
        for number, piece in enumerate(pieces, 1):
            part = s3.upload_part(PartNumber=number, Body=piece, ChecksumAlgorithm=name, **where)
            assert part[member] == sums_of(piece)[name], part
            parts.append({"PartNumber": number, "ETag": part["ETag"], member: part[member]})
        listed = s3.list_parts(**where)
        assert (listed["ChecksumAlgorithm"], listed["ChecksumType"]) == (name, kind), listed
        assert [part[member] for part in listed["Parts"]] == [part[member] for part in parts]
        [upload] = s3.list_multipart_uploads(Bucket=bucket)["Uploads"]
        assert (upload["ChecksumAlgorithm"], upload["ChecksumType"]) == (name, kind), upload
        complete = lambda parts, **more: code_of(s3.complete_multipart_upload, MultipartUpload={"Parts": parts}, **where, **more)
        assert complete([{**parts[0], member: parts[1][member]}, *parts[1:]]) == "InvalidPart"
        assert complete(parts, **{member: sums_of(b"other")[name]}) == "BadDigest"
        done = s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **{member: value.split("-")[0]}, **where)
        assert (done[member], done["ChecksumType"]) == (value, kind), done
        assert s3.complete_multipart_upload(MultipartUpload={"Parts": parts}, **where)[member] == value
        head = s3.head_object(Bucket=bucket, Key=name, ChecksumMode="ENABLED")
        assert (head[member], head["ChecksumType"]) == (value, kind), head
        assert s3.get_object(Bucket=bucket, Key=name, ChecksumMode="ENABLED")["Body"].read() == whole
        # A copy is one piece, and so is its checksum.
        copy = s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": name})
        assert copy["CopyObjectResult"][member] == sums_of(whole)[name], copy
    begin = lambda **how: code_of(s3.create_multipart_upload, Bucket=bucket, Key="k", **how)
    assert begin(ChecksumAlgorithm="SHA256", ChecksumType="FULL_OBJECT") == "InvalidRequest"
    assert begin(ChecksumAlgorithm="CRC64NVME", ChecksumType="COMPOSITE") == "InvalidRequest"
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k", ChecksumAlgorithm="SHA256")["UploadId"]
    part = lambda **sum: code_of(s3.upload_part, Bucket=bucket, Key="k", UploadId=upload, PartNumber=1, Body=b"x", **sum)
    assert part(ChecksumAlgorithm="SHA1") == "InvalidRequest"
    assert part(ChecksumSHA256=sums_of(b"y")["SHA256"]) == "BadDigest"


def headers_that_change_nothing_are_taken(s3, bucket):
    for acl in ["", "private", "bucket-owner-full-control"]:
        s3.put_object(Bucket=bucket, Key="acl", Body=b"x", ACL=acl)
        upload = s3.create_multipart_upload(Bucket=bucket, Key="acl", ACL=acl)["UploadId"]
        s3.abort_multipart_upload(Bucket=bucket, Key="acl", UploadId=upload)
        s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "acl"}, ACL=acl)
    s3.create_bucket(Bucket=f"{bucket}-acl", ACL="")
    s3.put_object(Bucket=bucket, Key="empty", Body=b"x", Tagging="", StorageClass="", WebsiteRedirectLocation="")
    put = s3.put_object(Bucket=bucket, Key="sse", Body=b"x", ServerSideEncryption="AES256", StorageClass="STANDARD_IA")
    assert put["ServerSideEncryption"] == "AES256", put
    for tell in [s3.head_object, s3.get_object]:
        told = tell(Bucket=bucket, Key="sse")
        assert (told["ServerSideEncryption"], told["StorageClass"]) == ("AES256", "STANDARD_IA"), told
        assert "StorageClass" not in tell(Bucket=bucket, Key="acl")
    listed = {item["Key"]: item["StorageClass"] for item in s3.list_objects_v2(Bucket=bucket, OptionalObjectAttributes=["RestoreStatus"])["Contents"]}
    assert (listed["sse"], listed["acl"]) == ("STANDARD_IA", "STANDARD"), listed
    # As in S3, how an object is stored is the copy's own wish.
    s3.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "sse"})
    assert "ServerSideEncryption" not in s3.head_object(Bucket=bucket, Key="copy")
    put = lambda **more: code_of(s3.put_object, Bucket=bucket, Key="bad", Body=b"x", **more)
    assert put(ACL="public-read") == put(GrantRead="id=1") == "AccessControlListNotSupported"
    assert put(StorageClass="NONE") == "InvalidStorageClass"
    assert put(ServerSideEncryption="aws:kms") == put(Tagging="a=b") == "no error"
    assert code_of(s3.head_object, Bucket=bucket, Key="none") == "404"


def checksums_that_follow_the_body_are_verified(s3, bucket):
    # Over TLS botocore sends checksums behind the body; an unsigned payload makes it do so here.
    client = boto3.client("s3", config=Config(s3={"payload_signing_enabled": False}, retries={"total_max_attempts": 1}))
    client.put_object(Bucket=bucket, Key="k", Body=io.BytesIO(b"x" * 300_000), ChecksumAlgorithm="CRC32")
    assert client.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x" * 300_000


def paginators_page(s3, bucket):
    for n in range(25):
        s3.put_object(Bucket=bucket, Key=f"p/{n % 5}/{n:02}", Body=b"")
    for operation in ["list_objects", "list_objects_v2"]:
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, Prefix="p/", PaginationConfig={"PageSize": 4})
        assert len([item for page in pages for item in page["Contents"]]) == 25
        pages = s3.get_paginator(operation).paginate(Bucket=bucket, Prefix="p/", Delimiter="/", PaginationConfig={"PageSize": 2})
        assert [common["Prefix"] for page in pages for common in page["CommonPrefixes"]] == [f"p/{n}/" for n in range(5)]
    after = s3.list_objects_v2(Bucket=bucket, StartAfter="p/3/18", MaxKeys=2, FetchOwner=True)
    assert [item["Key"] for item in after["Contents"]] == ["p/3/23", "p/4/04"] and after["IsTruncated"]
    assert after["Contents"][0]["Owner"]["ID"] == "123456789012"
    assert s3.list_objects_v2(Bucket=bucket, MaxKeys=0)["KeyCount"] == 0


def parts_can_be_listed_replaced_and_given_up(s3, bucket):
    upload = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    where = {"Bucket": bucket, "Key": "k", "UploadId": upload}
    one = s3.upload_part(PartNumber=1, Body=b"a" * (5 * MIB), **where)["ETag"]
    s3.upload_part(PartNumber=2, Body=b"first", **where)
    two = s3.upload_part(PartNumber=2, Body=b"second", **where)["ETag"]
    listed = s3.list_parts(**where)["Parts"]
    assert [(part["PartNumber"], part["Size"]) for part in listed] == [(1, 5 * MIB), (2, 6)]
    paged = s3.get_paginator("list_parts").paginate(PaginationConfig={"PageSize": 1}, **where)
    assert [part["PartNumber"] for page in paged for part in page["Parts"]] == [1, 2]
    assert [item["UploadId"] for item in s3.list_multipart_uploads(Bucket=bucket)["Uploads"]] == [upload]
    complete = lambda parts: code_of(s3.complete_multipart_upload, MultipartUpload={"Parts": parts}, **where)
    assert complete([{"PartNumber": 1, "ETag": two}]) == "InvalidPart"
    assert complete([{"PartNumber": 1, "ETag": one}, {"PartNumber": 2, "ETag": two}]) == "no error"
    assert s3.get_object(Bucket=bucket, Key="k", Range="bytes=-8")["Body"].read() == b"aasecond"
    other = s3.create_multipart_upload(Bucket=bucket, Key="k")["UploadId"]
    s3.abort_multipart_upload(Bucket=bucket, Key="k", UploadId=other)
    assert code_of(s3.list_parts, Bucket=bucket, Key="k", UploadId=other) == "NoSuchUpload"
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def status_of(url, **request):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, **request)) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


def presigned_urls_work_for_what_they_sign(s3, bucket):
    # botocore presigns with version 2 unless told otherwise.
    for version in ["s3v4", "s3"]:
        client = boto3.client("s3", config=Config(signature_version=version))
        key = f"pre signed/ü {version}"
        put = client.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=60)
        assert status_of(put, data=b"by url", method="PUT", headers={"Content-Type": ""}) == 200
        where = {"Bucket": bucket, "Key": key, "ResponseContentType": "x/y"}
        get = client.generate_presigned_url("get_object", Params=where, ExpiresIn=60)
        with urllib.request.urlopen(get) as answer:
            assert (answer.read(), answer.headers["Content-Type"]) == (b"by url", "x/y")
        head = client.generate_presigned_url("head_object", Params={"Bucket": bucket, "Key": key})
        assert status_of(head, method="HEAD") == 200
        assert status_of(get.replace("pre%20signed", "other")) == 403
        assert status_of(get.replace("x%2Fy", "x%2Fz")) == 403
        assert status_of(get, method="DELETE") == 403
        assert status_of(get + "&versionId=1") in (400, 403)
        smuggled = {"x-amz-copy-source": f"/{bucket}/{urllib.parse.quote(key)}", "Content-Type": ""}
        assert status_of(put, data=b"", method="PUT", headers=smuggled) in (400, 403)
        late = client.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": key}, ExpiresIn=1)
        time.sleep(2.1)
        assert status_of(late) == 403


def reads_may_be_conditional_or_partial(s3, bucket):
    etag = s3.put_object(Bucket=bucket, Key="k", Body=b"0123456789")["ETag"]
    got = s3.get_object(Bucket=bucket, Key="k", Range="bytes=2-4")
    assert (got["Body"].read(), got["ContentRange"]) == (b"234", "bytes 2-4/10")
    assert s3.get_object(Bucket=bucket, Key="k", Range="bytes=7-")["Body"].read() == b"789"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", Range="bytes=10-") == "InvalidRange"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfMatch='"0"') == "PreconditionFailed"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfNoneMatch=etag) == "304"
    assert code_of(s3.head_object, Bucket=bucket, Key="k", IfNoneMatch=etag) == "304"
    modified = s3.head_object(Bucket=bucket, Key="k")["LastModified"]
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfModifiedSince=modified) == "304"
    assert code_of(s3.get_object, Bucket=bucket, Key="k", IfUnmodifiedSince=modified) == "no error"
    assert code_of(s3.put_object, Bucket=bucket, Key="k", Body=b"", IfNoneMatch="*") == "PreconditionFailed"
    assert code_of(s3.put_object, Bucket=bucket, Key="k", Body=b"", IfMatch=etag) == "no error"


def copies_keep_or_replace_what_is_said_of_them(s3, bucket):
    s3.put_object(Bucket=bucket, Key="from me/ü+", Body=b"x", ContentType="a/b", Metadata={"m": "1"})
    source = {"Bucket": bucket, "Key": "from me/ü+"}
    s3.copy_object(Bucket=bucket, Key="kept", CopySource=source)
    kept = s3.head_object(Bucket=bucket, Key="kept")
    assert (kept["ContentType"], kept["Metadata"]) == ("a/b", {"m": "1"})
    s3.copy_object(Bucket=bucket, Key="replaced", CopySource=source, MetadataDirective="REPLACE", Metadata={"n": "2"})
    assert s3.head_object(Bucket=bucket, Key="replaced")["Metadata"] == {"n": "2"}
    assert code_of(s3.copy_object, Bucket=bucket, Key="from me/ü+", CopySource=source) in ("InvalidArgument", "InvalidRequest")
    assert code_of(s3.copy_object, Bucket=bucket, Key="x", CopySource={"Bucket": bucket, "Key": "none"}) == "NoSuchKey"


def errors_have_s3s_codes(s3, bucket):
    assert code_of(s3.get_object, Bucket=bucket, Key="none") == "NoSuchKey"
    assert code_of(s3.get_object, Bucket="no-such-bucket", Key="none") == "NoSuchBucket"
    assert code_of(s3.put_object, Bucket="no-such-bucket", Key="k", Body=b"x" * MIB) == "NoSuchBucket"
    assert code_of(s3.list_objects_v2, Bucket="no-such-bucket") == "NoSuchBucket"
    assert code_of(s3.head_bucket, Bucket="no-such-bucket") == "404"
    assert code_of(s3.put_object, Bucket=bucket, Key="x" * 1025, Body=b"") == "KeyTooLongError"
    assert code_of(s3.create_bucket, Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"}) == "BucketAlreadyOwnedByYou"
    s3.put_object(Bucket=bucket, Key="k", Body=b"")
    assert code_of(s3.delete_bucket, Bucket=bucket) == "BucketNotEmpty"
    assert code_of(s3.head_bucket, Bucket=bucket, ExpectedBucketOwner="000000000000") == "403"
    assert code_of(s3.head_bucket, Bucket=bucket, ExpectedBucketOwner="123456789012") == "no error"
    try:
        s3.get_object(Bucket=bucket, Key="none")
    except ClientError as error:
        assert error.response["ResponseMetadata"]["HTTPHeaders"]["x-slipway-code"] == "SLIP-S3-002"
        assert error.response["ResponseMetadata"]["RequestId"]


def what_is_not_there_is_said_and_stores_nothing(s3, bucket):
    calls = [
        (s3.put_object, {"Key": "new", "Body": b"x", "StorageClass": "GLACIER"}),
        (s3.put_object, {"Key": "new", "Body": b"x", "ObjectLockMode": "GOVERNANCE", "ObjectLockRetainUntilDate": "2030-01-01"}),
        (s3.put_bucket_policy, {"Policy": "{}"}),
        (s3.put_bucket_replication, {"ReplicationConfiguration": {"Role": "r", "Rules": []}}),
        (s3.put_bucket_website, {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "i"}}}),
        (s3.put_object_lock_configuration, {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}}),
        (s3.restore_object, {"Key": "k", "RestoreRequest": {"Days": 1}}),
        (s3.get_object_torrent, {"Key": "k"}),
        (s3.select_object_content, {"Key": "k", "Expression": "x", "ExpressionType": "SQL", "InputSerialization": {}, "OutputSerialization": {}}),
    ]
    s3.put_object(Bucket=bucket, Key="k", Body=b"before", ACL="private")
    for call, arguments in calls:
        assert code_of(call, Bucket=bucket, **arguments) == "NotImplemented", (call, arguments)
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["k"]
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"before"


def tags_are_kept_with_objects(s3, bucket):
    def tags_of(key):
        return {tag["Key"]: tag["Value"] for tag in s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"]}

    s3.put_object(Bucket=bucket, Key="k", Body=b"x", Tagging="a=1&b=with%20space")
    assert tags_of("k") == {"a": "1", "b": "with space"}
    assert s3.head_object(Bucket=bucket, Key="k")["TagCount"] == 2
    source = {"Bucket": bucket, "Key": "k"}
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=source)
    assert tags_of("copy") == tags_of("k")
    s3.copy_object(Bucket=bucket, Key="copy", CopySource=source, TaggingDirective="REPLACE", Tagging="c=3")
    assert tags_of("copy") == {"c": "3"}
    s3.put_object_tagging(Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": "é", "Value": ""}]})
    assert tags_of("k") == {"é": ""}
    s3.delete_object_tagging(Bucket=bucket, Key="k")
    assert tags_of("k") == {}
    assert s3.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", Tagging="p=q")["UploadId"]
    etag = s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=1, Body=b"y")["ETag"]
    s3.complete_multipart_upload(Bucket=bucket, Key="parts", UploadId=upload, MultipartUpload={"Parts": [{"PartNumber": 1, "ETag": etag}]})
    assert tags_of("parts") == {"p": "q"}
    def refused(*tags):
        return code_of(s3.put_object_tagging, Bucket=bucket, Key="k", Tagging={"TagSet": [{"Key": key, "Value": value} for key, value in tags]})
    assert refused(*[(str(n), "") for n in range(11)]) == "BadRequest"
    assert refused(("a", ""), ("a", "")) == "InvalidTag"
    assert refused(("a" * 129, "")) == "InvalidTag"
    assert refused(("a", "b" * 257)) == "InvalidTag"
    assert refused(("aws:a", "")) == "InvalidTag"
    assert code_of(s3.get_object_tagging, Bucket=bucket, Key="none") == "NoSuchKey"


def encryption_is_told_as_it_was_asked_for(s3, bucket):
    kms = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "arn:aws:kms:us-west-2:123456789012:key/k"}
    assert s3.put_object(Bucket=bucket, Key="k", Body=b"x", **kms)["SSEKMSKeyId"] == kms["SSEKMSKeyId"]
    head = s3.head_object(Bucket=bucket, Key="k")
    assert {name: head[name] for name in kms} == kms
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts", ServerSideEncryption="aws:kms")
    assert upload["ServerSideEncryption"] == "aws:kms"
    assert code_of(s3.put_object, Bucket=bucket, Key="k", Body=b"x", ServerSideEncryption="other") != "no error"


def strangers_are_refused(s3, bucket):
    wrong = boto3.client("s3", aws_access_key_id="OWNER", aws_secret_access_key="wrong")
    assert code_of(wrong.list_objects_v2, Bucket=bucket) == "SignatureDoesNotMatch"
    assert code_of(wrong.put_object, Bucket=bucket, Key="k", Body=b"x" * MIB) == "SignatureDoesNotMatch"
    unknown = boto3.client("s3", aws_access_key_id="AKIAUNKNOWN", aws_secret_access_key="any")
    assert code_of(unknown.list_buckets) == "InvalidAccessKeyId"
    from botocore import UNSIGNED
    anonymous = boto3.client("s3", config=Config(signature_version=UNSIGNED))
    assert code_of(anonymous.list_objects_v2, Bucket=bucket) == "AccessDenied"


def viewers_read_and_do_not_write(s3, bucket):
    s3.put_object(Bucket=bucket, Key="k", Body=b"x")
    viewer = boto3.client("s3", aws_access_key_id="VIEWER", aws_secret_access_key="secret/of+VIEWER")
    assert viewer.get_object(Bucket=bucket, Key="k")["Body"].read() == b"x"
    assert viewer.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    writes = [
        (viewer.put_object, {"Key": "k", "Body": b"y"}),
        (viewer.delete_object, {"Key": "k"}),
        (viewer.delete_objects, {"Delete": {"Objects": [{"Key": "k"}]}}),
        (viewer.copy_object, {"Key": "l", "CopySource": {"Bucket": bucket, "Key": "k"}}),
        (viewer.create_multipart_upload, {"Key": "k"}),
        (viewer.delete_bucket, {}),
    ]
    for call, arguments in writes:
        assert code_of(call, Bucket=bucket, **arguments) == "AccessDenied", call
    nobody = boto3.client("s3", aws_access_key_id="NOBODY", aws_secret_access_key="secret/of+NOBODY")
    assert code_of(nobody.get_object, Bucket=bucket, Key="k") == "AccessDenied"


def any_region_and_its_default_waiters_work(s3, bucket):
    for region in ["us-east-1", "eu-central-1", "ap-southeast-2"]:
        client = boto3.client("s3", region_name=region)
        name = f"{bucket}-{region}"
        constraint = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        client.create_bucket(Bucket=name, **constraint)
        client.get_waiter("bucket_exists").wait(Bucket=name)
        assert client.get_bucket_location(Bucket=name)["LocationConstraint"] == (None if region == "us-east-1" else region)
        assert name in [item["Name"] for item in client.list_buckets()["Buckets"]]
        client.delete_bucket(Bucket=name)
        client.get_waiter("bucket_not_exists").wait(Bucket=name)


PROMISES = [value for name, value in list(globals().items()) if callable(value) and getattr(value, "__code__", None) and value.__code__.co_varnames[:2] == ("s3", "bucket")]

for number, promise in enumerate(PROMISES):
    s3 = boto3.client("s3", config=Config(retries={"total_max_attempts": 1}))
    bucket = f"boto3-{number}"
    s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
    outcome = {"promise": promise.__name__, "error": None}
    try:
        promise(s3, bucket)
    except Exception:
        outcome["error"] = traceback.format_exc()
    print(json.dumps(outcome))
sys.stdout.flush()
