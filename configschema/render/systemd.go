package render

import "strings"

// writeSystemd is a drop-in for authelia.service. Secrets are credentials,
// which systemd hands to the service's user whoever owns the files.
func writeSystemd(p *parts) {
	if p.empty() {
		return
	}
	const second = "/etc/authelia/redis.yml"
	var b strings.Builder
	b.WriteString("[Service]\n")
	for _, v := range p.variables {
		b.WriteString("Environment=" + unitQuoted(v.name+"="+v.value) + "\n")
	}
	for _, s := range p.secrets {
		b.WriteString("LoadCredential=" + s.file + ":" + secretsDir + "/" + s.file + "\n")
		b.WriteString("Environment=" + s.env + "=%d/" + s.file + "\n")
	}
	p.carry(none, func(s standIn) {
		directory, path := "", s.text
		if rest, ok := strings.CutPrefix(path, "%d/"); ok { // that of the credentials
			directory, path = "%d/", rest
		}
		b.WriteString(`Environment="` + s.name + "=" + directory + unitQuoted(path)[1:] + "\n")
	})
	inFile := len(p.rest) > 0 && p.version.Profile().SeveralFiles
	if inFile {
		b.WriteString("ExecStart=\nExecStart=/usr/bin/authelia --config /etc/authelia/configuration.yml," + second + "\n")
	}
	if b.Len() > len("[Service]\n") {
		p.file("authelia.service.d/redis.conf", "ini", b.String(), "Goes to /etc/systemd/system/authelia.service.d/redis.conf; then systemctl daemon-reload and systemctl restart authelia.")
	}
	if inFile {
		p.restFile("redis.yml", "Goes to {path}. Authelia reads it after its own configuration.yml.", "path", second)
		p.mind("", "The drop-in replaces ExecStart to name the second file. If that of your unit differs (systemctl cat authelia), add ,{path} to the --config argument there instead.", "path", second)
	}
	p.restBeside()
	p.secretFiles(secretsDir)
	if len(p.secrets) > 0 {
		p.mind("", "%d, the directory of the credentials, needs systemd 250 or later. The secret files belong to root, with mode 0600: systemd reads them and hands Authelia's user copies of its own.")
	}
	p.socket("Authelia's user must be allowed to write to the socket. SupplementaryGroups=redis in the drop-in does it where the socket belongs to the group redis and unixsocketperm is 770.")
	p.closing("")
}

// unitQuoted is a word in double quotes as systemd.syntax(7) has it: C escapes,
// and a doubled percent sign, for it begins a specifier in quotes as well.
// Environment= does not replace variables, so a dollar sign is just that.
func unitQuoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `%`, `%%`).Replace(s) + `"`
}
