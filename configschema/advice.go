package configschema

func (j *judge) advise(s *settings) {}
