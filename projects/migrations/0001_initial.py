import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("families", "0004_care"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
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
                        choices=[("condolence", "慰问金")],
                        default="condolence",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("day", models.DateField(verbose_name="发放日期")),
                ("amount", models.BigIntegerField(default=0, verbose_name="金额")),
                ("goods", models.CharField(blank=True, max_length=60, verbose_name="实物")),
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
                    "editions",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="core.campaignedition", verbose_name="活动日专题"
                    ),
                ),
                (
                    "family",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="families.family",
                        verbose_name="家庭",
                    ),
                ),
            ],
            options={
                "verbose_name": "发放",
                "ordering": ["-day", "-created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["code", "day"], name="payment_code_day")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("event", "family"),
                        name="payment_once_an_event",
                        violation_error_message="这户在这场慰问里已经发放过。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)),
                        name="payment_not_negative",
                        violation_error_message="金额不能为负数。",
                    ),
                ],
            },
        ),
    ]
