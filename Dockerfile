# The image holds the one static binary and the certificates that it trusts.
#
#   docker build -t redis-wizard .
#   docker run --rm -p 127.0.0.1:8080:8080 redis-wizard

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=development
RUN make build VERSION="$VERSION"

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/bin/redis-wizard /redis-wizard
# A number, because there is no /etc/passwd; it is nobody's in particular.
USER 65532:65532
ENV REDIS_WIZARD_LISTEN=:8080
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=5s CMD ["/redis-wizard", "health"]
ENTRYPOINT ["/redis-wizard"]
CMD ["serve"]
