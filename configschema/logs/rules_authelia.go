package logs

// configurationRows are what Authelia says about its configuration, in the words
// of 4.29 to 4.39.
var configurationRows = []row{
	// Keys.
	{"A12", "key not expected: session.redis.high_availability.sentinel_username"},
	{"F10", "key not expected: redis"},
	{"empty-section", "key not expected: {option:}session.redis.tls$"},
	{"empty-section", `key not expected: {option:}session.redis.tls"`},
	{"empty-section", "key not expected: {option:}session.redis.high_availability$"},
	{"empty-section", `key not expected: {option:}session.redis.high_availability"`},
	{"empty-section", "key not expected: {option:}session.redis$"},
	{"empty-section", `key not expected: {option:}session.redis"`},
	{"F01", "key not expected: {option:}session.redis."},
	{"F10", `mapping key "{key}" already defined at line {line}`},

	// Variables and secrets.
	{"F09", "environment variable not expected: {variable:}AUTHELIA_SESSION_REDIS_HIGH_AVAILABILITY_NODES"},
	// Kubernetes names a Service's address so; other names are somebody's own.
	{"B14", "environment variable not expected: {variable:}AUTHELIA_*_SERVICE_"},
	{"B14", "environment variable not expected: {variable:}AUTHELIA_*_TCP"},
	{"B14", "environment variable not expected: {variable:}AUTHELIA_*_UDP"},
	{"F01 B14", "environment variable not expected: {variable:}AUTHELIA_SESSION_"},
	{"F01 B14", "environment variable not expected: {variable:}AUTHELIA_*REDIS_"},
	{"B14", "environment variable not expected: {variable:}AUTHELIA_"},
	{"B14", `parsing "tcp://`},
	{"F02", "error loading secret into key '{option}': it's already defined"},
	{"F02", "error loading secret ({option}): it's already defined"},
	{"F03", "error loading secret path {path} into key '{option}'*permission"},
	{"F03 F04", "error loading secret path {path} into key '{option}'*no such file"},
	{"F03 F04", "error loading secret path {path} into key '{option}'*file does not exist"},
	{"F03", "error loading secret path*permission"},
	{"F03 F04", "error loading secret path*does not exist"},
	{"F03 F04", "error loading secret path"},
	{"F03 F04", "error loading secret ("},

	// Types.
	{"B05 not-text", "'session.redis.host' expected type 'string', got unconvertible type '[]interface {}'"},
	{"not-text", "'{option:}session.redis.*' expected type 'string'"},
	{"not-a-boolean", "'{option:}session.redis.*' expected type 'bool'"},
	{"not-a-boolean", "'{option:}session.redis.*' expected type '%!s(bool"},
	{"not-a-boolean", "cannot parse '{option:}session.redis.*' as bool"},
	{"not-a-boolean", "'{option:}session.redis.*' cannot parse value as 'bool'"},
	{"not-a-number", "cannot parse '{option:}session.redis.*' as int"},
	{"not-a-number", "'{option:}session.redis.*' cannot parse value as 'int'"},
	{"not-a-number", "'{option:}session.redis.*' expected type 'int'"},
	{"not-a-duration", "'{option:}session.redis.timeout'*to a time.duration"},
	{"C16", "could not decode*to a schema.X509CertificateChain"},
	{"C16", "could not decode*to a schema.CryptographicPrivateKey"},
	{"tls-version", "'{option:}session.redis.tls.*'*tls version isn't supported"},
	{"tls-version", "supplied tls version isn't supported"},
	{"tls-version", "could not decode*to a schema.TLSVersion"},
	{"not-a-section", "'{option:}session.redis*' expected a map"},

	// Rules that look at values.
	{"F05", "session: option 'secret' is required"},
	{"F05", "set secret of the session object"},
	{"F05", "the session secret must be set when using the redis"},
	{"host-required", "session: redis: option 'host' is required"},
	{"host-required", "the host must be provided when using the redis session provider"},
	{"node-host-required", "option 'host' is required for each node"},
	{"node-host-required", "the redis sentinel nodes require a host set"},
	{"nodes-required", "option 'host' or the 'high_availability' option 'nodes' is required"},
	{"nodes-required", "either the host or a node must be provided when using the redis sentinel"},
	{"sentinel-name-required", "high_availability: option 'sentinel_name' is required"},
	{"sentinel-name-required", "doesn't have a sentinel_name which is required"},
	{"port-required", "session: redis: option 'port' must be between 1 and 65535 but is configured as '0'"},
	{"port-range", "session: redis: option 'port' must be between 1 and 65535 but*configured as '{port}'"},
	{"port-range", "the port must be between 1 and 65535 for the redis"},
	{"port-required", "a redis port different than 0 must be provided"},
	{"C12", "minimum version {minimum version} is greater than the maximum version {maximum version}"},
	{"tls-version", "minimum version is TLS1.0 but SSL3.0 was configured"},
	{"C10", "does not contain the public key for the private key provided"},
	{"C10", "certificate is not the public key for the private key provided"},
	{"C10", "session: redis: tls: option 'certificates' is invalid"},
	{"C10", "session: redis: tls: option 'certificate_chain' is invalid"},

	// YAML.
	{"template", "yaml: invalid map key: map[string]interface"},
	{"yaml-syntax", "yaml: line {line}:"},
	{"yaml-syntax", "error malformed yaml"},
	{"yaml-syntax", "source: yaml:"},
	{"yaml-syntax", "^yaml: "},
}

// unreachableRows are what go-redis says when no sentinel led to the primary,
// with the cause behind it as far as it tells (since Authelia 4.39.2).
var unreachableRows = []row{
	{"D05", unreachable + "*unknown command*sentinel"},
	{"D05", unreachable + "*unsupported command*sentinel"},
	{"A09", unreachable + "*unknown command*auth"},
	{"A09", unreachable + "*without any password configured"},
	{"A09", unreachable + "*no password is set"},
	{"A08", unreachable + "*NOAUTH"},
	{"A11 A03 A10 A13 F07", unreachable + "*WRONGPASS"},
	{"A04 A10 A13 F07", unreachable + "*invalid password"},
	{"A05", unreachable + "*NOPERM*the '{command}' command"},
	{"A05", unreachable + "*NOPERM"},
	{"D01", unreachable + "*redis: nil"},
	{"D01 D02", unreachable + "*no such master with that name"},
	{"B16", unreachable + "*protected mode"},
	{"C08 C01", unreachable + "*does not look like a tls handshake"},
	{"C07 C05", unreachable + "*certificate is valid for {names of the certificate}, not {name asked for}"},
	{"C06 C07", unreachable + "*cannot validate certificate for {address} because"},
	{"D04 C08 B03", unreachable + "*context deadline exceeded"},
	{"D04", unreachable + "*dial tcp {address}: connect: connection refused"},
	{"D04", unreachable + "*connection refused"},
	{"B01", unreachable + "*lookup {name}: no such host"},
	{"B03 C03", unreachable + "*i/o timeout"},
	{"C02 B16 E03", unreachable + ": eof"},
	{"C02 B16 E03", unreachable + "*connection reset by peer"},
}

// lastRows are words that follow from something else, and those around a cause that no
// rule knows.
var lastRows = []row{
	{"D03 D01 A08 D05 D04 C08", unreachable + "$"},
	{"D03 D01 A08 D05 D04 C08", unreachable + `"`},
	{"D03", unreachable},
	{"E11", "could not regenerate session"},
	{"unknown", "redis connection error:"},
	{"unknown", "error initializing session backend"},
	{"unknown", "error writing startup probe to session backend"},
}
