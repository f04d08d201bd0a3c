"""Thresholds and exemptions of duties."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0004_rosters"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutyExemption",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("rule", models.SlugField(max_length=40, verbose_name="职责")),
                ("unit", models.CharField(max_length=40, verbose_name="单元")),
                ("label", models.CharField(max_length=80, verbose_name="名称")),
                ("first", models.DateField(verbose_name="起始日")),
                ("last", models.DateField(blank=True, null=True, verbose_name="截止日")),
                ("reason", models.CharField(max_length=80, verbose_name="原因")),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="撤销时间")),
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
            ],
            options={
                "verbose_name": "职责免除",
                "verbose_name_plural": "职责免除",
                "ordering": ["-first", "-created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["rule", "unit"], name="duty_exemption_rule_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last", None), ("last__gte", models.F("first")), _connector="OR"),
                        name="duty_exemption_days_in_order",
                        violation_error_message="截止日不能早于起始日。",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyStandard",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("rule", models.SlugField(max_length=40, verbose_name="职责")),
                ("minimum", models.PositiveSmallIntegerField(verbose_name="最低次数")),
                ("since", models.DateField(verbose_name="起始日")),
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
            ],
            options={
                "verbose_name": "职责标准",
                "verbose_name_plural": "职责标准",
                "ordering": ["rule", "since", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("association", "rule", "since"),
                        name="duty_standard_once_a_day",
                        violation_error_message="这个单位当天已有这项职责的标准。",
                    )
                ],
            },
        ),
    ]
