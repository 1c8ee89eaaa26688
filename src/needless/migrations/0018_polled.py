from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needless', '0017_opportunities'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='calendarfeed', name='calendar_feed_due'),
        migrations.RenameField(model_name='calendarfeed', old_name='due_at', new_name='next_at'),
        migrations.AlterField(model_name='calendarfeed', name='next_at', field=models.DateTimeField(db_index=True)),
        migrations.AlterField(model_name='calendarfeed', name='fetched_at', field=models.DateTimeField(null=True)),
        migrations.AlterField(model_name='calendarfeed', name='problem', field=models.CharField(blank=True, max_length=300)),
    ]
