package rules

import (
	"net/url"
	"slices"
	"strings"

	"redis-wizard/configschema/authelia"
	"redis-wizard/configschema/causes"
	"redis-wizard/configschema/internal/yamltree"
)

// hostNames are what people call a host where a section or a URL takes its place.
var hostNames = []string{"host", "hostname", "name", "address", "addr", "server", "url", "value"}

// ofAddress are the options that one text with the whole address stands for:
// tcp://redis:6379, redis:6379, /run/redis.sock.
func ofAddress(text string) authelia.Values {
	text = strings.TrimSpace(text)
	if path, ok := strings.CutPrefix(text, "unix:"); ok || strings.HasPrefix(text, "/") {
		return authelia.Values{authelia.KeyHost: "/" + strings.TrimLeft(path, "/")}
	}
	if !strings.Contains(text, "://") {
		text = "tcp://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" {
		return nil
	}
	host := u.Hostname()
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	values := authelia.Values{authelia.KeyHost: host}
	set := func(key, value string) {
		if value != "" {
			values[key] = value
		}
	}
	set(authelia.KeyPort, u.Port())
	set(authelia.KeyUsername, u.User.Username())
	password, _ := u.User.Password()
	set(authelia.KeyPassword, password)
	set(authelia.KeyIndex, strings.Trim(u.Path, "/"))
	if u.Scheme == "rediss" || u.Scheme == "tls" {
		set(authelia.KeyMinVersion, "TLS1.2")
	}
	return values
}

// splitAddress is the fix for an address in an option that does not exist; nil where
// there is a host already, or no address in it.
func (c *Checker) splitAddress(key string, n *yamltree.Value) *causes.Fix {
	values := ofAddress(yamltree.ScalarText(n))
	if values == nil || c.node(authelia.KeyHost) != nil {
		return nil
	}
	for option := range values {
		if option != authelia.KeyHost && c.node(authelia.Key(option)) != nil { // what stands there counts
			delete(values, option)
		}
	}
	values[key] = ""
	return causes.NewFix("Make options of it", values)
}

// flattened is the fix for a section in the place of a value, such as host: {host: x,
// port: 1}: what is in it becomes options. Nil where that is not plain.
func (c *Checker) flattened(key authelia.Key, n *yamltree.Value) *causes.Fix {
	option, isOption := authelia.OptionOf(string(key))
	if n.Kind != yamltree.Mapping || len(n.Entries) == 0 || !isOption {
		return nil
	}
	section := string(key)[:strings.LastIndexByte(string(key), '.')+1]
	values := authelia.Values{}
	for _, e := range n.Entries {
		text, to := yamltree.ScalarText(e.Value), section+e.Key
		isScalar := e.Value.Kind != yamltree.Mapping && e.Value.Kind != yamltree.List
		_, known := authelia.OptionOf(to)
		isIt := e.Key == option.Name() || e.Key == "value" || len(n.Entries) == 1 && !known || option.Name() == "host" && slices.Contains(hostNames, e.Key)
		switch {
		case !isScalar:
			return nil
		case isIt && values[string(key)] == "":
			values[c.formKey(key)] = text
		case known && !isIt:
			values[to] = text
		default:
			return nil
		}
		values[c.formKey(key)+"."+e.Key] = ""
	}
	if values[c.formKey(key)] == "" {
		return nil
	}
	return causes.NewFix("Make options of it", values)
}

// NodesFix makes rows of the addresses in a text.
func NodesFix(text string) *causes.Fix {
	set := authelia.Values{authelia.KeyNodes: ""}
	for i, address := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		if i == 9999 {
			break
		}
		host, port := SplitPort(address)
		set[string(authelia.At(authelia.KeyNodeHost, i))] = host
		if port != "" {
			set[string(authelia.At(authelia.KeyNodePort, i))] = port
		}
	}
	if len(set) == 1 {
		return nil
	}
	return causes.NewFix("Make nodes of them", set)
}

// sectioned is the fix for a value in the place of a section: an address instead of
// redis:, a list of one, addresses instead of nodes. Nil where it is not plain.
func (c *Checker) sectioned(key authelia.Key, n *yamltree.Value) *causes.Fix {
	list, _, _ := strings.Cut(string(key), ".nodes")
	switch {
	case string(key) == c.Root.Path && n.Kind == yamltree.List && len(n.Items) == 1 && n.Items[0].Kind == yamltree.Mapping:
		values := authelia.Values{}
		for _, e := range n.Items[0].Entries {
			option := c.Root.Prefix() + e.Key
			if _, known := authelia.OptionOf(option); !known || e.Value.Kind == yamltree.Mapping || e.Value.Kind == yamltree.List {
				return nil
			}
			values[option] = yamltree.ScalarText(e.Value)
		}
		return causes.NewFix("Make options of it", values)
	case string(key) == c.Root.Path && n.Kind == yamltree.Text:
		if values := ofAddress(n.Text); values != nil {
			return causes.NewFix("Make options of it", values)
		}
	case list+"." == authelia.HAPrefix && n.Kind == yamltree.Text && strings.TrimLeft(string(key)[len(list):], ".nodes[]") == "0": // once for all
		var all []string
		for _, item := range c.nodeTexts() {
			if item.Kind != yamltree.Text {
				return nil
			}
			all = append(all, item.Text)
		}
		return NodesFix(strings.Join(all, ","))
	}
	return nil
}

// nodeTexts are the nodes, one where there is a text in place of the list.
func (c *Checker) nodeTexts() []*yamltree.Value {
	switch n := c.node(authelia.KeyNodes); {
	case n == nil:
		return nil
	case n.Kind == yamltree.List:
		return n.Items
	default:
		return []*yamltree.Value{n}
	}
}
