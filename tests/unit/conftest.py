import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture
def host_dir(tmp_path, monkeypatch):
    """A host folder of the test's own; nothing of the real one is touched."""
    monkeypatch.setenv("CRM_HOST_DIR", str(tmp_path / "host"))
    return tmp_path / "host"


@pytest.fixture
def no_pg_variables(monkeypatch):
    from host import settings

    for name in (*settings.PG_SERVER_VARIABLES, "PGDATABASE"):
        monkeypatch.delenv(name, raising=False)
