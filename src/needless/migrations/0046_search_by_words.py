"""On PostgreSQL the search text lies in a table beside the contacts, as SQLite's FTS5 table does, kept true by triggers.

Row-level security lets no index answer LIKE or @@ on a table that has a rule: the rule is looked at first, row by row.
So the indexes are here, and what reads them are functions with the rights of the tables' role that ask for the owner
themselves: contacts_worded by beginnings of words (tsvector), contacts_holding by any part of a word and
contacts_called_nearly by likeness (both pg_trgm).
"""

from django.db import DatabaseError, migrations, transaction

ALLOWED = "current_setting('needless.owner', true) IN ('*', whose::text)"
COLUMNS = (
    "id, owner_id, split_part(search, E'\\n', 1) || ' ' || lower(nickname), search, contact_search_words(search)"
)
READING = "RETURNS SETOF bigint LANGUAGE sql STABLE SECURITY DEFINER ROWS 200 SET search_path FROM CURRENT"
# Words as they stand between spaces and line ends, and between hyphens too, without positions. What a tsvector cannot hold is cut: a longer
# text than a million bytes, a longer word than two thousand.
WORDS = """CREATE FUNCTION contact_search_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$
  SELECT array_to_tsvector(coalesce(array_agg(left(word, 200)), '{}'))
  FROM (SELECT translate(left(said, 100000), E'\\n', ' ') AS line) AS cut,
  unnest(string_to_array(line, ' ') || string_to_array(translate(line, '-', ' '), ' ')) AS word WHERE word <> '' $$"""
FOLLOW = f"""CREATE FUNCTION contact_search_follow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path FROM CURRENT AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
      INSERT INTO contact_search SELECT {COLUMNS} FROM made;
    ELSIF TG_OP = 'DELETE' THEN
      DELETE FROM contact_search USING gone WHERE contact_id = gone.id;
    ELSIF TG_OP = 'TRUNCATE' THEN
      TRUNCATE contact_search;
    ELSE
      DELETE FROM contact_search WHERE contact_id = OLD.id;
      INSERT INTO contact_search SELECT {COLUMNS} FROM (SELECT NEW.*) AS changed;
    END IF;
    RETURN NULL;
  END $$"""
MAKE = (
    "CREATE TABLE contact_search (contact_id bigint PRIMARY KEY, owner_id bigint NOT NULL, names text NOT NULL,"
    " text text NOT NULL, words tsvector NOT NULL)",
    "CREATE POLICY own_rows ON contact_search USING"
    " ((SELECT current_setting('needless.owner', true)) IN ('*', owner_id::text))",
    "ALTER TABLE contact_search ENABLE ROW LEVEL SECURITY",
    WORDS,
    FOLLOW,
    "CREATE TRIGGER contact_search_made AFTER INSERT ON needless_contact REFERENCING NEW TABLE AS made"
    " FOR EACH STATEMENT EXECUTE FUNCTION contact_search_follow()",
    "CREATE TRIGGER contact_search_gone AFTER DELETE ON needless_contact REFERENCING OLD TABLE AS gone"
    " FOR EACH STATEMENT EXECUTE FUNCTION contact_search_follow()",
    "CREATE TRIGGER contact_search_changed AFTER UPDATE OF search, nickname, owner_id ON needless_contact FOR EACH ROW"
    " WHEN ((OLD.search, OLD.nickname, OLD.owner_id) IS DISTINCT FROM (NEW.search, NEW.nickname, NEW.owner_id))"
    " EXECUTE FUNCTION contact_search_follow()",
    "CREATE TRIGGER contact_search_emptied AFTER TRUNCATE ON needless_contact"
    " FOR EACH STATEMENT EXECUTE FUNCTION contact_search_follow()",
    f"INSERT INTO contact_search SELECT {COLUMNS} FROM needless_contact",
    "CREATE INDEX contact_search_by_word ON contact_search USING gin (words)",
    "CREATE INDEX contact_search_by_owner ON contact_search (owner_id)",  # where many owners have few contacts each
    f"CREATE FUNCTION contacts_worded(whose bigint, wanted tsquery) {READING} AS $$"
    f" SELECT contact_id FROM contact_search WHERE owner_id = whose AND words @@ wanted AND {ALLOWED} $$",
    # The longest part comes from the index; the others are looked for in what it brings.
    f"CREATE FUNCTION contacts_holding(whose bigint, part text, parts text[]) {READING} AS $$"
    " SELECT contact_id FROM contact_search"
    f" WHERE owner_id = whose AND text LIKE part AND text LIKE ALL (parts) AND {ALLOWED} $$",
)
# A fifth of the trigrams: of four letters two that changed places leave no more.
NEARLY = (
    f"CREATE FUNCTION contacts_called_nearly(whose bigint, word text) {READING}"
    " SET pg_trgm.word_similarity_threshold = 0.19 AS $$"
    f" SELECT contact_id FROM contact_search WHERE owner_id = whose AND names %> word AND {ALLOWED} $$"
)
NEARLY_ANYBODY = (
    f"CREATE FUNCTION contacts_called_nearly(whose bigint, word text) {READING} AS $$"
    f" SELECT contact_id FROM contact_search WHERE owner_id = whose AND {ALLOWED} $$"
)
TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX contact_search_by_part ON contact_search USING gin (text gin_trgm_ops)",
    "CREATE INDEX contact_search_by_name ON contact_search USING gin (names gin_trgm_ops)",
    NEARLY,
)
BEFORE = "CREATE INDEX contact_search_trigrams ON needless_contact USING gin (search gin_trgm_ops)"
UNMAKE = (
    "DROP FUNCTION contacts_called_nearly, contacts_holding, contacts_worded",
    "DROP FUNCTION contact_search_follow CASCADE",
    "DROP TABLE contact_search",
    "DROP FUNCTION contact_search_words",
)


def make_table(apps, schema_editor):
    """Without the right to add the extension the owner's rows are read one by one: slower, and as right."""
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in MAKE:
        schema_editor.execute(statement, params=None)
    if not _has(schema_editor, *TRIGRAMS):
        schema_editor.execute(NEARLY_ANYBODY, params=None)
    schema_editor.execute("DROP INDEX IF EXISTS contact_search_trigrams")


def unmake_table(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for statement in UNMAKE:
        schema_editor.execute(statement)
    _has(schema_editor, BEFORE)


def _has(schema_editor, *statements):
    """Could these be done? All of them or none."""
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            for statement in statements:
                schema_editor.execute(statement, params=None)
    except DatabaseError:
        return False
    return True


class Migration(migrations.Migration):
    dependencies = [("needless", "0045_retention")]
    operations = [migrations.RunPython(make_table, unmake_table)]
