import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("members", "0002_sites")]
    operations = [
        migrations.CreateModel(
            name="HomeSurvey",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("day", models.DateField(verbose_name="调查日期")),
                ("asked", models.PositiveIntegerField(verbose_name="调查人数")),
                ("satisfied", models.PositiveIntegerField(verbose_name="满意人数")),
            ],
            options={
                "verbose_name": "满意度调查",
                "ordering": ["-day"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HomeVolunteer",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("since", models.DateField(verbose_name="开始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="停止日期")),
            ],
            options={
                "verbose_name": "暖心家园志愿者",
                "ordering": ["since", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="WarmHome",
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
                ("team", models.CharField(blank=True, max_length=40, verbose_name="志愿服务队")),
            ],
            options={
                "verbose_name": "暖心家园",
                "verbose_name_plural": "暖心家园",
                "ordering": ["code", "name", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HomeFamily",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("since", models.DateField(verbose_name="开始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="停止日期")),
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
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="homes",
                        to="families.family",
                    ),
                ),
            ],
            options={
                "verbose_name": "服务家庭",
                "ordering": ["since", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HomeLiaison",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("since", models.DateField(verbose_name="开始日期")),
                ("until", models.DateField(blank=True, null=True, verbose_name="停止日期")),
                ("name", models.CharField(max_length=40, verbose_name="姓名")),
                ("station", models.CharField(blank=True, max_length=60, verbose_name="所在卫生室")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
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
                "verbose_name": "卫生室联系人",
                "ordering": ["since", "id"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="HomePlan",
            fields=[
                ("code", models.BigIntegerField(db_index=True, editable=False, verbose_name="地址码")),
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("day", models.DateField(verbose_name="提交日期")),
                ("text", models.TextField(blank=True, max_length=4000, verbose_name="计划内容")),
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
                "verbose_name": "年度计划",
                "ordering": ["-year"],
                "abstract": False,
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="homeplan",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.sitefile",
                verbose_name="计划文件",
            ),
        ),
        migrations.AddField(
            model_name="homesurvey",
            name="association",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.association",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="homesurvey",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AddField(
            model_name="homevolunteer",
            name="association",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.association",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="homevolunteer",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AddField(
            model_name="homevolunteer",
            name="member",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="members.member",
            ),
        ),
        migrations.AddField(
            model_name="warmhome",
            name="association",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.association",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="warmhome",
            name="created_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="录入人",
            ),
        ),
        migrations.AddField(
            model_name="homevolunteer",
            name="home",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="volunteers", to="families.warmhome"
            ),
        ),
        migrations.AddField(
            model_name="homesurvey",
            name="home",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="surveys", to="families.warmhome"
            ),
        ),
        migrations.AddField(
            model_name="homeplan",
            name="home",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="plans", to="families.warmhome"
            ),
        ),
        migrations.AddField(
            model_name="homeliaison",
            name="home",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="liaisons", to="families.warmhome"
            ),
        ),
        migrations.AddField(
            model_name="homefamily",
            name="home",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="served", to="families.warmhome"
            ),
        ),
        migrations.AddConstraint(
            model_name="warmhome",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("association", "name"),
                name="warmhome_once",
                violation_error_message="这个单位已有同名阵地，请核对。",
            ),
        ),
        migrations.AddConstraint(
            model_name="warmhome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("closed_on", None), ("closed_on__gt", models.F("opened_on")), _connector="OR"
                ),
                name="warmhome_days_in_order",
                violation_error_message="停用日期要在启用日期之后。",
            ),
        ),
        migrations.AddConstraint(
            model_name="homevolunteer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("home", "member"),
                name="home_volunteer_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="homesurvey",
            constraint=models.UniqueConstraint(fields=("home", "day"), name="home_survey_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="homesurvey",
            constraint=models.CheckConstraint(
                condition=models.Q(("satisfied__lte", models.F("asked"))),
                name="home_survey_in_order",
                violation_error_message="满意人数不能多于调查人数。",
            ),
        ),
        migrations.AddConstraint(
            model_name="homeplan",
            constraint=models.UniqueConstraint(
                fields=("home", "year"),
                name="home_plan_once_a_year",
                violation_error_message="这一年已有计划，请打开修改。",
            ),
        ),
        migrations.AddConstraint(
            model_name="homeliaison",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)),
                fields=("home",),
                name="one_liaison_of_a_home",
                violation_error_message="这家暖心家园已有在任的卫生室联系人，请先停止再换人。",
            ),
        ),
        migrations.AddConstraint(
            model_name="homeliaison",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gt", models.F("since")), _connector="OR"),
                name="home_liaison_days_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="homefamily",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("home", "family"), name="home_family_open_once"
            ),
        ),
    ]
