#!/usr/bin/env bash
# PyPI polars 2.1.0 with duckdb 2.0.1 and pyarrow 26.0.1 on CPython 3.11: one column of the Parquet type VARIANT keeps polars from
# reading any other column of the file, since it refuses a logical type that it does not know. pyarrow, which has no such type
# either, reads the other column, and the VARIANT as the struct that stores it.
# Reading the column `id` alone, seen:
#   duckdb: [1]
#   pyarrow: [1]
#   polars: ComputeError: parquet: File out of specification: LogicalType union has no variant set
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1
cat >read.py <<'PY'
import duckdb, polars
import pyarrow.parquet

duckdb.sql("COPY (SELECT 1 AS id, {'badge': 42}::VARIANT AS extras) TO 'users.parquet'")
readers = {
    "duckdb": lambda: [id for (id,) in duckdb.sql("SELECT id FROM 'users.parquet'").fetchall()],
    "pyarrow": lambda: pyarrow.parquet.read_table("users.parquet", columns=["id"])["id"].to_pylist(),
    "polars": lambda: polars.read_parquet("users.parquet", columns=["id"])["id"].to_list(),
}
for name, read in readers.items():
    try:
        print(f"{name}: {read()}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
PY
output="$(venv/bin/python read.py)"
echo "$output"
[ "$output" = "duckdb: [1]
pyarrow: [1]
polars: ComputeError: parquet: File out of specification: LogicalType union has no variant set" ]
