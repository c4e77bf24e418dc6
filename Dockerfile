# One image for the portal's processes, and one more for the workers, which alone carry the engine that reads business
# licences; docker-compose.yml says what a container is.

FROM node:20-bookworm-slim AS assets
WORKDIR /srv/juxian
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund --omit=dev --omit=optional

FROM python:3.11-slim-bookworm AS portal
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-hanazono \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/juxian
COPY requirements requirements
RUN pip install --no-cache-dir --require-hashes -r requirements/runtime.txt
COPY --from=assets /srv/juxian/node_modules node_modules
COPY . .
# The static files are part of the image. Gathering them needs the settings of production, but nobody's secrets.
RUN python tools/compile_messages.py \
    && export JUXIAN_ENV=production JUXIAN_VAR=/tmp ALLOWED_HOSTS=build SMS_BACKEND=console \
        DATABASE_URL=postgres://build REDIS_URL=redis://build \
        SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" \
        IDENTITY_KEYS="$(python -c 'import secrets; print(secrets.token_hex(32))')" \
        AUDIT_SIGNING_KEYS="$(python -c 'import base64, secrets; print(base64.b64encode(secrets.token_bytes(32)).decode())')" \
    && python manage.py collectstatic --noinput --verbosity 0
RUN useradd --system --home-dir /srv/juxian juxian && install -d -o juxian -g juxian /var/lib/juxian
USER juxian
ENV PYTHONUNBUFFERED=1 LC_ALL=C.UTF-8 JUXIAN_VAR=/var/lib/juxian
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]

FROM portal AS worker
USER root
RUN pip install --no-cache-dir --require-hashes -r requirements/ocr.txt
USER juxian
