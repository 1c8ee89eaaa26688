"""Makes the triggers of the search index again, and the index true.

SQLite cannot add a column with a default to a table in place: Django makes the table anew, and its triggers are gone. Whoever
changes Contact repeats this operation afterwards; the tests of the search fail where it was forgotten.
"""

from importlib import import_module

from django.db import migrations


def make_triggers(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for statement in import_module("needless.migrations.0002_search").MAKE[1:]:
        schema_editor.execute(statement.replace("CREATE TRIGGER", "CREATE TRIGGER IF NOT EXISTS", 1))
    schema_editor.execute("INSERT INTO contact_search(contact_search) VALUES ('rebuild')")


class Migration(migrations.Migration):
    dependencies = [("needless", "0005_rated_interactions")]
    operations = [migrations.RunPython(make_triggers, migrations.RunPython.noop)]
