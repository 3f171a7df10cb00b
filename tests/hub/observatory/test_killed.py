"""`kill -9` half-way: the previous run is served, nothing is half-published, a retry succeeds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from .conftest import GOOD_TABLE

_START = """
import sys, time
from hanse.hub.foundation.serving import set_up_django
set_up_django()
from django.core.management import call_command
call_command("migrate", verbosity=0, interactive=False)
from django.core.files.uploadedfile import SimpleUploadedFile
from hanse.hub.observatory import actions
from hanse.hub.observatory.models import Run
from hanse.hub.people.actions import give_role
from hanse.hub.people.models import Person
from hanse.observatory.identification import bundle

analyst = Person.objects.create_user("a@example.org", "a long password")
give_role(analyst, "analyst", by=None)

def identify(text):
    upload = actions.upload_table(analyst, SimpleUploadedFile("t.csv", text.encode()))
    actions.begin_check(upload, analyst, choices={})
    actions.start_identification(upload, analyst, title="t", method="european-stars",
                                 grouping="", parameters={})

table = sys.stdin.read()
identify(table)
actions.publish_run(Run.objects.get(), analyst)
write = bundle.write_columns

def write_and_wait(path, columns):
    write(path, columns)
    print("half-way", flush=True)
    time.sleep(60)

bundle.write_columns = write_and_wait
identify(table.replace("118000", "119000"))
"""

_RESUME = """
import json
import numpy
from hanse.hub.foundation.serving import set_up_django
set_up_django()
from django.conf import settings
from hanse.hub.foundation.jobs import run_job
from hanse.hub.foundation.models import Job
from hanse.hub.observatory.models import Run
from hanse.hub.observatory.queries.runs import get_results, list_published

def folders():
    return sorted(path.name.split("-")[0] for path in settings.HANSE_RUNS_DIR.iterdir())

served = float(numpy.nanmax(get_results(list_published()[0]).column("employment")))
before = {"runs": Run.objects.count(), "served": served, "folders": folders()}
job = Job.objects.get(kind="observatory.identify_upload", state="running")
Job.objects.filter(pk=job.pk).update(state="queued")
run_job(str(job.pk))
job.refresh_from_db()
after = {"job": job.state, "states": sorted(Run.objects.values_list("state", flat=True)),
         "folders": folders(), "published": len(list_published())}
print(json.dumps([before, after]))
"""


def test_a_killed_identification_leaves_the_previous_run(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "HANSE_DATA_DIR": str(tmp_path),
        "HANSE_JOBS": "immediate",
        "HANSE_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "hanse.hub.settings",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", _START],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(GOOD_TABLE)
    process.stdin.close()
    assert process.stdout.readline() == "half-way\n"
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()

    resumed = subprocess.run(
        [sys.executable, "-c", _RESUME], env=environment, capture_output=True, text=True, check=True
    )
    before, after = json.loads(resumed.stdout.splitlines()[-1])
    assert (before["runs"], before["served"]) == (1, 118000)
    assert before["folders"][0] == ".unfinished"
    assert len(before["folders"]) == 2
    assert (after["job"], after["published"]) == ("done", 1)
    assert after["states"] == ["draft", "published"]
    assert len(after["folders"]) == 2
    assert ".unfinished" not in after["folders"]
