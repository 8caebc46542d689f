#!/usr/bin/env bash
# PyPI polars 2.1.0 with duckdb 2.0.1 and pyarrow 26.0.1 on CPython 3.11: a Parquet column of the logical type JSON, whose bytes are
# UTF-8 text, is Binary in polars, so that its functions for text and JSON do not apply. DuckDB has it as JSON, pyarrow as the
# extension type arrow.json. A column of the logical type String is text in all three.
# The types of both columns, seen:
#   duckdb: JSON VARCHAR
#   pyarrow: extension<arrow.json> string
#   polars: Binary String
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 polars==2.1.0 pyarrow==26.0.1
cat >columns.py <<'PY'
import duckdb, polars
import pyarrow.parquet

duckdb.sql("""COPY (SELECT '{"badge": 42}'::JSON AS json, '{"badge": 42}' AS text) TO 'users.parquet'""")
print("duckdb:", *duckdb.sql("SELECT json, text FROM 'users.parquet'").types)
print("pyarrow:", *pyarrow.parquet.read_table("users.parquet").schema.types)
print("polars:", *polars.read_parquet("users.parquet").dtypes)
PY
output="$(venv/bin/python columns.py)"
echo "$output"
[ "$output" = "duckdb: JSON VARCHAR
pyarrow: extension<arrow.json> string
polars: Binary String" ]
