from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from hanse.hub.foundation.data_dir import prepare_data_dir, read_secret_key
from hanse.hub.settings.database import build_databases
from hanse.vocabulary import ConfigurationError
from hanse.vocabulary.folders import find_data_dir

READ = """
import json, sys
from hanse.hub import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}, default=str))
"""


def read_settings(data_dir: Path, *names: str, **environment: str) -> dict[str, object]:
    """The settings that a new process would have."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("HANSE_", "DATABASE"))}
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", READ, *names],
        env={**inherited, "HANSE_DATA_DIR": str(data_dir), **environment},
        check=True,
        capture_output=True,
        text=True,
    )
    values: dict[str, object] = json.loads(answer.stdout)
    return values


def test_the_defaults_are_safe_and_write_nothing(tmp_path: Path) -> None:
    names = ("DEBUG", "HANSE_DEMO", "HANSE_MFA_REQUIRED", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE")
    folder = tmp_path / "data"
    values = read_settings(folder, *names)
    assert values == {
        "DEBUG": False,
        "HANSE_DEMO": False,
        "HANSE_MFA_REQUIRED": True,
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost", "[::1]"],
        "SESSION_COOKIE_SECURE": False,
    }
    assert not folder.exists()


def test_a_public_host_needs_https(tmp_path: Path) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    values = read_settings(tmp_path, *names, HANSE_ALLOWED_HOSTS="hanse.example.org")
    assert all(values.values())


def test_the_demonstration_needs_no_second_factor_unless_told(tmp_path: Path) -> None:
    assert not read_settings(tmp_path, "HANSE_MFA_REQUIRED", HANSE_DEMO="1")["HANSE_MFA_REQUIRED"]
    told = read_settings(tmp_path, "HANSE_MFA_REQUIRED", HANSE_DEMO="1", HANSE_MFA_REQUIRED="1")
    assert told["HANSE_MFA_REQUIRED"]


def test_single_sign_on_is_named_by_the_environment(tmp_path: Path) -> None:
    assert read_settings(tmp_path, "SOCIALACCOUNT_PROVIDERS")["SOCIALACCOUNT_PROVIDERS"] == {}
    providers = read_settings(
        tmp_path,
        "SOCIALACCOUNT_PROVIDERS",
        HANSE_OIDC_SERVER="https://login.example.org",
        HANSE_OIDC_CLIENT_ID="hanse",
        HANSE_OIDC_SECRET="s",
    )["SOCIALACCOUNT_PROVIDERS"]
    app = providers["openid_connect"]["APPS"][0]  # type: ignore[index]
    assert app["client_id"] == "hanse"
    assert app["settings"] == {"server_url": "https://login.example.org"}


def test_postgresql_with_one_url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert build_databases(tmp_path)["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    monkeypatch.setenv("DATABASE_URL", "postgresql://hanse:pw@db.example.org:5433/hub")
    default = build_databases(tmp_path)["default"]
    assert default["ENGINE"] == "django.db.backends.postgresql"
    assert (default["HOST"], default["PORT"], default["NAME"]) == ("db.example.org", 5433, "hub")
    assert "transaction_mode" not in default.get("OPTIONS", {})


def test_the_key_is_made_once_for_the_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HANSE_SECRET_KEY", raising=False)
    folder = tmp_path / "data"
    prepare_data_dir(folder)
    key = read_secret_key(folder)
    prepare_data_dir(folder)
    assert read_secret_key(folder) == key
    assert len(key) > 60
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    monkeypatch.setenv("HANSE_SECRET_KEY", "named")
    assert read_secret_key(folder) == "named"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigurationError, match="HANSE_DATA_DIR"):
        prepare_data_dir(tmp_path / "file" / "data")


def test_where_the_data_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANSE_DATA_DIR", str(tmp_path / "named"))
    assert find_data_dir() == tmp_path / "named"
    monkeypatch.delenv("HANSE_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    monkeypatch.chdir(tmp_path)
    assert find_data_dir() == tmp_path / "xdg" / "hanse"
    (tmp_path / "src" / "hanse").mkdir(parents=True)
    (tmp_path / "pyproject.toml").touch()
    assert find_data_dir() == tmp_path / "var"


def test_every_variable_is_in_the_reference() -> None:
    repository = Path(__file__).parents[2]
    page = (repository / "docs" / "reference" / "settings.md").read_text("utf-8")
    hub = repository / "src" / "hanse" / "hub"
    sources = [*(hub / "settings").glob("*.py"), hub / "foundation" / "data_dir.py"]
    asked = re.compile(r'(?:env(?:\.\w+)?|environ\.get)\(\s*"([A-Z_]+)"')
    names = {name for path in sources for name in asked.findall(path.read_text("utf-8"))}
    assert len(names) > 20
    assert {name for name in names - {"XDG_DATA_HOME"} if f"`{name}`" not in page} == set()
