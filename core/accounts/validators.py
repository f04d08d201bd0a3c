"""What a password may be (security.md A2): long enough, not guessable from the office or the person."""

import re
from typing import Any

from django.core.exceptions import ValidationError

from core.accounts.models import Account, Role
from core.pinyin import syllables_of

SHORTEST = 8
SHORTEST_ADMINISTRATOR = 15
LONGEST = 128
OFFICE_WORDS = ("huaihua", "jisheng", "jishengxie", "计生", "计划生育", "怀化")
# Refused only where nearly nothing else stands beside them; the long list of common passwords is Django's.
POOR_WORDS = ("zhongguo", "hunan", "woaini", "nihao", "mima", "guanliyuan", "admin", "password", "wangluo")
ROLE_WORDS = re.compile(r"(录入|查看|审核|管理|审计)员$")
UNIT_ENDING = re.compile(r"(市|县|区|街道|镇|乡|村|社区)$")
SHORT_WORD = 4
LEFT_OVER = 4


def shortest(account: Any) -> int:
    """The least number of characters for this account."""
    return SHORTEST_ADMINISTRATOR if getattr(account, "role", "") == Role.ADMINISTRATOR else SHORTEST


class LengthOfSeat:
    """8 to 128 characters, 15 at least for administrators; nothing is cut off."""

    def validate(self, password: str, user: Any = None) -> None:
        least = shortest(user)
        if len(password) < least:
            who = "管理员的密码" if least > SHORTEST else "密码"
            raise ValidationError(f"{who}至少 {least} 个字符，现在是 {len(password)} 个。")
        if len(password) > LONGEST:
            raise ValidationError(f"密码最多 {LONGEST} 个字符。")

    def get_help_text(self) -> str:
        return f"至少 {SHORTEST} 个字符（管理员 {SHORTEST_ADMINISTRATOR} 个），最多 {LONGEST} 个。"


class NotOfOurOffice:
    """Refuses passwords made of what anybody knows: the city, the office, the unit, the person."""

    def validate(self, password: str, user: Any = None) -> None:
        typed = password.lower()
        words = [*OFFICE_WORDS, *(personal_words(user) if isinstance(user, Account) else [])]
        for word in words:
            if len(word) >= (2 if not word.isascii() else SHORT_WORD + 1) and word in typed:
                raise ValidationError(f"密码里不要有“{word}”，别人容易猜到。")
        rest = typed
        for word in sorted([*words, *POOR_WORDS], key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != typed and len(re.sub(r"[\d\W_]", "", rest)) < LEFT_OVER:
            raise ValidationError("密码不要只由单位、姓名、常用词和数字组成，别人容易猜到。")

    def get_help_text(self) -> str:
        return "不要用地名、单位、姓名、登录名和常见密码。"


def advice(account: Account) -> list[str]:
    """What stands under the box for a new password."""
    return [
        f"至少 {shortest(account)} 个字符，最多 {LONGEST} 个，不能全是数字。",
        "不要用地名、单位、姓名、登录名，也不要用 qwer1234 这样的常见密码。",
        "好记又安全的办法：把不相干的几个词连起来，再加几个数字。",
    ]


def personal_words(account: Account) -> list[str]:
    """What belongs to the person and the units above: names, pinyin, initials, the user name."""
    words = [account.username.lower(), *_spellings(ROLE_WORDS.sub("", account.name))]
    unit = account.association
    for name in (unit.name, *(above.name for above in unit.ancestors())):
        words += [*_spellings(name), *_spellings(UNIT_ENDING.sub("", name))]
    return [word for word in dict.fromkeys(words) if len(word) > 1]


def _spellings(name: str) -> list[str]:
    if not name or name.isascii():
        return [name.lower()]
    syllables = syllables_of(name)
    return [name, "".join(syllables), "".join(syllable[0] for syllable in syllables)]
