"""Answering individually: ways in, receipts, the floor of a board, and where a conversation is."""

import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def count_groups(apps, schema_editor):
    """Nobody typed in paper forms before: of every tally the least group is everybody who answered."""
    counted = ["unknown", "not_applicable", *(f"level_{number}" for number in range(1, 8))]
    everybody = sum((models.F(name) for name in counted[1:]), models.F(counted[0]))
    apps.get_model("assessments", "Tally").objects.update(least_group=everybody)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0009_audit_by_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Conversation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('begun_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('version', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name='SizeRaise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('before', models.PositiveSmallIntegerField()),
                ('after', models.PositiveSmallIntegerField()),
                ('reason', models.TextField()),
                ('raised_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='mail',
            name='mail_kind_known',
        ),
        migrations.AddField(
            model_name='assessment',
            name='team_token',
            field=models.CharField(blank=True, editable=False, max_length=43, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='board',
            name='min_group',
            field=models.PositiveSmallIntegerField(default=5),
        ),
        migrations.AddField(
            model_name='participation',
            name='language',
            field=models.CharField(default='nl', max_length=2),
        ),
        migrations.AddField(
            model_name='participation',
            name='made_on',
            field=models.DateField(default=django.utils.timezone.localdate, editable=False),
        ),
        migrations.AddField(
            model_name='participation',
            name='mail',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.mail'),
        ),
        migrations.AddField(
            model_name='participation',
            name='reminded_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='participation',
            name='token_hash',
            field=models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='participation',
            name='typed_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='tally',
            name='least_group',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.RunPython(count_groups, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='auditevent',
            name='verb',
            field=models.CharField(choices=[('bestuur.aangemaakt', 'bestuur aangemaakt'), ('bestuur.gewijzigd', 'bestuur gewijzigd'), ('organisatie.geladen', 'organisatie ingelezen'), ('school.toegevoegd', 'school toegevoegd'), ('school.gewijzigd', 'school gewijzigd'), ('school.gesloten', 'school gesloten'), ('school.heropend', 'school heropend'), ('school.samengevoegd', 'school samengevoegd'), ('team.toegevoegd', 'team toegevoegd'), ('team.gewijzigd', 'team gewijzigd'), ('team.verplaatst', 'team verplaatst'), ('team.gesloten', 'team gesloten'), ('team.heropend', 'team heropend'), ('team.samengevoegd', 'team samengevoegd'), ('persoon.toegevoegd', 'persoon toegevoegd'), ('persoon.gewijzigd', 'persoon gewijzigd'), ('persoon.verwijderd', 'persoon verwijderd'), ('uitnodiging.gemaakt', 'uitgenodigd'), ('uitnodiging.herhaald', 'uitnodiging opnieuw verstuurd'), ('uitnodiging.ingetrokken', 'uitnodiging ingetrokken'), ('uitnodiging.aangenomen', 'uitnodiging aangenomen'), ('rol.gegeven', 'rol gegeven'), ('rol.beeindigd', 'rol beëindigd'), ('inlogdienst.toegestaan', 'inlogdienst toegestaan'), ('inlogdienst.beeindigd', 'inlogdienst beëindigd'), ('inloggen.gewijzigd', 'manier van inloggen gewijzigd'), ('gegevens.gedownload', 'eigen gegevens gedownload'), ('bewaren.gewijzigd', 'bewaartermijnen gewijzigd'), ('bewaren.uitgevoerd', 'bewaartermijnen uitgevoerd'), ('bestuur.meegegeven', 'gegevens van het bestuur meegegeven'), ('bestuur.gewist', 'gegevens van het bestuur gewist'), ('logboek.gedownload', 'logboek gedownload'), ('kaart.geladen', 'kaart geladen'), ('kaart.gespeld', 'spelling van de kaart verbeterd'), ('meting.gepland', 'meting gepland'), ('meting.gewijzigd', 'meting gewijzigd'), ('meting.geopend', 'meting geopend'), ('meting.gesloten', 'meting gesloten'), ('meting.weggegooid', 'proefmeting weggegooid'), ('zelfevaluatie.gewijzigd', 'manier van invullen gewijzigd'), ('zelfevaluatie.vergroot', 'teamgrootte verhoogd'), ('invullen.uitgenodigd', 'uitgenodigd om in te vullen'), ('invullen.herinnerd', 'herinnerd om in te vullen'), ('invullen.ingetrokken', 'deelname ingetrokken'), ('teamlink.gemaakt', 'teamlink gemaakt'), ('teamlink.ingetrokken', 'teamlink ingetrokken'), ('papier.ingevoerd', 'papieren formulier ingevoerd'), ('invullen.gesloten', 'invullen gesloten'), ('teamscore.vastgesteld', 'teamscore vastgesteld'), ('teamscore.heropend', 'teamscore heropend'), ('rapport.gedownload', 'rapport gedownload')], max_length=30),
        ),
        migrations.AlterField(
            model_name='mail',
            name='kind',
            field=models.CharField(choices=[('account', 'inloggen'), ('uitnodiging', 'uitnodiging'), ('rol', 'nieuwe rol'), ('rol-melding', 'melding van een rol'), ('antwoorden-gewist', 'antwoorden gewist'), ('invullen', 'uitnodiging om in te vullen'), ('herinnering', 'herinnering om in te vullen'), ('test', 'proefbericht')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='assessment',
            constraint=models.CheckConstraint(condition=models.Q(('team_token__isnull', True), ('answering_closed_at__isnull', True), _connector='OR'), name='assessment_no_link_once_closed'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('min_group__range', (5, 25))), name='board_min_group_at_least_five'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account', 'uitnodiging', 'rol', 'rol-melding', 'antwoorden-gewist', 'invullen', 'herinnering', 'test'])), name='mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('token_hash__isnull', True), ('via__in', ['link', 'teamlink']), _connector='OR'), name='participation_token_with_a_link'),
        ),
        migrations.AddConstraint(
            model_name='participation',
            constraint=models.CheckConstraint(condition=models.Q(('typed_by__isnull', True), ('via', 'papier'), _connector='OR'), name='participation_typed_from_paper'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='assessment',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='conversation', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='conversation',
            name='indicator',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.indicator'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='assessment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='indicator',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.indicator'),
        ),
        migrations.AddField(
            model_name='receipt',
            name='response',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='receipts', to='assessments.response'),
        ),
        migrations.AddField(
            model_name='sizeraise',
            name='assessment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='size_raises', to='assessments.assessment'),
        ),
        migrations.AddField(
            model_name='sizeraise',
            name='raised_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assessment__isnull', False), ('response__isnull', True)), models.Q(('assessment__isnull', True), ('response__isnull', False)), _connector='OR'), name='receipt_of_one_form'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('response', 'indicator', 'key'), name='receipt_once_per_response'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('assessment', 'indicator', 'key'), name='receipt_once_per_assessment'),
        ),
        migrations.AddConstraint(
            model_name='sizeraise',
            constraint=models.CheckConstraint(condition=models.Q(('after__gt', models.F('before'))), name='sizeraise_only_up'),
        ),
        migrations.AddConstraint(
            model_name='sizeraise',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='sizeraise_with_reason'),
        ),
        migrations.AddConstraint(
            model_name='sizeraise',
            constraint=models.CheckConstraint(condition=models.Q(django.db.models.lookups.LessThanOrEqual(django.db.models.functions.text.Length('reason'), 4000)), name='sizeraise_reason_length'),
        ),
    ]
