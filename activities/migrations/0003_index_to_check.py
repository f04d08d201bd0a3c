from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("activities", "0002_index_by_address"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("needs_check", True)), fields=["code"], name="activity_to_check"
            ),
        ),
    ]
