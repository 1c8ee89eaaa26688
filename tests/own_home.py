"""Read before Django's settings are (pyproject.toml, -p): each process of a test run has a data folder of its own."""

import os
import tempfile

os.environ["NEEDLESS_HOME"] = tempfile.mkdtemp(prefix="needless-tests-")
os.environ["NEEDLESS_JOBS"] = "immediate"
os.environ["PYTEST_RUNNING"] = "1"
