import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0001_initial"),
        ("families", "0004_care"),
    ]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="households",
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="勾选户数"),
        ),
        migrations.AddField(
            model_name="activity",
            name="site",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.site",
                verbose_name="阵地",
            ),
        ),
        migrations.AddField(
            model_name="activity",
            name="warm_home",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="families.warmhome",
                verbose_name="暖心家园",
            ),
        ),
    ]
