# Two stages: the first installs what requirements/base.txt pins (every hash checked), the second carries the result.
# `--build-arg PINS=otel` takes requirements/otel.txt instead, which sends traces as well; `PINS=dask` has Dask.
FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
ARG PINS=base
RUN python -m venv /opt/entente
COPY requirements /tmp/requirements
RUN /opt/entente/bin/python -m pip install --no-deps --require-hashes -r /tmp/requirements/${PINS}.txt \
    && /opt/entente/bin/python -m pip uninstall -y pip

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /var/lib/entente --create-home entente
COPY --from=build /opt/entente /opt/entente
WORKDIR /srv/entente
COPY LICENSE NOTICE pyproject.toml ./
COPY requirements requirements
COPY migrations migrations
COPY graph graph
COPY app app
RUN /opt/entente/bin/python -m compileall -q app graph migrations
ENV PATH=/opt/entente/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENTENTE_NO_VENV=1 \
    ENTENTE_HOME=/var/lib/entente \
    ENTENTE_HOST=0.0.0.0 \
    ENTENTE_PORT=8000
USER entente
VOLUME /var/lib/entente
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-m", "app"]
CMD ["up"]
