"""Keys for roles and for import, retention per board, invitations, mail on its way out, and imports."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


def give_each_membership_a_key(apps, schema_editor):
    """A default in AddField would be one and the same key for every row that is there."""
    Membership = apps.get_model("assessments", "Membership")
    rows = list(Membership.objects.only("pk"))
    for row in rows:
        row.uid = uuid.uuid4()
    Membership.objects.bulk_update(rows, ["uid"], batch_size=500)


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0003_cache_table'),
    ]

    operations = [
        migrations.CreateModel(
            name='AllowedProvider',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('provider', models.SlugField(max_length=30)),
                ('organisation', models.CharField(max_length=120)),
            ],
            options={
                'ordering': ['provider', 'organisation'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('teamlid', 'teamlid'), ('coordinator', 'LOB-coördinator'), ('manager', 'manager'), ('bestuur', 'bestuur'), ('beheerder', 'beheerder')], max_length=12)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('language', models.CharField(default='nl', max_length=2)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('expires_at', models.DateTimeField()),
                ('accepted_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Mail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('account', 'inloggen'), ('uitnodiging', 'uitnodiging'), ('rol', 'nieuwe rol'), ('rol-melding', 'melding van een rol'), ('antwoorden-gewist', 'antwoorden gewist'), ('test', 'proefbericht')], max_length=20)),
                ('address', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('html', models.TextField(blank=True)),
                ('state', models.CharField(choices=[('wacht', 'wacht op versturen'), ('overdracht', 'wordt verstuurd'), ('verstuurd', 'verstuurd'), ('onzeker', 'onzeker'), ('mislukt', 'niet verstuurd'), ('ingetrokken', 'ingetrokken')], default='wacht', max_length=12)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('fault', models.CharField(blank=True, max_length=120)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('not_before', models.DateTimeField(default=django.utils.timezone.now)),
                ('useful_until', models.DateTimeField(blank=True, null=True)),
                ('handed_over_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name_plural': 'mail',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OrganisationImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('state', models.CharField(choices=[('wacht', 'wacht op lezen'), ('leest', 'wordt gelezen'), ('voorbeeld', 'klaar om te bekijken'), ('schrijft', 'wordt opgeslagen'), ('klaar', 'opgeslagen'), ('geweigerd', 'geweigerd')], default='wacht', max_length=10)),
                ('content', models.BinaryField(blank=True, default=bytes)),
                ('plan', models.JSONField(blank=True, default=dict)),
                ('summary', models.JSONField(blank=True, default=dict)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('beat_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.AddField(
            model_name='board',
            name='keep_audit_years',
            field=models.PositiveSmallIntegerField(default=3),
        ),
        migrations.AddField(
            model_name='board',
            name='keep_people_months',
            field=models.PositiveSmallIntegerField(default=12),
        ),
        migrations.AddField(
            model_name='board',
            name='keep_results_years',
            field=models.PositiveSmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name='membership',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, null=True),
        ),
        migrations.RunPython(give_each_membership_a_key, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='membership',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AddField(
            model_name='school',
            name='own_key',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='team',
            name='own_key',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='home_board',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='people', to='assessments.board'),
        ),
        migrations.AddField(
            model_name='user',
            name='removed_on',
            field=models.DateField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name='auditevent',
            name='verb',
            field=models.CharField(choices=[('bestuur.aangemaakt', 'bestuur aangemaakt'), ('organisatie.geladen', 'organisatie ingelezen'), ('school.toegevoegd', 'school toegevoegd'), ('school.gewijzigd', 'school gewijzigd'), ('school.gesloten', 'school gesloten'), ('school.samengevoegd', 'school samengevoegd'), ('team.toegevoegd', 'team toegevoegd'), ('team.gewijzigd', 'team gewijzigd'), ('team.verplaatst', 'team verplaatst'), ('team.gesloten', 'team gesloten'), ('team.samengevoegd', 'team samengevoegd'), ('persoon.toegevoegd', 'persoon toegevoegd'), ('persoon.gewijzigd', 'persoon gewijzigd'), ('persoon.verwijderd', 'persoon verwijderd'), ('uitnodiging.gemaakt', 'uitgenodigd'), ('uitnodiging.herhaald', 'uitnodiging opnieuw verstuurd'), ('uitnodiging.ingetrokken', 'uitnodiging ingetrokken'), ('uitnodiging.aangenomen', 'uitnodiging aangenomen'), ('rol.gegeven', 'rol gegeven'), ('rol.beeindigd', 'rol beëindigd'), ('inlogdienst.toegestaan', 'inlogdienst toegestaan'), ('inlogdienst.beeindigd', 'inlogdienst beëindigd'), ('inloggen.gewijzigd', 'manier van inloggen gewijzigd'), ('gegevens.gedownload', 'eigen gegevens gedownload'), ('bewaren.gewijzigd', 'bewaartermijnen gewijzigd'), ('bewaren.uitgevoerd', 'bewaartermijnen uitgevoerd'), ('bestuur.gewist', 'gegevens van het bestuur gewist'), ('logboek.gedownload', 'logboek gedownload'), ('kaart.geladen', 'kaart geladen'), ('kaart.gespeld', 'spelling van de kaart verbeterd'), ('meting.gepland', 'meting gepland'), ('meting.gewijzigd', 'meting gewijzigd'), ('meting.geopend', 'meting geopend'), ('meting.gesloten', 'meting gesloten'), ('meting.weggegooid', 'proefmeting weggegooid'), ('teamscore.vastgesteld', 'teamscore vastgesteld'), ('teamscore.heropend', 'teamscore heropend'), ('rapport.gedownload', 'rapport gedownload')], max_length=30),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('keep_people_months__range', (1, 60))), name='board_keeps_people_a_while'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('keep_results_years__range', (1, 20))), name='board_keeps_results_a_while'),
        ),
        migrations.AddConstraint(
            model_name='board',
            constraint=models.CheckConstraint(condition=models.Q(('keep_audit_years__range', (1, 20))), name='board_keeps_audit_a_while'),
        ),
        migrations.AddConstraint(
            model_name='school',
            constraint=models.UniqueConstraint(condition=models.Q(('own_key', ''), _negated=True), fields=('board', 'own_key'), name='school_own_key_unique'),
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(condition=models.Q(('own_key', ''), _negated=True), fields=('school', 'own_key'), name='team_own_key_unique'),
        ),
        migrations.AddField(
            model_name='allowedprovider',
            name='board',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='allowed_providers', to='assessments.board'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='accepted_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='board',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='assessments.board'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='school',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.school'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.team'),
        ),
        migrations.AddField(
            model_name='mail',
            name='board',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.board'),
        ),
        migrations.AddField(
            model_name='mail',
            name='sender',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='invitation',
            name='mail',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='assessments.mail'),
        ),
        migrations.AddField(
            model_name='organisationimport',
            name='board',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assessments.board'),
        ),
        migrations.AddField(
            model_name='organisationimport',
            name='uploaded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='allowedprovider',
            constraint=models.UniqueConstraint(fields=('provider', 'organisation'), name='allowed_provider_of_one_board'),
        ),
        migrations.AddConstraint(
            model_name='allowedprovider',
            constraint=models.CheckConstraint(condition=models.Q(('organisation', ''), _negated=True), name='allowed_provider_names_organisation'),
        ),
        migrations.AddIndex(
            model_name='mail',
            index=models.Index(fields=['state', 'not_before'], name='mail_by_state'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['account', 'uitnodiging', 'rol', 'rol-melding', 'antwoorden-gewist', 'test'])), name='mail_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['wacht', 'overdracht', 'verstuurd', 'onzeker', 'mislukt', 'ingetrokken'])), name='mail_state_known'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ('wacht', 'overdracht')), models.Q(('address', ''), ('html', ''), ('subject', ''), ('text', '')), _connector='OR'), name='mail_at_rest_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('school__isnull', True), ('team__isnull', True), _connector='OR'), name='invitation_at_one_place'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('role', 'teamlid'), ('team__isnull', False)), ('role', 'coordinator'), models.Q(('role', 'manager'), models.Q(('school__isnull', False), ('team__isnull', False), _connector='OR')), models.Q(('role__in', ['bestuur', 'beheerder']), ('school__isnull', True), ('team__isnull', True)), _connector='OR'), name='invitation_role_fits_place'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True), _connector='OR'), name='invitation_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('accepted_at__isnull', True), ('withdrawn_at__isnull', True)), models.Q(('address', ''), ('name', '')), _connector='OR'), name='invitation_at_rest_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('address', 'role', 'team'), name='invitation_once_team'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('team', None), ('withdrawn_at', None)), fields=('address', 'role', 'school'), name='invitation_once_school'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('school', None), ('team', None), ('withdrawn_at', None)), fields=('address', 'role', 'board'), name='invitation_once_board'),
        ),
        migrations.AddConstraint(
            model_name='organisationimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['wacht', 'leest', 'voorbeeld', 'schrijft', 'klaar', 'geweigerd'])), name='import_state_known'),
        ),
    ]
