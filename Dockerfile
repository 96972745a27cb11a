# Builds the image of Stagegate: docker build --tag stagegate .
# Both bases are arguments, so that it can be built from images made locally, or from a registry of your own.
ARG BUILDER_IMAGE=swift:6.3-bookworm
ARG RUNTIME_IMAGE=debian:bookworm-slim

FROM ${BUILDER_IMAGE} AS builder
WORKDIR /src
# From what changes seldom to what changes often, so that a change of the source alone repeats the last steps only.
COPY .ci/deps .ci/packages .ci/
RUN .ci/deps build && rm -rf /var/lib/apt/lists/*
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
ARG REVISION=unknown
RUN sed -i "s/revision = \"unknown\"/revision = \"$REVISION\"/" Sources/Service/GateCommands/Version.swift \
    && swift build --configuration release --static-swift-stdlib --product stagegate \
    && install -D --strip .build/release/stagegate /out/usr/bin/stagegate
# A configuration to start from: it reads the shipped rules and lets nobody change anything until there are tokens.
COPY rules /out/etc/stagegate/rules
RUN printf '%s\n' \
        '# Mount a file of your own over this one.' \
        'datasources:' \
        '  - {name: prometheus, url: "http://prometheus:9090"}' \
        'alerting:' \
        '  alertmanagers:' \
        '    - {scheme: http, static_configs: [{targets: ["alertmanager:9093"]}]}' \
        'rule_files: [rules/*.yml]' \
        'access: {tokens_file: tokens.yml, anonymous_read: true}' \
        > /out/etc/stagegate/stagegate.yml \
    && printf '%s\n' 'tokens: []' > /out/etc/stagegate/tokens.yml

FROM ${RUNTIME_IMAGE}
COPY .ci/deps .ci/packages /tmp/ci/
RUN /tmp/ci/deps runtime \
    && rm -rf /tmp/ci /var/lib/apt/lists/* \
    && groupadd --system --gid 65532 stagegate \
    && useradd --system --uid 65532 --gid stagegate --no-create-home --home-dir /var/lib/stagegate \
        --shell /usr/sbin/nologin stagegate \
    && install -d -o stagegate -g stagegate -m 750 /var/lib/stagegate
COPY --from=builder /out /
# A number, because Kubernetes cannot tell from a name that it is not root's.
USER 65532:65532
VOLUME /var/lib/stagegate
EXPOSE 9096
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["stagegate", "healthy"]
ENTRYPOINT ["stagegate"]
CMD ["serve", "--config.file=/etc/stagegate/stagegate.yml", "--storage.path=/var/lib/stagegate", \
    "--web.listen-address=0.0.0.0:9096"]
