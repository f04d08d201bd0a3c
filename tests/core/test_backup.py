"""manage.py backup and restore: the drill, and what is refused."""

import json
import shutil
from datetime import date
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from core.accounts.first import first_administrator
from tests import factories
from tests.families.making import make_family, member

ON_POSTGRES = connection.vendor == "postgresql"
pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"] if ON_POSTGRES else ["default"]),
    pytest.mark.skipif(ON_POSTGRES and shutil.which("pg_dump") is None, reason="no pg_dump here"),
]


@pytest.fixture
def backup(tree, county_editor, tmp_path, settings):
    """A folder with one backup of some records and an uploaded file."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    edition = factories.make_edition()
    factories.make_activity(
        county_editor, tree.village, date(2022, 5, 29), {"consultation_person_times": 80}, editions=[edition]
    )
    factories.make_entry(county_editor, tree.county, "staffing_quota", date(2022, 3, 1), 6)
    name = default_storage.save("activities/2022/05/photo.jpg", ContentFile(b"picture"))
    default_storage.save("jobs/one/result", ContentFile(b"goes after seven days, from copies too"))
    call_command("backup", str(tmp_path / "backups"), stdout=StringIO())
    yield tmp_path / "backups"
    default_storage.delete(name)


def test_a_backup_comes_back_in_an_empty_database_with_every_figure(backup, elsewhere, tmp_path):
    done = elsewhere("restore", backup)
    assert done.returncode == 0, done.stderr
    assert "已核对 2 条记录" in done.stdout
    figures = elsewhere("figures", "--association", "洪江市", "--to", "2022-09-30", "--json")
    values = {row["indicator"]: row["value"] for row in json.loads(figures.stdout)["figures"]}
    assert (values["consultation_person_times"], values["staffing_quota"]) == ("80", "6")
    photo = tmp_path / "elsewhere" / "media" / "activities" / "2022" / "05" / "photo.jpg"
    assert photo.read_bytes() == b"picture"
    refused = elsewhere("restore", backup)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert elsewhere("restore", backup, "--force").returncode == 0


def test_a_backup_says_where_the_keys_are_and_holds_none(tree, tmp_path, settings):
    out = StringIO()
    call_command("backup", str(tmp_path), stdout=out)
    assert "个人资料的密钥不在备份里，现在取自" in out.getvalue()
    key = settings.FIELD_KEYS.partition(":")[2].encode()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and key in path.read_bytes()]


def test_personal_data_comes_back_with_the_keys_of_its_day_and_is_refused_without(tree, tmp_path, elsewhere):
    clerk = factories.make_account("registry_clerk", tree.county, family_right=True)
    make_family(clerk, tree.village, members=[member("覃晚晴", resident_id="431299196503019012")])
    call_command("backup", str(tmp_path / "copies"), stdout=StringIO())
    lost = elsewhere("restore", tmp_path / "copies", FIELD_KEYS="", INDEX_KEY="")
    assert lost.returncode == 1
    assert "另外的密钥加密（密钥 1、INDEX_KEY" in lost.stderr
    assert elsewhere("restore", tmp_path / "copies").returncode == 0
    shown = (
        "from families.models import FamilyMember; from core import scope\n"
        "with scope.everything(), scope.reading(): print(FamilyMember.objects.get().name.encode())"
    )
    assert str("覃晚晴".encode()) in elsewhere("shell", "--no-imports", "-c", shown).stdout


def test_the_server_serves_a_restored_database_and_old_links_stay_shut(tree, tmp_path, elsewhere):
    _, token = first_administrator(username="administrator", name="", association=tree.city)
    call_command("backup", str(tmp_path), stdout=StringIO())
    assert elsewhere("restore", tmp_path).returncode == 0
    shown = "import config.wsgi; from core.accounts.links import open_link; print(open_link('{}'))"
    done = elsewhere("shell", "--no-imports", "-c", shown.format(token))
    assert (done.returncode, done.stdout.strip()) == (0, "None"), done.stderr


def test_a_backup_is_for_its_owner_only_and_lists_what_it_holds(backup):
    folder = next(backup.iterdir())
    assert {path.stat().st_mode & 0o077 for path in folder.rglob("*")} == {0}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["counts"]["core_figureentry"] == 1
    assert manifest["counts"]["core_association"] == 16
    assert len(manifest["files"]) == 2
    assert not list(folder.rglob("jobs"))


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (lambda manifest: manifest | {"engine": "oracle"}, "不能互相恢复"),
        (lambda manifest: manifest | {"migrations": ["core.0999_tomorrow"]}, "更新的版本"),
        (lambda manifest: manifest | {"files": {"lost.jpg": ""}}, "lost.jpg 缺失"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(backup, change, answer):
    path = next(backup.iterdir()) / "manifest.json"
    path.write_text(json.dumps(change(json.loads(path.read_text()))))
    with pytest.raises(CommandError, match=answer):
        call_command("restore", str(backup), force=True)


def test_a_changed_file_is_refused(backup):
    next(backup.glob("*/database.*")).write_bytes(b"nothing")
    with pytest.raises(CommandError, match="缺失或已改动"):
        call_command("restore", str(backup), force=True)


def test_a_folder_without_a_backup_is_refused(tmp_path, db):
    with pytest.raises(CommandError, match="没有备份"):
        call_command("restore", str(tmp_path))


def test_a_place_that_cannot_be_written_gives_a_plain_answer(tmp_path, db):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="写不进"):
        call_command("backup", str(tmp_path / "file"))
