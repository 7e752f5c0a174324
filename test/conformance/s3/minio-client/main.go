// What MinIO's SDK for Go does with a bucket: `minio-client BUCKET`, with the server and the credentials in the environment.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/tags"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func want(holds bool, what ...any) {
	if !holds {
		panic(fmt.Sprintln(what...))
	}
}

func main() {
	ctx := context.Background()
	bucket := os.Args[1]
	server, err := url.Parse(os.Getenv("AWS_ENDPOINT_URL"))
	must(err)
	keys := credentials.NewStaticV4(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), "")
	client, err := minio.New(server.Host, &minio.Options{Creds: keys, Region: "us-west-2"})
	must(err)
	must(client.MakeBucket(ctx, bucket, minio.MakeBucketOptions{Region: "us-west-2"}))
	there, err := client.BucketExists(ctx, bucket)
	must(err)
	want(there, "the bucket is not there")

	objects(ctx, client, bucket)
	uploads(ctx, client, bucket)
	links(ctx, client, bucket)
	versions(ctx, client, bucket)
	removal(ctx, client, bucket)
}

func read(ctx context.Context, client *minio.Client, bucket, key, version string) []byte {
	object, err := client.GetObject(ctx, bucket, key, minio.GetObjectOptions{VersionID: version})
	must(err)
	defer object.Close()
	body, err := io.ReadAll(object)
	must(err)
	return body
}

func put(ctx context.Context, client *minio.Client, bucket, key, text string, options minio.PutObjectOptions) minio.UploadInfo {
	info, err := client.PutObject(ctx, bucket, key, strings.NewReader(text), int64(len(text)), options)
	must(err)
	return info
}

func objects(ctx context.Context, client *minio.Client, bucket string) {
	key := "a dir/ü+1.txt"
	put(ctx, client, bucket, key, "text", minio.PutObjectOptions{ContentType: "text/plain", UserMetadata: map[string]string{"M": "1"}, UserTags: map[string]string{"t": "v"}})
	want(string(read(ctx, client, bucket, key, "")) == "text", "another body")
	info, err := client.StatObject(ctx, bucket, key, minio.StatObjectOptions{})
	must(err)
	want(info.ContentType == "text/plain" && info.UserMetadata["M"] == "1" && info.UserTagCount == 1, info)
	set, err := tags.NewTags(map[string]string{"other": "tag"}, true)
	must(err)
	must(client.PutObjectTagging(ctx, bucket, key, set, minio.PutObjectTaggingOptions{}))
	told, err := client.GetObjectTagging(ctx, bucket, key, minio.GetObjectTaggingOptions{})
	must(err)
	want(told.ToMap()["other"] == "tag", told)
	_, err = client.CopyObject(ctx, minio.CopyDestOptions{Bucket: bucket, Object: "copy"}, minio.CopySrcOptions{Bucket: bucket, Object: key})
	must(err)
	names := ""
	for one := range client.ListObjects(ctx, bucket, minio.ListObjectsOptions{}) {
		must(one.Err)
		names += one.Key + " "
	}
	want(names == "copy a dir/ ", names)
	_, err = client.StatObject(ctx, bucket, "none", minio.StatObjectOptions{})
	want(minio.ToErrorResponse(err).Code == "NoSuchKey", err)
}

// Of a known and of an unknown length, in parts.
func uploads(ctx context.Context, client *minio.Client, bucket string) {
	body := make([]byte, 17_000_000)
	_, err := rand.Read(body)
	must(err)
	for key, size := range map[string]int64{"known": int64(len(body)), "unknown": -1} {
		_, err := client.PutObject(ctx, bucket, key, bytes.NewReader(body), size, minio.PutObjectOptions{PartSize: 6 << 20})
		must(err)
		want(bytes.Equal(read(ctx, client, bucket, key, ""), body), key)
	}
	_, err = client.ComposeObject(ctx, minio.CopyDestOptions{Bucket: bucket, Object: "composed"}, minio.CopySrcOptions{Bucket: bucket, Object: "known"}, minio.CopySrcOptions{Bucket: bucket, Object: "copy"})
	must(err)
	want(bytes.Equal(read(ctx, client, bucket, "composed", ""), append(body, "text"...)), "composed")
}

func links(ctx context.Context, client *minio.Client, bucket string) {
	link, err := client.PresignedGetObject(ctx, bucket, "copy", time.Minute, nil)
	must(err)
	answer, err := http.Get(link.String())
	must(err)
	body, err := io.ReadAll(answer.Body)
	must(err)
	want(string(body) == "text", answer.Status)
}

func versions(ctx context.Context, client *minio.Client, bucket string) {
	must(client.EnableVersioning(ctx, bucket))
	first := put(ctx, client, bucket, "kept", "1", minio.PutObjectOptions{})
	put(ctx, client, bucket, "kept", "2", minio.PutObjectOptions{})
	must(client.RemoveObject(ctx, bucket, "kept", minio.RemoveObjectOptions{}))
	want(string(read(ctx, client, bucket, "kept", first.VersionID)) == "1", first)
	count := 0
	for one := range client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Prefix: "kept", WithVersions: true}) {
		must(one.Err)
		count++
	}
	want(count == 3, count)
}

func removal(ctx context.Context, client *minio.Client, bucket string) {
	all := client.ListObjects(ctx, bucket, minio.ListObjectsOptions{Recursive: true, WithVersions: true})
	for failed := range client.RemoveObjects(ctx, bucket, all, minio.RemoveObjectsOptions{}) {
		must(failed.Err)
	}
	must(client.RemoveBucket(ctx, bucket))
}
