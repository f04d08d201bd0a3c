from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("families", "0001_initial"), ("members", "0002_sites")]
    operations = []
