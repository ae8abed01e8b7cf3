"""The integrators' guide is true: its snippets run, in order, on a running server."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs" / "integrators.md"
SNIPPET = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_snippets_run(server, keys, tmp_path):
    text = GUIDE.read_text(encoding="utf-8")
    snippets = SNIPPET.findall(text)
    assert len(snippets) >= 9
    script = tmp_path / "guide.py"
    # blank lines keep the line numbers of the guide in a traceback
    lines, position = [], 0
    for match in SNIPPET.finditer(text):
        start = text.count("\n", 0, match.start(1))
        lines.append("\n" * (start - position) + match.group(1))
        position = start + match.group(1).count("\n")
    script.write_text("".join(lines), encoding="utf-8")
    environment = {
        **os.environ,
        "CRM_URL": server.url,
        "CRM_KEY": keys["alice"],
        "CRM_DATABASE": server.database,
        "CRM_LOGIN": "api_alice",
        "PYTHONPATH": str(ROOT / "docs" / "examples"),
    }
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_named_fields_exist(clients):
    """Every field of the table of models is a field of that model."""
    table = GUIDE.read_text(encoding="utf-8").partition("## The models")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in table.splitlines() if line.startswith("| `")]
    assert len(rows) >= 6
    for _, model, _, fields, _ in rows:
        name = model.strip(" `")
        held = clients["admin"].call(name, "fields_get", attributes=["type", "selection"])
        options = {key for field in held.values() for key, _ in field.get("selection", [])}
        named = set(re.findall(r"`(\w+)`", fields))
        assert named <= set(held) | options, f"{name}: {named - set(held) - options}"
