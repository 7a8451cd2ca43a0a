package codes

// tlsEntries are about encryption, certificates and their names.
var tlsEntries = []Entry{
	{Code: "C01", Looks: []string{"tls: first record does not look like a TLS handshake"}},
	{
		Code: "C02", Looks: []string{"EOF", "read: connection reset by peer"},
		Cause: "The port waits for a TLS handshake and hangs up on anything else.",
	},
	{
		Code: "C03", Looks: []string{"i/o timeout"},
		Cause: "Authelia's log does not tell a handshake that stalls from a machine that is not there ([B03]): both are one timeout to it.",
	},
	{
		Code: "C04", Title: "The certificate's authority is not trusted", Looks: []string{"tls: failed to verify certificate: x509: certificate signed by unknown authority"},
		Cause: "Authelia trusts the system's authorities and those in its global `certificates_directory`. The `tls` section has no option for one.",
	},
	{
		Code: "C05", Looks: []string{"x509: certificate is valid for redis.example.com, not redis"},
		Cause: "The certificate was made for another name than the one in `tls.server_name`, or in `host` where that is empty.",
	},
	{
		Code: "C06", Looks: []string{"x509: cannot validate certificate for 10.0.0.5 because it doesn't contain any IP SANs"},
		Cause: "The name to be verified is an IP address: `host` is one, or the sentinels announce one.",
	},
	{
		Code: "C07", Title: "One server name for sentinels and servers", Looks: []string{"x509: certificate is valid for sentinel.example.com, not redis.example.com"},
		Cause: "The `tls` section serves the sentinels and the servers behind them alike. If `host` is set, its value is the name that every certificate must hold; if only `nodes` are set, it is each address that is dialled.",
		Act:   "Put one common name into all of the certificates, and set `tls.server_name` to it.",
	},
	{
		Code: "C08", Title: "TLS on the servers, but not on the sentinels", Looks: []string{"redis: all sentinels specified in configuration are unreachable: tls: first record does not look like a TLS handshake"},
		Cause: "With a `tls` section Authelia speaks TLS to the sentinels too, and these speak plain text.",
		Act:   "Give the sentinels a TLS port (`tls-port 26379` in sentinel.conf). Authelia cannot mix the two.",
	},
	{
		Code: "C09", Looks: []string{"remote error: tls: certificate required"},
		Cause: "Redis asks its clients for certificates unless `tls-auth-clients` says otherwise.",
	},
	{
		Code: "C10", Judged: refuses, Since: "4.37.0", Looks: []string{"provided certificate chain does not contain the public key for the private key provided"},
		Cause: "`private_key` was not made for the first certificate in `certificate_chain`. Authelia 4.37 also refuses one of the two without the other.",
		Act:   "Give both halves of one pair, the client's own certificate first.",
	},
	{
		Code: "C11", Looks: []string{"remote error: tls: protocol version not supported"},
		Cause: "The newest version that the server speaks is older than `tls.minimum_version`.",
	},
	{
		Code: "C12", Title: "The lowest TLS version is above the highest", Judged: refuses, Since: "4.37.0", Looks: []string{"minimum version TLS 1.3 is greater than the maximum version TLS 1.2"},
		Cause: "`minimum_version` is newer than `maximum_version`.",
		Act:   "Exchange the two, or leave `maximum_version` out.",
	},
	{
		Code: "C13", Title: "TLS trouble in the log of the server", Looks: []string{"error:1408F10B:SSL routines:ssl3_get_record:wrong version number", "tlsv1 alert unknown ca"},
		Cause:  "The other side's view: “wrong version number” is a client that speaks plain text ([C02]), “unknown ca” one that does not trust the certificate ([C04]).",
		Act:    "Follow the code that fits.",
		Beyond: "It is in the server's log. The connection test reports the same trouble as [C02] or [C04].",
	},
	{
		Code: "C14", Judged: warns,
		Cause: "`tls.skip_verify` is on. The connection is encrypted, but anybody in between could pose as Redis and read the sessions.",
		Act:   "Make the certificate trusted instead ([C04]), see that the name fits ([C05]), and take `skip_verify` out.",
	},
	{Code: "C15", Looks: []string{"x509: certificate has expired or is not yet valid"}},
	{
		Code: "C16", Title: "A certificate or key that cannot be read", Judged: refuses, Since: "4.37.0",
		Looks: []string{"could not decode to a schema.X509CertificateChain"},
		Cause: "The PEM text has lost its line breaks or its indent, is cut off, or is of another kind than the option wants.",
		Act:   "Write `certificate_chain: |` and every line of the PEM text below it, two spaces further in. Or put it into a file and set `AUTHELIA_SESSION_REDIS_TLS_CERTIFICATE_CHAIN_FILE`.",
	},
}
