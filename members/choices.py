"""Closed lists of the register of members."""

from django.db import models


class Status(models.TextChoices):
    """会员状态 (domain.md §4.6). ``VOLUNTEER``: a volunteer who is no member; counts as a volunteer only."""

    APPLIED = "applied", "申请"
    ENROLLED = "enrolled", "在册"
    VOLUNTEER = "volunteer", "仅志愿者"
    LEFT = "left", "退会"
    MOVED = "moved", "迁出"
    DECEASED = "deceased", "去世"


# Who begins in the register, and who is gone from it.
FIRST = (Status.ENROLLED, Status.APPLIED, Status.VOLUNTEER)
GONE = (Status.LEFT, Status.MOVED, Status.DECEASED)


class Sex(models.TextChoices):
    """性别."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class Flag(models.TextChoices):
    """What a person may be beside a member, with a first and a last day."""

    BACKBONE = "backbone", "骨干会员"
    VOLUNTEER = "volunteer", "志愿者"


# The statuses in which a person can be it; with any other status it ends.
NEEDED = {Flag.BACKBONE: (Status.ENROLLED,), Flag.VOLUNTEER: FIRST}
