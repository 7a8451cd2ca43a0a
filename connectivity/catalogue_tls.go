package connectivity

var tlsCauses = []Cause{
	{
		Name: "tls-on-plain-port", Code: "C01", Title: "TLS to a port that speaks plain text", Severity: SeverityError,
		Message: "The port of {address} speaks Redis in plain text, but session.redis has a tls section.",
		Hint:    "Take the tls section out, or give the port that Redis uses for TLS ('tls-port' in redis.conf).",
	},
	{
		Name: "plain-on-tls-port", Code: "C02", Title: "Plain text to a port that wants TLS", Severity: SeverityError,
		Message: "The port of {address} speaks TLS, but session.redis has no tls section.",
		Hint:    "Turn TLS on. An empty section is an error for Authelia: give it one option, for example minimum_version: 'TLS1.2'.",
	},
	{
		Name: "tls-silent", Code: "C03", Title: "The TLS handshake never ends", Severity: SeverityError,
		Message: "{address} accepts connections, but does not answer to TLS, nor to plain text.",
		Hint:    "The server hangs, is paused, or a filter between here and there swallows the data. Look at the server's log.",
	},
	{
		Name: "tls-closed", Code: "tls-closed", Title: "Closed during the TLS handshake", Severity: SeverityError,
		Message: "{address} closed the connection during the TLS handshake, without a word.",
		Hint:    "A proxy that knows no such server name does this, and so does a server that speaks something else. The server's log says why.",
	},
	{
		Name: "tls-failed", Code: "tls-failed", Title: "The TLS handshake failed", Severity: SeverityError,
		Message: "The TLS handshake with {address} failed: {error}",
		Hint:    "Look at the log of the Redis server: it tells the other half of the story.",
	},
	{
		Name: "tls-alert", Code: "tls-alert", Title: "The server ended the TLS handshake", Severity: SeverityError,
		Message: "{address} ended TLS with the alert “{alert}”.",
		Hint:    "Look at the log of the Redis server: it says what it did not like. Ciphers or versions that do not match are common.",
	},
	{
		Name: "tls-version", Code: "C11", Title: "No TLS version in common", Severity: SeverityError,
		Message: "Authelia would offer {offered}, but {address} speaks {spoken}.",
		Hint:    "Let the two ranges meet: better by a newer server than by a lower 'minimum_version'. TLS 1.0 and 1.1 are broken.",
	},
	{
		Name: "certificate-self-signed", Code: "C04", Title: "A self-signed certificate", Severity: SeverityError,
		Message: "The certificate of {address} is self-signed ({subject}), and nothing here trusts it. {fingerprint}.",
		Hint: "If it is yours, put this very certificate as a .pem file into Authelia's certificates_directory (a global option; session.redis.tls has none for it). " +
			"Compare the fingerprint first.",
	},
	{
		Name: "authority-private", Code: "C04", Title: "A private authority that is not trusted", Severity: SeverityError,
		Message: "The certificate of {address} comes from an authority of your own, {authority}, which is not trusted here. {fingerprint}.",
		Hint:    "Put the authority's certificate as a .pem file into Authelia's certificates_directory (a global option; session.redis.tls has none for it). Compare the fingerprint first.",
	},
	{
		Name: "authority-unknown", Code: "C04", Title: "An authority that is not trusted", Severity: SeverityError,
		Message: "The certificate of {address} was issued by {authority}, which is not trusted here. The server's certificate has {fingerprint}.",
		Hint: "If that is your own authority, put its certificate as a .pem file into Authelia's certificates_directory (a global option; session.redis.tls has none for it). " +
			"If it is an intermediate one, let the server send it along with its own.",
	},
	{
		Name: "intermediate-missing", Code: "C04", Title: "The server leaves out an intermediate certificate", Severity: SeverityError,
		Message: "{address} sends its own certificate only, and not that of {authority}, which issued it.",
		Hint:    "Append the intermediate certificate to the file that 'tls-cert-file' names in redis.conf.",
	},
	{
		Name: "ca-for-this-probe", Code: "C04", Title: "Trusted for this check only", Severity: SeverityInfo,
		Message: "The certificate of {address}, issued by {issuer}, holds because of the CA that you gave to this check. Authelia needs that CA, too.",
		Hint:    "If it is not there yet, put the CA as a .pem file into a directory, and name that directory in Authelia's global option certificates_directory.",
	},
	{
		Name: "ca-unreadable", Code: "ca-unreadable", Title: "The CA is no certificate", Severity: SeverityError,
		Message: "The CA that was given for this check holds no certificate in PEM form.",
		Hint:    "Paste the text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----, both lines included.",
	},
	{
		Name: "certificates-directory", Code: "certificates-directory", Title: "certificates_directory cannot be read", Severity: SeverityWarning,
		Message: "The certificates in certificates_directory could not be read here: {error}",
		Hint:    "Check the path and who may read it. Mind that this looked on the machine where the wizard runs; Authelia refuses to start without the directory.",
	},
	{
		Name: "certificate-name", Code: "C05", Title: "The certificate is for another name", Severity: SeverityError,
		Message: "The certificate of {address} is good for {names}, not for {expected}.",
		Hint:    "Set session.redis.tls.server_name to one of its names, or have a certificate made that holds {expected}.",
	},
	{
		Name: "certificate-without-names", Code: "C05", Title: "The certificate holds no names", Severity: SeverityError,
		Message: "The certificate of {address} ({subject}) has no subject alternative names; a common name alone counts for nothing today.",
		Hint:    "Have a certificate made with {expected} among its subject alternative names.",
	},
	{
		Name: "certificate-without-address", Code: "C06", Title: "The certificate holds no addresses", Severity: SeverityError,
		Message: "{expected} is an address, but the certificate of {address} holds names only: {names}.",
		Hint:    "Set session.redis.tls.server_name to one of its names, or connect by that name.",
	},
	{
		Name: "certificate-expired", Code: "certificate-expired", Title: "The certificate has expired", Severity: SeverityError,
		Message: "The certificate {subject} of {address} was valid until {notAfter}. This machine's clock says {now}.",
		Hint:    "Renew the certificate, and let Redis load the new one. If the date is wrong, mend the clock.",
	},
	{
		Name: "certificate-not-yet-valid", Code: "certificate-not-yet-valid", Title: "The certificate is not valid yet", Severity: SeverityError,
		Message: "The certificate {subject} of {address} is valid from {notBefore} on. This machine's clock says {now}.",
		Hint:    "One of the two clocks is wrong: this machine's, or that of the machine that made the certificate.",
	},
	{
		Name: "certificate-usage", Code: "certificate-usage", Title: "A certificate that is not for servers", Severity: SeverityError,
		Message: "The certificate {subject} of {address} is not meant for servers: its extended key usage lacks server authentication.",
		Hint:    "Have a certificate made with the usage serverAuth.",
	},
	{
		Name: "certificate-invalid", Code: "certificate-invalid", Title: "The certificate is not accepted", Severity: SeverityError,
		Message: "The certificate {subject} of {address} is not accepted: {error}",
		Hint:    "Have a new one made; the words above say what is wrong with this one.",
	},
	{
		Name: "certificate-expires-soon", Code: "C15", Title: "The certificate expires soon", Severity: SeverityWarning,
		Message: "The certificate {subject} of {address} expires on {notAfter}. From then on nobody can log in.",
		Hint:    "Renew it before that day.",
	},
	{
		Name: "skip-verify", Code: "C14", Title: "The certificate is not verified", Severity: SeverityWarning,
		Message: "skip_verify is on: the connection is encrypted, but anybody could be at the other end. With verification it would fail: {reason}.",
		Hint:    "Put the authority's certificate into Authelia's certificates_directory, see that the name matches, and take skip_verify out.",
	},
	{
		Name: "skip-verify-needless", Code: "C14", Title: "The certificate is not verified, though it could be", Severity: SeverityWarning,
		Message: "skip_verify is on: the connection is encrypted, but anybody could be at the other end. The certificate of {address} would hold.",
		Hint:    "Take skip_verify out; nothing else needs to change.",
	},
	{
		Name: "server-name-refused", Code: "server-name-refused", Title: "The server does not know the name asked for", Severity: SeverityError,
		Message: "{address} refuses the server name that was asked for (alert “{alert}”).",
		Hint:    "Check session.redis.tls.server_name and the host; a proxy in front of Redis chooses by it.",
	},
	{
		Name: "client-certificate-missing", Code: "C09", Title: "The server wants a client certificate", Severity: SeverityError,
		Message: "{address} wants a certificate from its clients, and there is none in session.redis.tls (alert “{alert}”).",
		Hint:    "Give certificate_chain and private_key (both, from Authelia 4.37 on), or set 'tls-auth-clients no' in redis.conf.",
	},
	{
		Name: "client-certificate-refused", Code: "C09", Title: "The server refuses the client certificate", Severity: SeverityError,
		Message: "{address} does not accept the certificate in session.redis.tls.certificate_chain (alert “{alert}”).",
		Hint:    "It must come from an authority that 'tls-ca-cert-file' in redis.conf holds, be in date, and be meant for clients.",
	},
	{
		Name: "client-certificate-unreadable", Code: "C10", Title: "The client certificate and its key do not fit", Severity: SeverityError,
		Message: "The certificate in certificate_chain and the key in private_key cannot be used together.",
		Hint:    "They must be one pair, both in PEM form, the client's own certificate first.",
	},
	{
		Name: "late-tls-alert", Code: "tls-alert", Title: "The server ended TLS", Severity: SeverityError,
		Message: "{address} ended the TLS connection: {error}",
		Hint:    "Look at the log of the Redis server: it says what it did not like.",
		match:   func(_ StepName, err error) bool { return remoteAlert(err) != "" },
	},
}
