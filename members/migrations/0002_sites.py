import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import members.models.sites


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial"), ("core", "0005_duties")]
    operations = [
        migrations.CreateModel(
            name="Standard",
            fields=[
                ("id", models.SmallAutoField(primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=30, verbose_name="名称")),
                ("site_type", models.CharField(max_length=24, verbose_name="适用于")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="版本")),
                ("since", models.DateField(verbose_name="施行日期")),
                ("source", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("items", models.JSONField(default=list, verbose_name="项目")),
            ],
            options={
                "verbose_name": "检查标准",
                "verbose_name_plural": "检查标准",
                "ordering": ["site_type", "code", "-version"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="standard_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("area", models.PositiveIntegerField(blank=True, null=True, verbose_name="面积（平方米）")),
                ("equipment", models.CharField(blank=True, max_length=300, verbose_name="设施设备")),
                ("host", models.CharField(blank=True, max_length=60, verbose_name="依托单位")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("national", "国家级"),
                            ("province", "省级"),
                            ("city", "市级"),
                            ("county", "县级"),
                        ],
                        max_length=12,
                        verbose_name="项目点级别",
                    ),
                ),
                ("demonstration_since", models.DateField(blank=True, null=True, verbose_name="示范点起")),
                ("planned_on", models.DateField(blank=True, null=True, verbose_name="筹建日期")),
                ("accepted_on", models.DateField(blank=True, null=True, verbose_name="验收日期")),
                ("opened_on", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                (
                    "closed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="停用日期"),
                ),
                (
                    "closed_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="停用原因"),
                ),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="删除时间")),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="删除原因"),
                ),
                (
                    "type",
                    models.CharField(
                        choices=[
                            ("member_home", "会员之家"),
                            ("health_station", "健康驿站"),
                            ("healthy_birth_center", "优生优育指导中心"),
                            ("culture_courtyard", "人口文化大院"),
                            ("reading_room", "农家书屋"),
                        ],
                        max_length=24,
                        verbose_name="类型",
                    ),
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
            ],
            options={
                "verbose_name": "阵地",
                "verbose_name_plural": "阵地",
                "ordering": ["code", "name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["code", "type"], name="site_code_type")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("association", "name"),
                        name="site_once",
                        violation_error_message="这个单位已有同名阵地，请核对。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on", None), ("closed_on__gt", models.F("opened_on")), _connector="OR"
                        ),
                        name="site_days_in_order",
                        violation_error_message="停用日期要在启用日期之后。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SiteFile",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("name", models.CharField(max_length=120, verbose_name="文件名")),
                ("suffix", models.CharField(max_length=6)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("site_kind", models.CharField(editable=False, max_length=40)),
                ("site_id", models.UUIDField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("photo", "照片"),
                            ("evidence", "检查佐证"),
                            ("plan", "年度计划"),
                            ("rules", "制度"),
                            ("other", "其他"),
                        ],
                        default="photo",
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("item", models.SlugField(blank=True, max_length=40, verbose_name="对应项目")),
                (
                    "file",
                    models.FileField(
                        max_length=200, upload_to=members.models.sites.site_file_path, verbose_name="文件"
                    ),
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
            ],
            options={
                "verbose_name": "阵地资料",
                "ordering": ["created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["site_id"], name="sitefile_site")],
            },
        ),
        migrations.CreateModel(
            name="SiteCheck",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("site_kind", models.CharField(editable=False, max_length=40)),
                ("site_id", models.UUIDField(editable=False)),
                ("day", models.DateField(verbose_name="自查日期")),
                ("answers", models.JSONField(default=dict, verbose_name="自查结果")),
                (
                    "reviewed_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="复核日期"),
                ),
                ("passed", models.BooleanField(editable=False, null=True, verbose_name="合格")),
                (
                    "remark",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="复核意见"),
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
                    "reviewer",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "standard",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.standard",
                        verbose_name="标准",
                    ),
                ),
            ],
            options={
                "verbose_name": "对标检查",
                "ordering": ["-day", "-created_at"],
                "abstract": False,
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["site_id"], name="sitecheck_site")],
            },
        ),
    ]
