"""Closed lists of the activity record."""

from django.db import models


class Venue(models.TextChoices):
    """五进 (bulletin: 溆浦 §四): where health education goes."""

    OFFICE = "office", "进机关"
    ENTERPRISE = "enterprise", "进企业"
    SCHOOL = "school", "进学校"
    COMMUNITY = "community", "进社区"
    HOME = "home", "进家庭"


class FiveDeliveries(models.TextChoices):
    """五送 (bulletin: 洪江 §二)."""

    SERVICE = "service", "送服务"
    WARMTH = "warmth", "送温暖"
    HEALTH = "health", "送健康"
    KNOWLEDGE = "knowledge", "送知识"
    TECHNOLOGY = "technology", "送技术"


class Theme(models.TextChoices):
    """Themes that the bulletin names; none of them says anything about one person."""

    NEW_CUSTOMS = "new_customs", "婚育新风"
    FAMILY_HEALTH = "family_health", "家庭健康"
    THREE_CHILD_POLICY = "three_child_policy", "三孩政策"
    TIMELY_MARRIAGE = "timely_marriage", "适龄婚育"
    HEALTHY_BIRTH = "healthy_birth", "优生优育"
    HEALTH_LITERACY = "health_literacy", "健康素养66条"
    HEALTH_CHECKS = "health_checks", "婚前孕前健康检查"
    VILLAGE_COVENANT = "village_covenant", "村规民约"
    HIGH_BRIDE_PRICE = "high_bride_price", "高价彩礼"
    LAVISH_BANQUETS = "lavish_banquets", "滥办酒席"
    CIVILITY = "civility", "文明创建"
    ENVIRONMENT = "environment", "人居环境整治"
    DRUGS_AND_GAMBLING = "drugs_and_gambling", "禁毒禁赌"
    FIRE_AND_THEFT = "fire_and_theft", "防火防盗"
    CRIME = "crime", "扫黑除恶"


class Need(models.TextChoices):
    """What a kind asks besides its figures."""

    SCHOOL = "school", "学校"
    VENUE = "venue", "五进"
    TITLE = "title", "主题"
    PLACE = "place", "地点"


class Stage(models.TextChoices):
    """Stages of schools."""

    KINDERGARTEN = "kindergarten", "幼儿园"
    PRIMARY = "primary", "小学"
    JUNIOR = "junior", "初中"
    NINE_YEAR = "nine_year", "九年一贯制"
    SENIOR = "senior", "高中"
    VOCATIONAL = "vocational", "职业学校"
    COLLEGE = "college", "高等院校"


class AttachmentKind(models.TextChoices):
    """What a file shows."""

    SIGN_IN = "sign_in", "签到表"
    PHOTO = "photo", "照片"
    NOTICE = "notice", "通知"
    OTHER = "other", "其他"
