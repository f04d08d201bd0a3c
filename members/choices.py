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


class SiteType(models.TextChoices):
    """阵地 of the register of sites; 暖心家园 have a register of their own (families)."""

    MEMBER_HOME = "member_home", "会员之家"
    HEALTH_STATION = "health_station", "健康驿站"
    BIRTH_CENTER = "healthy_birth_center", "优生优育指导中心"
    CULTURE_COURTYARD = "culture_courtyard", "人口文化大院"
    READING_ROOM = "reading_room", "农家书屋"


class SiteState(models.TextChoices):
    """Where a site stands: follows from its days, the last one that has come."""

    PLANNED = "planned", "筹建"
    ACCEPTED = "accepted", "已验收"
    IN_USE = "in_use", "在用"
    CLOSED = "closed", "停用"


class Grade(models.TextChoices):
    """项目点 levels (domain.md §4.5)."""

    NATIONAL = "national", "国家级"
    PROVINCE = "province", "省级"
    CITY = "city", "市级"
    COUNTY = "county", "县级"


class SiteFileKind(models.TextChoices):
    """What a file of a site shows."""

    PHOTO = "photo", "照片"
    EVIDENCE = "evidence", "检查佐证"
    PLAN = "plan", "年度计划"
    RULES = "rules", "制度"
    OTHER = "other", "其他"
