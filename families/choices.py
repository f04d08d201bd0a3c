"""The fixed lists of the registry of special families."""

from django.db import models


class FamilyType(models.TextChoices):
    """计生特殊家庭 by what befell the only child (domain.md §4.1); no cause, no grade is kept."""

    DEATH = "death", "独生子女死亡家庭"
    DISABILITY = "disability", "独生子女伤残家庭"


SHORT_TYPES = {FamilyType.DEATH.value: "死亡家庭", FamilyType.DISABILITY.value: "伤残家庭"}


class FamilyStatus(models.TextChoices):
    """Where a family stands in the registry; only 在册 counts."""

    REGISTERED = "registered", "在册"
    SUSPENDED = "suspended", "暂停"
    EXITED = "exited", "退出"
    DECEASED = "deceased", "去世"
    MOVED_AWAY = "moved_away", "迁出"


ENDED = (FamilyStatus.EXITED, FamilyStatus.DECEASED, FamilyStatus.MOVED_AWAY)


class Reason(models.TextChoices):
    """Why a state changed: a list and no free text, so that nobody writes down an illness or a story."""

    REVIEW = "review", "年审核实"
    APPROVAL = "approval", "卫健部门审批"
    REQUEST = "request", "本人申请"
    MOVE = "move", "迁居"
    DEATH = "death", "成员去世"
    CORRECTION = "correction", "登记有误，更正"
    OTHER = "other", "其他"


class Sex(models.TextChoices):
    MALE = "male", "男"
    FEMALE = "female", "女"


class Relation(models.TextChoices):
    """与户主关系."""

    HEAD = "head", "户主"
    SPOUSE = "spouse", "配偶"
    CHILD = "child", "子女"
    PARENT = "parent", "父母"
    GRANDCHILD = "grandchild", "孙辈"
    OTHER = "other", "其他"


class ServiceKind(models.TextChoices):
    """What a member has or has not, dated: the key-support list and the six services (domain.md §4.4)."""

    KEY_SUPPORT = "key_support", "重点帮扶"
    FAMILY_DOCTOR = "family_doctor", "家庭医生签约"
    GREEN_CHANNEL = "green_channel", "就医绿色通道"
    BASIC_INSURANCE = "basic_insurance", "基本医保"
    SUPPLEMENTARY_INSURANCE = "supplementary_insurance", "补充商业保险"
    CHRONIC_DOCTOR = "chronic_doctor", "慢病签约"
    HEALTH_RECORD = "health_record", "健康档案"


SERVICES = [kind for kind in ServiceKind if kind is not ServiceKind.KEY_SUPPORT]


class ContactRole(models.TextChoices):
    """Who stands by a family; the first two are the 双岗."""

    TOWNSHIP_LEADER = "township_leader", "乡镇领导干部"
    VILLAGE_CADRE = "village_cadre", "村干部"
    VOLUNTEER = "volunteer", "志愿者"
    DOCTOR = "doctor", "家庭医生"


DUAL_ROLES = (ContactRole.TOWNSHIP_LEADER, ContactRole.VILLAGE_CADRE)


class Need(models.TextChoices):
    """What a family asks for: 四有四助 (bulletin), then the usual list of services."""

    AID_IN_ILLNESS = "aid_in_illness", "有病助治"
    AID_IN_POVERTY = "aid_in_poverty", "有贫助扶"
    AID_IN_SORROW = "aid_in_sorrow", "有忧助乐"
    AID_IN_AGE = "aid_in_age", "有老助养"
    CONSOLATION = "consolation", "精神慰藉"
    COUNSELLING = "counselling", "心理疏导"
    COMPANY_TO_HOSPITAL = "company_to_hospital", "就医陪同"
    NURSING = "nursing", "住院护理"
    DAILY_CARE = "daily_care", "生活照料"
    HOUSEKEEPING = "housekeeping", "家政服务"
    OLD_AGE_HOME = "old_age_home", "养老安排"
    LEGAL_AID = "legal_aid", "法律援助"
    ERRANDS = "errands", "代办事务"
    PRODUCTION_AID = "production_aid", "生产帮扶"
    COMPANY = "company", "文体活动"


FOUR_AIDS = (Need.AID_IN_ILLNESS, Need.AID_IN_POVERTY, Need.AID_IN_SORROW, Need.AID_IN_AGE)


class Aid(models.TextChoices):
    """四有四助: what a service stands for."""

    AID_IN_ILLNESS = "aid_in_illness", "有病助治"
    AID_IN_POVERTY = "aid_in_poverty", "有贫助扶"
    AID_IN_SORROW = "aid_in_sorrow", "有忧助乐"
    AID_IN_AGE = "aid_in_age", "有老助养"


class HelpKind(models.TextChoices):
    """What is done for a family; the codes are those of the needs that ask for it."""

    CONSOLATION = "consolation", "精神慰藉"
    COUNSELLING = "counselling", "心理疏导"
    COMPANY_TO_HOSPITAL = "company_to_hospital", "就医陪同"
    HOME_ADVICE = "home_advice", "上门医疗咨询"
    NURSING = "nursing", "住院护理"
    DAILY_CARE = "daily_care", "生活照料"
    HOUSEKEEPING = "housekeeping", "家政服务"
    OLD_AGE_HOME = "old_age_home", "养老安排"
    LEGAL_AID = "legal_aid", "法律援助"
    ERRANDS = "errands", "代办事务"
    PRODUCTION_AID = "production_aid", "生产帮扶"
    COMPANY = "company", "文体活动"
    OTHER = "other", "其他"


AID_OF = {
    HelpKind.CONSOLATION: Aid.AID_IN_SORROW,
    HelpKind.COUNSELLING: Aid.AID_IN_SORROW,
    HelpKind.COMPANY_TO_HOSPITAL: Aid.AID_IN_ILLNESS,
    HelpKind.HOME_ADVICE: Aid.AID_IN_ILLNESS,
    HelpKind.NURSING: Aid.AID_IN_ILLNESS,
    HelpKind.DAILY_CARE: Aid.AID_IN_AGE,
    HelpKind.HOUSEKEEPING: Aid.AID_IN_AGE,
    HelpKind.OLD_AGE_HOME: Aid.AID_IN_AGE,
    HelpKind.PRODUCTION_AID: Aid.AID_IN_POVERTY,
    HelpKind.COMPANY: Aid.AID_IN_SORROW,
}


class HelpState(models.TextChoices):
    """How far a service has come."""

    REQUESTED = "requested", "待安排"
    ASSIGNED = "assigned", "已安排"
    ACCEPTED = "accepted", "办理中"
    DONE = "done", "待确认"
    CONFIRMED = "confirmed", "已确认"
    CANCELLED = "cancelled", "已取消"


class ReferralState(models.TextChoices):
    """How far a hand-over has come."""

    SENT = "sent", "待接收"
    ACCEPTED = "accepted", "已接收"
    RETURNED = "returned", "已退回"
    DONE = "done", "已办结"
    WITHDRAWN = "withdrawn", "已撤回"


class CaseTopic(models.TextChoices):
    """What a case is about; no topic tells of an illness or of births."""

    ASSISTANCE = "assistance", "扶助政策和发放"
    INSURANCE = "insurance", "医保、保险"
    OLD_AGE = "old_age", "养老照料"
    PROPERTY = "property", "财产、继承"
    LAND = "land", "土地、住房"
    LABOUR = "labour", "劳动、就业"
    LEGAL = "legal", "法律咨询"
    OTHER = "other", "其他"


class CaseChannel(models.TextChoices):
    VISIT = "visit", "来访"
    PHONE = "phone", "来电"
    LETTER = "letter", "来信"
    ONLINE = "online", "网上"
    OUT_VISIT = "out_visit", "走访时提出"
    FROM_ABOVE = "from_above", "上级转办"
    OTHER = "other", "其他"


class CaseResult(models.TextChoices):
    SOLVED = "solved", "已解决"
    PARTLY = "partly", "部分解决"
    EXPLAINED = "explained", "已解释说明"
    PASSED_ON = "passed_on", "转有关部门"
    DROPPED = "dropped", "诉求人撤回"


class Gap(models.TextChoices):
    """What a registered family may lack: the filters of the list, and 「还缺什么」 on its page."""

    DUAL_CONTACT = "dual_contact", "双岗联系人不齐"
    FAMILY_DOCTOR = "family_doctor", "未签家庭医生"
    GREEN_CHANNEL = "green_channel", "未办就医绿色通道"
    BASIC_INSURANCE = "basic_insurance", "有成员未参加基本医保"
    SUPPLEMENTARY_INSURANCE = "supplementary_insurance", "有成员没有补充商业保险"
    CHRONIC_DOCTOR = "chronic_doctor", "有成员未作慢病签约"
    HEALTH_RECORD = "health_record", "有成员没有健康档案"
    VOLUNTEER = "volunteer", "没有志愿者联系"


class VisitState(models.TextChoices):
    PLANNED = "planned", "已排期"
    DONE = "done", "已走访"


class VisitKind(models.TextChoices):
    """What a visit is made for; one event of condolences makes a visit of each family that it reached."""

    VISIT = "visit", "走访"
    CONDOLENCE = "condolence", "节日慰问"
    BIRTHDAY = "birthday", "生日看望"


class VisitWay(models.TextChoices):
    """Only who comes to the door has visited: a call is kept, and counts in no round."""

    IN_PERSON = "in_person", "上门"
    PHONE = "phone", "电话"


class VisitPurpose(models.TextChoices):
    """Chips in place of words: nothing about an illness or a loss (domain.md §4.5, bulletin: 洪江 §五)."""

    GREETING = "greeting", "问候聊天"
    COMFORT = "comfort", "精神慰藉"
    DAILY_LIFE = "daily_life", "了解生活"
    POLICY = "policy", "政策宣传"
    SAFETY = "safety", "安全提醒"
    ERRANDS = "errands", "代办事务"
    GOODS = "goods", "送慰问品"
