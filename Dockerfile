FROM python:3.13-slim AS build
WORKDIR /src
COPY requirements.lock ./
RUN python -m venv /opt/chime-conformance \
    && /opt/chime-conformance/bin/pip install --no-cache-dir --require-hashes --requirement requirements.lock
COPY . .
RUN /opt/chime-conformance/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
COPY --from=build /opt/chime-conformance /opt/chime-conformance
ENV PATH=/opt/chime-conformance/bin:$PATH
RUN useradd --create-home --uid 10001 conformance \
    && install --directory --owner conformance /reports
USER 10001
WORKDIR /reports
ENTRYPOINT ["chime-conformance"]
CMD ["run"]
