package connectivity

import (
	"errors"
	"strings"
)

// wizardFault is the code of what a panic becomes in a report.
const wizardFault = "wizard-fault"

// stepBroke is the error of a step that panicked.
func (e *endpoint) stepBroke(place string) error {
	if strings.HasPrefix(place, goRedis) {
		// The guard stands before go-redis; this is a reply that it did not
		// foresee, and that no Redis sends.
		return because("hostile-reply", nil).with(map[string]string{"problem": e.told("it cannot be made sense of")})
	}
	if e.standsFor != nil {
		// Nobody sees a trial's steps.
		e.inReport().noteBreakdown(place)
	}
	return because(wizardFault, nil).with(map[string]string{"place": place})
}

// goRedis begins the places of panics in the library.
const goRedis = "github.com/redis/go-redis/"

// breakDown is for a panic between two steps or beside them. The way ends there:
// the step at which it happened has failed, and those to come are skipped. It
// does as little as it can, because nothing catches a panic of its own.
func (e *endpoint) breakDown(place string) {
	e.inReport().noteBreakdown(place)
	if !e.walking {
		return
	}
	e.walking, e.cause = false, wizardFault
	failed := StepName("")
	for _, s := range e.steps {
		if s.Status == Failed {
			failed = s.Step
		}
	}
	for i, s := range e.plan {
		switch {
		case failed == "" && i >= len(e.steps)-1:
			if i == len(e.steps) {
				e.steps = append(e.steps, Step{Step: s.name})
			}
			failed = s.name
			finding := e.breakdown(place)
			e.steps[i].Status, e.steps[i].Code, e.steps[i].Message, e.steps[i].Hint = Failed, finding.Code, finding.Message, finding.Hint
		case i >= len(e.steps):
			e.steps = append(e.steps, Step{Step: s.name, Status: Skipped, Message: e.told(NotTried, "step", string(failed))})
		case e.steps[i].Status != Failed && e.steps[i].Message == "":
			e.steps[i].Status, e.steps[i].Message = Skipped, e.told(NotTried, "step", string(failed))
		}
	}
	for e.shown < len(e.steps) {
		e.current = &e.steps[e.shown]
		e.shown++
		if !e.run.safely(func() { e.run.tell(e) }) {
			return
		}
	}
}

// isWizardFault tells whether an error is a panic of a step.
func isWizardFault(err error) bool {
	var known *fault
	return errors.As(err, &known) && known.cause == wizardFault
}

// inReport is the endpoint that a trial stands for, or this one.
func (e *endpoint) inReport() *endpoint {
	for e.standsFor != nil {
		e = e.standsFor
	}
	return e
}

func (e *endpoint) noteBreakdown(place string) { e.broken = append(e.broken, e.breakdown(place)) }

func (e *endpoint) breakdown(place string) Finding {
	cause := causeNamed(wizardFault)
	words := map[string]string{"address": e.Address, "place": place}
	return Finding{
		Code: cause.Code, Severity: cause.Severity, Endpoint: e.ID,
		Message: fill(e.language(), cause.Message, words), Hint: fill(e.language(), cause.Hint, words),
	}
}

// all are an endpoint's findings, those about this program included.
func (e *endpoint) all() []Finding {
	return append(e.findings[:len(e.findings):len(e.findings)], e.broken...)
}

// admit puts into a report what went wrong with its making.
func (run *probe) admit(report *Report) {
	report.Panics = run.panics.all()
	cause := causeNamed("wizard-fault-overall")
	for _, place := range run.lost.all() {
		words := map[string]string{"place": place}
		report.Findings = append(report.Findings, Finding{
			Code: cause.Code, Severity: cause.Severity,
			Message: fill(run.target.Language, cause.Message, words), Hint: fill(run.target.Language, cause.Hint, words),
		})
		if report.Verdict != Fail {
			report.Verdict = Warn
		}
	}
}
