package configschema

import (
	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/effective"
	"redis-wizard/configschema/internal/sources"
)

// What an evaluation is asked with and answers with, by the names under which
// the packages around this one know it.
type (
	Values              = authelia.Values
	Kind                = authelia.Kind
	Version             = authelia.Version
	UnknownVersionError = authelia.UnknownVersionError
	Field               = authelia.Option
	Section             = authelia.Section
	Problem             = causes.Problem
	Severity            = causes.Severity
	Fix                 = causes.Fix
	File                = sources.File
	Variable            = sources.Variable
	Setting             = sources.Setting
	Config              = effective.Config
	TLSConfig           = effective.TLSConfig
	HighAvailability    = effective.HighAvailability
	Node                = effective.Node
)

const (
	Single   = authelia.Single
	Socket   = authelia.Socket
	Sentinel = authelia.Sentinel

	Error   = causes.Error
	Warning = causes.Warning
	Info    = causes.Info
)
