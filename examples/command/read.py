"""Opens an export of users with DuckDB: how many there are of each status, and when the last one was created.

python read.py users.parquet
"""

import sys

import duckdb

ROWS = """
    SELECT status, count(*) AS users, count(DISTINCT id) AS ids, max(created)::VARCHAR AS last_created
    FROM read_parquet(?) GROUP BY status ORDER BY users DESC
"""

rows = duckdb.execute(ROWS, [sys.argv[1]]).fetchall()
for status, users, ids, created in rows:
    print(f"  {status or 'no status':<18} {users:>8} users, the last one created {created}")
    assert users == ids, "a user is there twice"
print(f"{sum(row[1] for row in rows)} users read again from {sys.argv[1].rpartition('/')[2]}")
