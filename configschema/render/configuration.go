package render

import (
	"redis-wizard/configschema"
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/internal/form"
	"redis-wizard/configschema/phrase"
)

// sessionSection says what a file with the options is.
const sessionSection phrase.Text = "The session section of Authelia's configuration.yml. Where yours has one already, put redis: below it."

// writeYAML is one configuration.yml with everything in it, secrets included.
func writeYAML(p *parts) {
	p.sort()
	p.notes = []Note{} // those are about options that other formats cannot carry
	p.state()
	p.leave()
	if p.result.YAML == "" {
		return
	}
	p.sessionSecret()
	p.filtersOf(p.options)
	p.privateCA("")
	holds := false
	for key := range p.options {
		f, known := authelia.OptionOf(key)
		holds = holds || f.Secret || !known // a misspelt password is one, too
	}
	p.file(authelia.FragmentFile, "yaml", p.result.YAML, sessionSection)
	if holds {
		p.files[0].Mode = "0600"
		p.mind("", "This file contains secrets in plain text. Let nobody but Authelia's user read it, and keep it out of version control. The format secrets keeps them in files of their own.")
	}
}

// configuration is the YAML of the values alone, beginning at session:. It
// leaves nothing out, defaults included, and decides nothing.
func configuration(values configschema.Values, v configschema.Version) string {
	return form.Text(form.Trees(values, v))
}
