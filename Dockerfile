# The site alone, for a PostgreSQL elsewhere: compose.yaml has one. The newest Python of Debian's, no compiler, no root.
FROM debian:trixie-slim

RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates make python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --home-dir /var/lib/factdb --create-home factdb

WORKDIR /srv/factdb
COPY requirements.txt requirements-redis.txt ./
RUN python3 -m venv .venv \
    && .venv/bin/pip install --no-cache-dir --require-hashes --only-binary=:all: \
        -r requirements.txt -r requirements-redis.txt
COPY . .
RUN .venv/bin/python -m compileall -q config factdb manage.py

ENV FACTDB_VAR=/var/lib/factdb HOST=0.0.0.0 PORT=8000 PYTHONUNBUFFERED=1
USER factdb
VOLUME /var/lib/factdb
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=2m --retries=3 CMD [".venv/bin/python", "deploy/healthy.py"]
CMD [".venv/bin/python", "manage.py", "serve"]
