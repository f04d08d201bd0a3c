"""manage.py start: from an empty database to the first administrator, and never to a second one."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import scope
from core.accounts.models import Account, LoginLink
from core.associations.models import Association
from core.audit.models import AuditEntry
from core.figures.models import Indicator
from tests.factories import DIVISIONS, whole_network


@pytest.fixture
def empty(db):
    """A database right after the migrations, as far as start looks at it."""
    with scope.everything():
        Account.objects.all().delete()
        Association.objects.all()._raw_delete("default")


def start(**options: object) -> str:
    out = StringIO()
    call_command("start", network=DIVISIONS, stdout=out, **options)
    return out.getvalue()


def token_in(answer: str) -> str:
    return re.search(r"/link/(\w+)/", answer).group(1)


def test_a_first_start_makes_network_lists_and_one_administrator(empty):
    answer = start(username="TangLi", name="唐理", url="https://xh.example/")
    account = Account.objects.get()
    assert (account.username, account.role, account.association.name) == ("tangli", "administrator", "怀化市")
    assert not account.has_usable_password()
    assert Association.objects.count() == 16
    assert Indicator.objects.count() > 100
    assert "https://xh.example/link/" in answer
    assert LoginLink.objects.get(token_hash=LoginLink.hash(token_in(answer))).is_open
    with whole_network():
        assert set(AuditEntry.objects.values_list("action", flat=True)) == {"load", "create", "link_issue"}
        assert token_in(answer) not in str(list(AuditEntry.objects.values()))


def test_a_lost_link_is_replaced_and_the_old_one_void(empty):
    first, second = token_in(start(username="tangli")), token_in(start(username="tangli"))
    assert Account.objects.count() == 1
    assert not LoginLink.objects.get(token_hash=LoginLink.hash(first)).is_open
    assert LoginLink.objects.get(token_hash=LoginLink.hash(second)).is_open


def test_the_administrator_may_sit_elsewhere(empty):
    start(username="hongjiang", association="洪江市")
    assert Account.objects.get().association.name == "洪江市"


@pytest.mark.parametrize(
    ("username", "answer"), [("newcomer", "已有管理员"), ("county_editor", "不是在用的管理员")]
)
def test_where_an_administrator_is_no_second_one_is_made_at_the_machine(db, username, answer):
    with pytest.raises(CommandError, match=answer):
        start(username=username)
    assert Account.objects.count() == 8
    assert not LoginLink.objects.exists()


def test_a_refused_start_leaves_nothing_behind(empty):
    with pytest.raises(CommandError, match="登录名"):
        start(username="唐")
    assert not Association.objects.exists()
    assert not Account.objects.exists()
