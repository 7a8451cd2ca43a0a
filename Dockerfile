# The image holds the one static binary and the certificates that it trusts.
#
#   docker build -t redis-wizard .
#   docker run --rm -p 127.0.0.1:8080:8080 redis-wizard
#
# docs/releases.md says how to build it for several platforms, and reproducibly.
# `make image-test` builds it and runs what came of it.

# The compiler runs on the machine's own platform, whatever it compiles for, so
# that no other processor has to be emulated.
FROM --platform=$BUILDPLATFORM golang:1.26-bookworm AS build
WORKDIR /src
# Where modules come from, for builders with a proxy of their own
# (--build-arg GOPROXY=…); Go's own defaults otherwise. Nothing of it is in the image.
ARG GOPROXY
ARG GONOPROXY
ARG GOSUMDB
ARG GONOSUMDB
ARG GOPRIVATE
# Building fetches the modules that are compiled, and no others: `go mod download`
# would fetch the linter and the generator as well, which go.mod lists as tools.
COPY . .
# The page's module is the same on every platform: one layer serves them all.
RUN make wasm
ARG TARGETOS
ARG TARGETARCH
ARG VERSION=development
RUN make build VERSION="$VERSION" TARGETOS="$TARGETOS" TARGETARCH="$TARGETARCH"

FROM scratch
ARG VERSION=development
ARG REVISION=
ARG CREATED=
LABEL org.opencontainers.image.title="redis-wizard" \
      org.opencontainers.image.description="Set up Authelia's Redis sessions: a form, a checker, and a connection test" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/LICENSE /licenses/redis-wizard/LICENSE
COPY --from=build /src/bin/redis-wizard /redis-wizard
# A number, because there is no /etc/passwd; it is nobody's in particular.
USER 65532:65532
ENV REDIS_WIZARD_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/redis-wizard", "health"]
ENTRYPOINT ["/redis-wizard"]
CMD ["serve"]
