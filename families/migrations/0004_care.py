import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0005_duties"),
        ("families", "0003_visits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ServiceRecord",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consolation", "精神慰藉"),
                            ("counselling", "心理疏导"),
                            ("company_to_hospital", "就医陪同"),
                            ("home_advice", "上门医疗咨询"),
                            ("nursing", "住院护理"),
                            ("daily_care", "生活照料"),
                            ("housekeeping", "家政服务"),
                            ("old_age_home", "养老安排"),
                            ("legal_aid", "法律援助"),
                            ("errands", "代办事务"),
                            ("production_aid", "生产帮扶"),
                            ("company", "文体活动"),
                            ("other", "其他"),
                        ],
                        max_length=24,
                        verbose_name="服务项目",
                    ),
                ),
                (
                    "aid",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("aid_in_illness", "有病助治"),
                            ("aid_in_poverty", "有贫助扶"),
                            ("aid_in_sorrow", "有忧助乐"),
                            ("aid_in_age", "有老助养"),
                        ],
                        max_length=24,
                        verbose_name="四有四助",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "待安排"),
                            ("assigned", "已安排"),
                            ("accepted", "办理中"),
                            ("done", "待确认"),
                            ("confirmed", "已确认"),
                            ("cancelled", "已取消"),
                        ],
                        default="requested",
                        editable=False,
                        max_length=12,
                        verbose_name="进度",
                    ),
                ),
                ("requested_on", models.DateField(verbose_name="提出日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                ("helper", models.CharField(blank=True, max_length=40, verbose_name="承办人")),
                ("helper_phone", models.CharField(blank=True, max_length=20, verbose_name="承办人电话")),
                ("assigned_on", models.DateField(blank=True, null=True, verbose_name="安排日期")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="接单日期")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="完成日期")),
                ("confirmed_on", models.DateField(blank=True, null=True, verbose_name="确认日期")),
                ("note", core.fields.EncryptedTextField(blank=True, max_length=120, verbose_name="备注")),
                (
                    "association",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="单位",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="完成登记人",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="service_records",
                        to="families.family",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务记录",
                "ordering": ["requested_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "to_code",
                    models.BigIntegerField(db_index=True, editable=False, verbose_name="接收单位地址码"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("consolation", "精神慰藉"),
                            ("counselling", "心理疏导"),
                            ("company_to_hospital", "就医陪同"),
                            ("home_advice", "上门医疗咨询"),
                            ("nursing", "住院护理"),
                            ("daily_care", "生活照料"),
                            ("housekeeping", "家政服务"),
                            ("old_age_home", "养老安排"),
                            ("legal_aid", "法律援助"),
                            ("errands", "代办事务"),
                            ("production_aid", "生产帮扶"),
                            ("company", "文体活动"),
                            ("other", "其他"),
                        ],
                        max_length=24,
                        verbose_name="服务项目",
                    ),
                ),
                ("household_number", models.CharField(max_length=30, verbose_name="户编号")),
                ("liaison", models.CharField(max_length=40, verbose_name="联系人")),
                ("liaison_phone", models.CharField(blank=True, max_length=20, verbose_name="联系人电话")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "待接收"),
                            ("accepted", "已接收"),
                            ("returned", "已退回"),
                            ("done", "已办结"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="sent",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("sent_on", models.DateField(verbose_name="转出日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="接收或退回日期")),
                ("done_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                ("helper", models.CharField(blank=True, max_length=40, verbose_name="承办人")),
                ("note", core.fields.EncryptedTextField(blank=True, max_length=120, verbose_name="转介说明")),
                ("answer", core.fields.EncryptedTextField(blank=True, max_length=120, verbose_name="答复")),
                (
                    "association",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办结登记人",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="接收单位",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="families.servicerecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "转介",
                "ordering": ["sent_on", "created_at"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("assistance", "扶助政策和发放"),
                            ("insurance", "医保、保险"),
                            ("old_age", "养老照料"),
                            ("property", "财产、继承"),
                            ("land", "土地、住房"),
                            ("labour", "劳动、就业"),
                            ("legal", "法律咨询"),
                            ("other", "其他"),
                        ],
                        max_length=16,
                        verbose_name="诉求类别",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("visit", "来访"),
                            ("phone", "来电"),
                            ("letter", "来信"),
                            ("online", "网上"),
                            ("out_visit", "走访时提出"),
                            ("from_above", "上级转办"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="来源",
                    ),
                ),
                ("opened_on", models.DateField(verbose_name="受理日期")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="办理期限")),
                ("handler", models.CharField(blank=True, max_length=40, verbose_name="承办人")),
                ("name", core.fields.EncryptedTextField(blank=True, max_length=60, verbose_name="诉求人")),
                (
                    "phone",
                    core.fields.EncryptedTextField(blank=True, max_length=20, verbose_name="诉求人电话"),
                ),
                (
                    "words",
                    core.fields.EncryptedTextField(blank=True, max_length=200, verbose_name="诉求内容"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="办结日期")),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "已解决"),
                            ("partly", "部分解决"),
                            ("explained", "已解释说明"),
                            ("passed_on", "转有关部门"),
                            ("dropped", "诉求人撤回"),
                        ],
                        max_length=12,
                        verbose_name="办理结果",
                    ),
                ),
                (
                    "outcome",
                    core.fields.EncryptedTextField(blank=True, max_length=200, verbose_name="处理情况"),
                ),
                (
                    "association",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="cases",
                        to="families.family",
                        verbose_name="家庭",
                    ),
                ),
            ],
            options={
                "verbose_name": "维权诉求",
                "ordering": ["-opened_on", "-created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["code", "closed_on"], name="case_code_closed")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None), ("closed_on__gte", models.F("opened_on")), _connector="OR"
                        ),
                        name="case_closed_after_opened",
                        violation_error_message="办结日期不能早于受理日期。",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="servicerecord",
            index=models.Index(fields=["code", "state"], name="service_record_code_state"),
        ),
        migrations.AddConstraint(
            model_name="servicerecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by", None),
                    models.Q(("confirmed_by", models.F("done_by")), _negated=True),
                    _connector="OR",
                ),
                name="service_record_confirmed_by_another",
                violation_error_message="完成和确认要由两个人办。",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["sent", "accepted"])),
                fields=("service",),
                name="referral_open_once",
                violation_error_message="这项服务已经转出，请等对方答复或先撤回。",
            ),
        ),
        migrations.CreateModel(
            name="PolicyStandard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateField(verbose_name="起始日")),
                ("value", models.BigIntegerField(verbose_name="金额")),
                ("basis", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                (
                    "association",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="单位",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.indicator",
                        verbose_name="标准",
                    ),
                ),
            ],
            options={
                "verbose_name": "政策标准",
                "verbose_name_plural": "政策标准",
                "ordering": ["indicator", "since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("association", "indicator", "since"),
                        name="policy_standard_once_a_day",
                        violation_error_message="这个单位当天已有这项标准。",
                    )
                ],
            },
        ),
    ]
