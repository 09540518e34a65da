"""The bench of checkpoints prints a row for each model."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # the bench is no part of the package

from bench import checkpoints  # noqa: E402


def test_a_row_for_each_model(capsys) -> None:
    checkpoints.main(["2e3"])
    head, *rows = capsys.readouterr().out.splitlines()
    assert [row.split()[0] for row in rows] == ["glasshouse", "everything"]
    for row in rows:
        assert len(row) == len(head)
        assert all(float(figure) > 0 for figure in row.replace(",", "").split()[2:4])
