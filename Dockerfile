# The service as an image: the binary, the libraries it is linked with, engines' data and
# models, and nothing else: no shell, no package client. Base images are by tag and may be
# overridden; the release workflow resolves them to digests and records those.
ARG RUST_IMAGE=rust:1.95-bookworm

# What building needs, and the models; changes when scripts/install does.
FROM ${RUST_IMAGE} AS tools
WORKDIR /build
ENV PPOCR_MODELS=/usr/share/ttb-verifier CARGO_INCREMENTAL=0
COPY Cargo.toml ./
COPY scripts/install scripts/
RUN scripts/install

# Everything we depend on, compiled apart from our code: changes when Cargo.lock does.
FROM tools AS dependencies
COPY Cargo.lock ./
COPY .cargo .cargo
RUN mkdir -p src benches && touch src/lib.rs && echo 'fn main() {}' >src/main.rs && \
    for bench in $(sed -n '/^\[\[bench\]\]/,/^name/s/^name = "\(.*\)"/\1/p' Cargo.toml); do \
        echo 'fn main() {}' >"benches/$bench.rs"; \
    done && \
    cargo build --release --locked

FROM dependencies AS build
COPY . .
# Older than what was compiled from the empty files, cargo would take them for the same.
RUN touch src/lib.rs src/main.rs && cargo build --release --locked
RUN scripts/gather target/release/ttb-verifier /tree && docker/layout /tree /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG CREATED=unknown
LABEL org.opencontainers.image.title="ttb-verifier" \
      org.opencontainers.image.description="Checks the picture of a US alcohol beverage label against 27 CFR and its application" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.created="${CREATED}"
COPY --from=build /image/ /
COPY --from=build --chown=10001:10001 /state/ /var/lib/ttb-verifier/
USER 10001:10001
WORKDIR /var/lib/ttb-verifier
# Tesseract's own threads cost six times the time they save on a label; ONNX Runtime would
# report to its makers. The service would start itself anew with both.
ENV OMP_THREAD_LIMIT=1 \
    ORT_DISABLE_TELEMETRY=1 \
    BIND_ADDRESS=0.0.0.0:8000 \
    METRICS_ADDRESS=0.0.0.0:9000 \
    MODEL_STATUS_FILE=/run/ttb-verifier/model_status.json \
    TESSDATA_PREFIX=/usr/share/tessdata \
    PPOCR_MODELS=/usr/share/ttb-verifier \
    ONNXRUNTIME_LIB=/usr/share/ttb-verifier \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    PATH=/usr/bin
EXPOSE 8000 9000
VOLUME /var/lib/ttb-verifier
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["/usr/bin/ttb-verifier", "health"]
ENTRYPOINT ["/usr/bin/ttb-verifier"]
CMD ["serve"]
