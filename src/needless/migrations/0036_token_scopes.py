from django.db import migrations, models


def scopes_from_before(apps, schema_editor):
    apps.get_model("needless", "Token").objects.using(schema_editor.connection.alias).filter(may_write=True).update(scopes="write")


def before_scopes(apps, schema_editor):
    apps.get_model("needless", "Token").objects.using(schema_editor.connection.alias).filter(scopes__contains="write").update(may_write=True)


class Migration(migrations.Migration):

    dependencies = [
        ('needless', '0035_backups'),
    ]

    operations = [
        migrations.AddField(
            model_name='token',
            name='expires_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='token',
            name='scopes',
            field=models.CharField(default='read', max_length=400),
        ),
        migrations.RunPython(scopes_from_before, before_scopes),
        migrations.RemoveField(
            model_name='token',
            name='may_write',
        ),
    ]
