# The application as an image: `docker build -t lob-kwaliteit .`; docs/deploy.md tells how to run it.
# One image serves the web (the default), the worker and every other command (`python manage.py …`).

ARG PYTHON=3.11-slim-bookworm

# --- made with what is needed for that alone ---------------------------------------------------------------------------

FROM python:${PYTHON} AS made
WORKDIR /srv/lob/app
ENV PYTHONDONTWRITEBYTECODE=1

# The packages first: they change less often than the code.
COPY pyproject.toml uv.lock ./
COPY lobkwaliteit/__init__.py lobkwaliteit/
COPY lobkwaliteit/tooling/__init__.py lobkwaliteit/tooling/environment.py lobkwaliteit/tooling/
RUN python3 -m lobkwaliteit.tooling.environment run && .venv/bin/python -m compileall -q .venv/lib

COPY . .
# Settings for this step alone: none of them leads anywhere or stays in the image.
RUN .venv/bin/python -m lobkwaliteit.tooling.translations compile \
    && LOB_VAR_DIR=/srv/lob/made LOB_ENV=production ALLOWED_HOSTS=localhost DATABASE_URL=sqlite://:memory: \
       SECRET_KEY=only-to-collect-files-0123456789abcdefghijklmnopqrstuvwxyz \
       EMAIL_URL=smtp://localhost DEFAULT_FROM_EMAIL=lob@localhost \
       .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q assessments lobkwaliteit \
    && .venv/bin/python -m pip uninstall --quiet --yes --root-user-action=ignore uv pip

# --- what runs ---------------------------------------------------------------------------------------------------------

FROM python:${PYTHON}
# Pango for PDF reports, pg_dump for backups (docs/deploy.md); no compiler.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 postgresql-client-15 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /srv/lob --shell /usr/sbin/nologin lob \
    && install -d -o lob -g lob -m 700 /srv/lob/backup

WORKDIR /srv/lob/app
COPY --from=made /srv/lob/app /srv/lob/app
COPY --from=made /srv/lob/made /srv/lob/made

# Static files belong to the image; all that lasts is in PostgreSQL and in the volume of backups.
ENV PATH=/srv/lob/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    LOB_VAR_DIR=/srv/lob/made

USER lob
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=12s --start-period=30s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/gezond/', timeout=11)"]
CMD ["gunicorn", "-c", "python:lobkwaliteit.gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm"]
