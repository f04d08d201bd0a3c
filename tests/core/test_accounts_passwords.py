"""What a password may be, and changing the own one."""

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client, override_settings

from core.accounts.models import Account, Role
from core.audit.models import AuditEntry
from tests.factories import PASSWORD, client_for, make_account

NEW = "liuyue-qing-27"
# What is typed by a village clerk called 易春花 with the user name qczcxc01, at 茶溪村 of 黔城镇, 洪江市.
REFUSED = """
huaihua2022 HUAIHUA#2022 jisheng123 JiSheng-xie 计生协计生协 怀化怀化怀化怀化 huaihuajisheng 431200huaihua
怀化2022年5月 jishengxie8 woaihuaihua1 计划生育20220529 chaxicun1 chaxicun-2022 茶溪村茶溪村一二 茶溪2022abcd
cxc20220529 qcz2022cxc qianchengzhen 黔城镇20220529 hongjiangshi1 hongjiang2022 洪江市20220529 hjs12345678
yichunhua88 YiChunHua! 易春花19700101 ych19700101 ych-ych-ych qczcxc01 qczcxc01qczcxc01 qczcxc012022
12345678 20220529 13800138000 88888888 11111111111 password1 password123 qwerty123 qwertyuiop iloveyou1
1qaz2wsx abc12345 asdfghjkl a1234567 woaini1314 football1 sunshine1 princess1 superman1 trustno1
short seven77 中文密码 aB3$xY7 zhongguo mima1234 Admin@2022 nihao12345 guanliyuan1
"""
ACCEPTED = """
liuyue-qing-27 maque-dianchi-9 夏天的风吹过稻田 三只麻雀和一把雨伞 xiaofengzheng77 7nianji-banzhuren
correct-horse-staple tianqi-hen-re-a 老屋门前两棵枣树 zuowan-chile-mian zise-tuolaji-5 kuaile-de-xiaomi
"""


@pytest.fixture
def clerk(tree) -> Account:
    return make_account("qczcxc01", tree.village, name="易春花")


def change(browser: Client, new: str, *, again: str = "", old: str = PASSWORD):
    typed = {"old_password": old, "new_password": new, "password_again": again or new}
    return browser.post("/password/", typed)


@pytest.mark.parametrize("password", REFUSED.split())
def test_a_weak_password_is_refused_with_a_reason(clerk, password):
    answer = change(client_for(clerk), password)
    assert answer.status_code == 422
    assert "field--wrong" in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


@pytest.mark.parametrize("password", [*ACCEPTED.split(), "稻" * 64 + "麦" * 64, " 前后 有 空格 的 密码 "])
def test_a_good_password_is_taken_as_it_was_typed(clerk, password):
    assert change(client_for(clerk), password).status_code == 302
    assert Client().post("/login/", {"username": "qczcxc01", "password": password}).status_code == 302
    shorter = {"username": "qczcxc01", "password": password[:-1]}
    assert Client().post("/login/", shorter).status_code == 422


def test_a_password_of_more_than_128_characters_is_refused(clerk):
    assert change(client_for(clerk), "稻田" * 64 + "x").status_code == 422


def test_an_administrator_needs_fifteen_characters(tree):
    administrator = make_account("hjsgly", tree.county, Role.ADMINISTRATOR, name="蒲安")
    answer = change(client_for(administrator), "liuyue-qing-27")
    assert "管理员的密码至少 15 个字符，现在是 14 个" in answer.content.decode()
    assert change(client_for(administrator), "liuyue-qing-277").status_code == 302


def test_the_old_password_must_be_right_and_both_new_ones_alike(clerk):
    browser = client_for(clerk)
    assert "现在的密码不对" in change(browser, NEW, old="wrong-password-1").content.decode()
    assert "两遍不一样" in change(browser, NEW, again="liuyue-qing-28").content.decode()
    assert "新密码和现在的一样" in change(browser, PASSWORD).content.decode()


def test_a_change_keeps_this_session_ends_the_others_and_stands_in_the_trace(clerk, whole_network):
    here, elsewhere = client_for(clerk), client_for(clerk)
    before = here.cookies["sessionid"].value
    assert change(here, NEW)["Location"] == "/"
    assert here.get("/password/").status_code == 200
    assert here.cookies["sessionid"].value != before
    assert elsewhere.get("/password/").status_code == 302
    entry = AuditEntry.objects.get(action="password_change")
    assert entry.actor == clerk
    assert NEW not in str(AuditEntry.objects.values())


def test_a_typed_password_never_comes_back_in_a_page(clerk):
    assert (
        "wrong-password-1"
        not in change(client_for(clerk), "huaihua1", old="wrong-password-1").content.decode()
    )
    typed = {"username": "qczcxc01", "password": "wrong-password-1"}
    assert "wrong-password-1" not in Client().post("/login/", typed).content.decode()


@override_settings(PASSWORD_HASHERS=["core.accounts.hashers.Argon2Light"])
def test_passwords_are_kept_as_argon2_hashes(clerk):
    browser = client_for(clerk)
    Account.objects.filter(pk=clerk.pk).update(password="!")
    fresh = Account.objects.get(pk=clerk.pk)
    browser.force_login(fresh, backend="django.contrib.auth.backends.ModelBackend")
    browser.post("/password/", {"new_password": NEW, "password_again": NEW})
    kept = Account.objects.get(pk=clerk.pk).password
    assert identify_hasher(kept).algorithm == "argon2"
    assert "m=19456,t=2,p=1" in kept
