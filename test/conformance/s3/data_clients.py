"""What data scientists read and write by at s3://: s3fs, pandas and pyarrow. One line of JSON per client."""

import io, json, os, sys, traceback

import pandas as pd
import s3fs

BUCKET = sys.argv[1]
FRAME = pd.DataFrame({"label": [1, 0, 1], "x": [0.5, 1.5, 2.5], "text": ["a", "b,c", "ü"]})
OPTIONS = {"client_kwargs": {"endpoint_url": os.environ["AWS_ENDPOINT_URL"]}, "key": os.environ["AWS_ACCESS_KEY_ID"], "secret": os.environ["AWS_SECRET_ACCESS_KEY"]}


def s3fs_works():
    fs = s3fs.S3FileSystem(**OPTIONS)
    root = f"{BUCKET}/s3fs-{s3fs.__version__}"
    with fs.open(f"{root}/a/one.txt", "wb") as file:
        file.write(b"one")
    large = os.urandom(12_000_000)
    with fs.open(f"{root}/large.bin", "wb") as file:
        file.write(large)
    with fs.open(f"{root}/large.bin", "rb") as file:
        file.seek(6_000_000)
        assert file.read(1000) == large[6_000_000:6_001_000]
        file.seek(0)
        assert file.read() == large
    assert fs.ls(root) == [f"{root}/a", f"{root}/large.bin"] or sorted(fs.ls(root)) == [f"{root}/a", f"{root}/large.bin"], fs.ls(root)
    assert fs.find(root) == [f"{root}/a/one.txt", f"{root}/large.bin"]
    assert fs.info(f"{root}/a/one.txt")["size"] == 3 and fs.isdir(f"{root}/a") and not fs.exists(f"{root}/none")
    fs.cp(f"{root}/a/one.txt", f"{root}/b/two.txt")
    fs.mv(f"{root}/b/two.txt", f"{root}/b/three.txt")
    assert fs.cat(f"{root}/b/three.txt") == b"one"
    assert fs.glob(f"{root}/*/*.txt") == [f"{root}/a/one.txt", f"{root}/b/three.txt"]
    fs.rm(root, recursive=True)
    fs.invalidate_cache()
    assert fs.find(root) == []


def pandas_works():
    at = f"s3://{BUCKET}/pandas"
    FRAME.to_csv(f"{at}/f.csv", index=False, storage_options=OPTIONS)
    assert pd.read_csv(f"{at}/f.csv", storage_options=OPTIONS).equals(FRAME)
    FRAME.to_csv(f"{at}/f.csv.gz", index=False, storage_options=OPTIONS)
    assert pd.read_csv(f"{at}/f.csv.gz", storage_options=OPTIONS).equals(FRAME)
    FRAME.to_parquet(f"{at}/f.parquet", storage_options=OPTIONS)
    assert pd.read_parquet(f"{at}/f.parquet", storage_options=OPTIONS).equals(FRAME)


def pyarrow_works():
    import pyarrow as pa
    import pyarrow.csv, pyarrow.dataset, pyarrow.fs, pyarrow.parquet

    fs = pa.fs.S3FileSystem(access_key=OPTIONS["key"], secret_key=OPTIONS["secret"], endpoint_override=os.environ["AWS_ENDPOINT_URL"].split("//")[1], scheme="http", region="us-west-2", allow_bucket_creation=True)
    table = pa.Table.from_pandas(FRAME)
    at = f"{BUCKET}/pyarrow"
    pa.parquet.write_table(table, f"{at}/t.parquet", filesystem=fs)
    assert pa.parquet.read_table(f"{at}/t.parquet", filesystem=fs).equals(table)
    with fs.open_output_stream(f"{at}/t.csv") as out:
        pa.csv.write_csv(table, out)
    with fs.open_input_stream(f"{at}/t.csv") as file:
        assert pa.csv.read_csv(file).num_rows == 3
    pa.dataset.write_dataset(table, f"{at}/set", format="parquet", partitioning=["label"], filesystem=fs)
    assert pa.dataset.dataset(f"{at}/set", format="parquet", partitioning=["label"], filesystem=fs).to_table().num_rows == 3
    large = os.urandom(12_000_000)
    with fs.open_output_stream(f"{at}/large") as out:
        out.write(large)
    assert fs.open_input_file(f"{at}/large").read() == large
    fs.copy_file(f"{at}/large", f"{at}/copy")
    assert fs.get_file_info(f"{at}/copy").size == len(large)
    fs.create_dir(f"{BUCKET}/empty/dir")
    fs.delete_dir(at)
    assert fs.get_file_info(at).type == pa.fs.FileType.NotFound
    fs.create_dir(f"{BUCKET}-made")
    assert fs.get_file_info(f"{BUCKET}-made").type == pa.fs.FileType.Directory


WORKS = {"s3fs": s3fs_works, "pandas": pandas_works, "pyarrow": pyarrow_works}
for name in sys.argv[2:]:
    error = None
    try:
        WORKS[name]()
    except Exception:
        error = traceback.format_exc(limit=-4)
    print(json.dumps({"client": name, "error": error}), flush=True)
