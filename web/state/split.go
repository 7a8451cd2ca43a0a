package state

import (
	"strings"

	"redis-wizard/configschema/authelia"
)

// splitRows makes rows of what was pasted into one: "a:26379,b:26379", or one address a
// line. An address goes into the first option of a row, and its port into the one beside it.
func (s *State) splitRows(a act) error {
	for _, root := range authelia.Known {
		for _, list := range root.Lists() {
			if err := s.splitList(a, list); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *State) splitList(a act, list string) error {
	for row := 0; row < s.Rows[list]; row++ {
		keys := RowKeys(list, row)
		addresses := strings.FieldsFunc(s.Input.Values[keys[0]], func(r rune) bool { return strings.ContainsRune(", ;\t\r\n", r) })
		if len(addresses) == 0 || len(addresses) == 1 && (len(keys) == 1 || s.Input.Values[keys[1]] != "") {
			continue
		}
		for i, address := range addresses {
			if i > 0 {
				if err := s.insertRow(a, list, row+1); err != nil {
					return err
				}
				row++
			}
			keys := RowKeys(list, row)
			s.Input.Values[keys[0]] = address
			if host, port, ok := hostPort(address); ok && len(keys) > 1 {
				s.Input.Values[keys[0]], s.Input.Values[keys[1]] = host, port
			}
		}
	}
	return nil
}

// insertRow makes an empty row at a place of a list, out of an empty one where there is one.
func (s *State) insertRow(a act, list string, at int) error {
	from := at
	for ; from < s.Rows[list] && !s.emptyRow(list, from); from++ {
	}
	if from == s.Rows[list] {
		if err := s.addRow(a.with(list)); err != nil {
			return err
		}
	}
	for ; from > at; from-- {
		s.swapRows(list, from, from-1)
	}
	return nil
}

func (s *State) emptyRow(list string, row int) bool {
	for _, key := range RowKeys(list, row) {
		if s.Input.Values[key] != "" {
			return false
		}
	}
	return true
}

// hostPort takes an address with a port apart; ok is false for one without.
func hostPort(address string) (host, port string, ok bool) {
	at := strings.LastIndexByte(address, ':')
	if at <= 0 || at == len(address)-1 || strings.Trim(address[at+1:], "0123456789") != "" {
		return "", "", false
	}
	host, port = address[:at], address[at+1:]
	inBrackets := strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]")
	return host, port, inBrackets || !strings.Contains(host, ":")
}
