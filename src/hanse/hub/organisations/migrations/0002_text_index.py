"""The full text of the search entries: FTS5 with triggers, or a generated tsvector.

SQLite rebuilds a table whose columns change and drops its triggers: a later migration of
SearchEntry ends with `create_text_index` again.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_OLD = "VALUES ('delete', old.organisation_id, old.title, old.text);"
_NEW = "VALUES (new.organisation_id, new.title, new.text);"
_DELETE = f"INSERT INTO organisations_words (organisations_words, rowid, title, text) {_OLD}"
_INSERT = f"INSERT INTO organisations_words (rowid, title, text) {_NEW}"
_TABLE = "organisations_searchentry"
SQLITE = [
    """CREATE VIRTUAL TABLE organisations_words USING fts5(
        title, text, content='organisations_searchentry', content_rowid='organisation_id',
        tokenize='unicode61', prefix='2 3 4')""",
    f"CREATE TRIGGER organisations_words_i AFTER INSERT ON {_TABLE} BEGIN {_INSERT} END",
    f"CREATE TRIGGER organisations_words_d AFTER DELETE ON {_TABLE} BEGIN {_DELETE} END",
    f"CREATE TRIGGER organisations_words_u AFTER UPDATE ON {_TABLE} BEGIN {_DELETE} {_INSERT} END",
    "INSERT INTO organisations_words (organisations_words) VALUES ('rebuild')",
]
SQLITE_DROP = [
    *(f"DROP TRIGGER IF EXISTS organisations_words_{act}" for act in "idu"),
    "DROP TABLE IF EXISTS organisations_words",
]
POSTGRESQL = [
    f"""ALTER TABLE {_TABLE} ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', text)) STORED""",
    f"CREATE INDEX organisations_words ON {_TABLE} USING gin (words)",
]
POSTGRESQL_DROP = [f"ALTER TABLE {_TABLE} DROP COLUMN IF EXISTS words"]


def create_text_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create it anew from the entries that there are."""
    drop_text_index(apps, editor)
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement)


def drop_text_index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Leave the entries without full text."""
    is_postgresql = editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL_DROP if is_postgresql else SQLITE_DROP:
        editor.execute(statement)


class Migration(migrations.Migration):
    """Full text beside the entries."""

    dependencies = [("organisations", "0001_registry")]
    operations = [migrations.RunPython(create_text_index, drop_text_index)]
