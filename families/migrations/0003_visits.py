import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("families", "0002_homes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
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
                    "state",
                    models.CharField(
                        choices=[("planned", "已排期"), ("done", "已走访")],
                        default="done",
                        max_length=8,
                        verbose_name="进展",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "kind",
                    models.CharField(
                        choices=[("visit", "走访"), ("condolence", "节日慰问"), ("birthday", "生日看望")],
                        default="visit",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("in_person", "上门"), ("phone", "电话")],
                        default="in_person",
                        max_length=10,
                        verbose_name="形式",
                    ),
                ),
                ("visitor", models.CharField(max_length=60, verbose_name="走访人")),
                ("purposes", models.JSONField(blank=True, default=list, verbose_name="事由")),
                ("persons", models.PositiveSmallIntegerField(default=1, verbose_name="见到人数")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="下次走访")),
                ("remark", core.fields.EncryptedTextField(blank=True, max_length=200, verbose_name="备注")),
                (
                    "event",
                    models.UUIDField(
                        blank=True, db_index=True, editable=False, null=True, verbose_name="慰问活动"
                    ),
                ),
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
                (
                    "family",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="families.family",
                        verbose_name="家庭",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.association",
                        verbose_name="所在单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "走访",
                "ordering": ["-day", "-created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["code", "day"], name="visit_code_day"),
                    models.Index(fields=["family", "-day"], name="visit_family_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("event", "family"),
                        name="visit_once_an_event",
                        violation_error_message="这户在这场慰问里已经勾选过。",
                    )
                ],
            },
        ),
    ]
