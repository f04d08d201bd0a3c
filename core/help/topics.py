"""What the help of each role is made of, in reading order; every part is a template of its own."""

from dataclasses import dataclass

from core.accounts.models import Role


@dataclass(frozen=True)
class Topic:
    """One part: ``templates/core/help/<name>.html`` under its title."""

    name: str
    title: str

    @property
    def template(self) -> str:
        return f"core/help/{self.name}.html"


@dataclass(frozen=True)
class Guide:
    """The help of one role."""

    title: str
    summary: str
    topics: list[Topic]


ENTRY = Topic("entry", "登记一次活动，一步一步")
GRID = Topic("grid", "一次登记很多个村")
MEMBERS = Topic("members", "会员、骨干会员和志愿者")
FAMILIES = Topic("families", "特殊家庭：登记、变更、退出")
VISITS = Topic("visits", "走访和慰问到户")
CARE = Topic("care", "特殊家庭：应享尽享、服务、转介、诉求")
SITES = Topic("sites", "阵地和暖心家园")
TYPED = Topic("typed", "填报数和期初数")
CORRECT = Topic("correct", "填错了怎么改")
MARKS = Topic("marks", "页面上的标记是什么意思")
FIGURE = Topic("figure", "一个数是什么意思、怎么来的")
DASHBOARD = Topic("dashboard", "看板怎么看")
COVERAGE = Topic("coverage", "职责有没有做到")
KEYS = Topic("keys", "键盘")
PAPER = Topic("paper", "打印和导出")
ROSTER = Topic("roster", "从 Excel 导入名册")
PHONE = Topic("phone", "手机和微信")
OWN = Topic("own", "密码、锁定、自动退出")
PROTECTED = Topic("protected", "特殊家庭的姓名、证件号怎么看")

GUIDES: dict[str, Guide] = {
    Role.EDITOR: Guide(
        "录入",
        "录入员登记本单位和下级单位的活动和填报数。保存的同一秒，村、乡镇、县、市的看板都看得到。",
        [
            Topic("editor", "每天、每月做什么"),
            ENTRY, GRID, ROSTER, MEMBERS, FAMILIES, VISITS, CARE, SITES, TYPED, CORRECT, KEYS, MARKS, FIGURE,
            DASHBOARD, COVERAGE, PHONE, PAPER, PROTECTED, OWN,
        ],
    ),
    Role.REVIEWER: Guide(
        "审核",
        "审核员核对本单位和下级单位的数，不登记、不改别人的记录；发现问题请登记的人改。",
        [
            Topic("reviewer", "每天、每月做什么"),
            SITES, FIGURE, MARKS, DASHBOARD, COVERAGE, KEYS, PAPER, PHONE, PROTECTED, OWN,
        ],
    ),
    Role.VIEWER: Guide(
        "查看、领导",
        "查看账号能看本单位和下级单位的全部汇总和记录，能打印和导出，什么也改不了，放心点。",
        [
            Topic("viewer", "三分钟看完"),
            DASHBOARD, COVERAGE, FIGURE, MARKS, PAPER, PHONE, KEYS, PROTECTED, OWN,
        ],
    ),
    Role.ADMINISTRATOR: Guide(
        "管理员",
        "管理员给本单位和下级单位的人开账号、解锁、发链接，核对单位资料；不登记数据。",
        [
            Topic("administrator", "每天、每月做什么"),
            Topic("accounts", "开账号、停账号、换人"),
            Topic("locked", "有人登录不了"),
            Topic("catalogue", "单位、指标和活动类型"), COVERAGE,
            ROSTER, FIGURE, MARKS, KEYS, PAPER, PHONE, PROTECTED, OWN,
        ],
    ),
    Role.AUDITOR: Guide(
        "审计",
        "审计员看得到谁在什么时候做了什么、导出了什么；只能看和导出，不能改。",
        [
            Topic("auditor", "每天、每月做什么"),
            Topic("audit", "查一件事"),
            FIGURE, MARKS, DASHBOARD, COVERAGE, KEYS, PAPER, PHONE, PROTECTED, OWN,
        ],
    ),
}  # fmt: skip
