"""The benchmark's generated rows are the rows the ORM would have made."""

from pathlib import Path

COMPARE = (Path(__file__).parent / "scripts" / "compare_bench_rows.py").read_text()


def test_rows_are_like_the_orms(server):
    """Every column, every row that hangs on a record: only ids and moments differ."""
    assert "COMPARED 80 records, 0 differences" in server.shell(COMPARE)
