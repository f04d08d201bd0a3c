"""The demo accounts. Nobody else ever makes an account with a known password; the names are invented."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from core.accounts.models import Account, Role
from core.accounts.services import NewAccount, create_accounts_many
from core.accounts.usernames import DIGITS, title
from core.associations.models import Association, Level
from core.audit import services as audit
from core.demo.stage import Stage

PASSWORD = "qingquan-mushan-2022"  # noqa: S105 (printed on purpose: these accounts exist in the demo alone)
FIRST = ("huaihua-guanli", "向知远", 431200000000, Role.ADMINISTRATOR, False)
# user name, person, address, role, family right
PEOPLE = [
    ("huaihua-chakan", "舒望晴", 431200000000, Role.VIEWER, False),
    ("huaihua-shenhe", "宋禾生", 431200000000, Role.REVIEWER, True),
    ("huaihua-shenji", "滕守正", 431200000000, Role.AUDITOR, False),
    ("huaihua-luru", "杨拾穗", 431200000000, Role.EDITOR, False),
    ("yuanling-luru", "张渡江", 431222000000, Role.EDITOR, True),
    ("yuanling-shenhe", "李听雨", 431222000000, Role.REVIEWER, True),
    ("yuanling-guanli", "符向阳", 431222000000, Role.ADMINISTRATOR, False),
    ("hongjiang-luru", "蒲见山", 431281000000, Role.EDITOR, True),
    ("xupu-luru", "谌春耕", 431224000000, Role.EDITOR, True),
    ("qiancheng-luru", "易晓荷", 431281101000, Role.EDITOR, False),
    ("anjiang-luru", "米秋禾", 431281102000, Role.EDITOR, True),
    ("chaxi-luru", "唐新苗", 431281101221, Role.EDITOR, False),
]


def are_standing() -> bool:
    return Account.objects.filter(username=FIRST[0]).exists()


def in_use() -> bool:
    """Whether people already work here: a real system must not get known passwords."""
    return not are_standing() and Account.objects.filter(last_login__isnull=False).exists()


def make(stage: Stage) -> int:
    """The first administrator, who then makes everybody else through the ordinary door."""
    administrator = _first(stage)
    accounts = create_accounts_many(actor=administrator, wanted=[*_people(stage), *_editors(stage)])
    # One hash for all: they have one password, and 400 hashes would take half of a minute.
    everyone = Account.objects.filter(pk__in=[administrator.pk, *(account.pk for account in accounts)])
    everyone.update(password=make_password(PASSWORD), unit_checked_at=timezone.now())
    return len(accounts) + 1


def _first(stage: Stage) -> Account:
    username, name, address, role, _ = FIRST
    account = Account.objects.create(username=username, name=name, association=_at(stage, address), role=role)
    audit.record(None, "create", account, summary=title(account))
    return account


def _people(stage: Stage) -> Iterable[NewAccount]:
    for username, name, address, role, family_right in PEOPLE:
        yield NewAccount(username, _at(stage, address), role, name, family_right)


def _editors(stage: Stage) -> Iterable[NewAccount]:
    """An editor for each unit with a seat that has none among the people above."""
    taken = {address for _, _, address, role, _ in PEOPLE if role == Role.EDITOR}
    for unit in stage.seats():
        if unit.code not in taken:
            keeps_families = unit.level == Level.COUNTY  # the county's clerk keeps the registry
            yield NewAccount(_username(unit), unit, Role.EDITOR, family_right=keeps_families)


def _username(unit: Association) -> str:
    return f"luru-{str(unit.code)[: DIGITS[Level(unit.level)]]}"


def _at(stage: Stage, address: int) -> Association:
    return next(unit for (code, _), unit in stage.units.items() if code == address)


def take_editors(stage: Stage) -> None:
    """Let the stage know who records where."""
    known = {username for username, _, _, role, _ in PEOPLE if role == Role.EDITOR}
    editors = Account.objects.filter(role=Role.EDITOR).select_related("association")
    for account in editors:
        if account.username in known or account.username == _username(account.association):
            stage.editors[account.association_id] = account


def lines(stage: Stage) -> list[str]:
    """The logins, as they are printed."""
    rows = []
    for username, _, address, role, family_right in [FIRST, *PEOPLE]:
        place = _at(stage, address).path() + ("，有特殊家庭权限" if family_right else "")
        rows.append(f"  {username:<16}  {PASSWORD}  {_wide(Role(role).label)}  {place}")
    others = len(stage.editors) - sum(role == Role.EDITOR for _, _, _, role, _ in PEOPLE)
    example = stage.townships[stage.counties[0].pk][0]
    rows.append(
        f"  另有 {others} 个录入账号（各县市区、乡镇和部分村），登录名为 luru- 加区划代码，"
        f"如 {_username(example)}（{example.path()}），密码相同。"
    )
    return rows


def _wide(label: str) -> str:
    return label + "　" * (3 - len(label))
