#!/usr/bin/env bash
# PyPI duckdb 2.0.1, polars 2.1.0, pyarrow 26.0.1 and pandas 3.1.1 on CPython 3.11: a Parquet map that has a key twice, for
# which the format has a rule (LogicalTypes.md, Maps: the last value counts), is read in three ways. polars keeps the last value, pyarrow and
# pandas both, and DuckDB refuses to read the column. JSON objects with a repeated name become such maps.
# Seen:
#   polars: [{'color': 'blue'}]
#   pyarrow: [[('color', 'red'), ('color', 'blue')]]
#   pandas: [[('color', 'red'), ('color', 'blue')]]
#   duckdb: InvalidInputException: Invalid Input Error: Map keys must be unique.
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check duckdb==2.0.1 pandas==3.1.1 polars==2.1.0 pyarrow==26.0.1
cat >read.py <<'PY'
import duckdb, pandas, polars
import pyarrow as pa
import pyarrow.parquet

maps = pa.array([[("color", "red"), ("color", "blue")]], pa.map_(pa.string(), pa.string()))
pyarrow.parquet.write_table(pa.table({"profile": maps}), "users.parquet")
readers = {
    "polars": lambda: polars.read_parquet("users.parquet")["profile"].to_list(),
    "pyarrow": lambda: pyarrow.parquet.read_table("users.parquet")["profile"].to_pylist(),
    "pandas": lambda: pandas.read_parquet("users.parquet")["profile"].to_list(),
    "duckdb": lambda: duckdb.sql("SELECT profile FROM 'users.parquet'").fetchall(),
}
for name, read in readers.items():
    try:
        print(f"{name}: {read()}")
    except Exception as error:
        print(f"{name}: {type(error).__name__}: {error}")
PY
output="$(venv/bin/python read.py)"
echo "$output"
[ "$output" = "polars: [{'color': 'blue'}]
pyarrow: [[('color', 'red'), ('color', 'blue')]]
pandas: [[('color', 'red'), ('color', 'blue')]]
duckdb: InvalidInputException: Invalid Input Error: Map keys must be unique." ]
