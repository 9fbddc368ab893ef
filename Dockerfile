# Serve a corpus: docker run --read-only --tmpfs /tmp -v ./data:/data -p 127.0.0.1:8000:8000 reportmine
# /data holds corpus.db with its index, and keys (made with `reportmine key NAME`); without them the service does not start.
FROM python:3.12-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE ./
COPY src src
COPY api api
COPY models models
RUN python -m venv /opt/reportmine && /opt/reportmine/bin/pip install --no-cache-dir .

FROM python:3.12-slim
RUN useradd --system --uid 10001 --no-create-home reportmine
COPY --from=build /opt/reportmine /opt/reportmine
ENV PATH=/opt/reportmine/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["reportmine", "serve", "--host", "0.0.0.0", "--port", "8000", "--db", "/data/corpus.db", "--keys", "/data/keys"]
