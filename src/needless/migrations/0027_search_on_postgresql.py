"""On PostgreSQL the search text has a trigram index, as SQLite has its FTS5 table."""

from django.db import DatabaseError, migrations, transaction

MAKE = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX IF NOT EXISTS contact_search_trigrams ON needless_contact USING gin (search gin_trgm_ops)",
)


def make_index(apps, schema_editor):
    """Without the right to add the extension the search reads the owner's rows one by one: slower, and as right."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            for statement in MAKE:
                schema_editor.execute(statement)
    except DatabaseError:
        return


class Migration(migrations.Migration):
    dependencies = [("needless", "0026_wishes_and_steps")]
    operations = [migrations.RunPython(make_index, migrations.RunPython.noop)]
