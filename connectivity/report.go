package connectivity

import (
	"encoding/json"
	"math"
	"time"
)

// Verdict is the answer to "could Authelia keep its sessions there?".
type Verdict string

// The verdicts.
const (
	Pass Verdict = "pass" // yes
	Warn Verdict = "warn" // yes, but something will hurt
	Fail Verdict = "fail" // no
)

// Role is what an endpoint is in the deployment.
type Role string

// The roles.
const (
	RoleRedis    Role = "redis"    // the one server of a set-up without Sentinel
	RoleSentinel Role = "sentinel" // a sentinel
	RolePrimary  Role = "primary"  // the server that sentinels announce as the primary
	RoleReplica  Role = "replica"  // a server that follows a primary
)

// Origin says where an address comes from.
type Origin string

// The origins.
const (
	Configured Origin = "configured" // from the configuration
	Announced  Origin = "announced"  // told by a sentinel
)

// Status is how a step ended.
type Status string

// The statuses.
const (
	Passed  Status = "passed"
	Warned  Status = "warned"
	Failed  Status = "failed"
	Skipped Status = "skipped" // not tried, so neither good nor bad
)

// Severity says how much a finding matters.
type Severity string

// The severities, from worst to mildest.
const (
	SeverityError   Severity = "error"   // Authelia could not keep sessions
	SeverityWarning Severity = "warning" // it could, but it will hurt
	SeverityInfo    Severity = "info"    // better known than not
)

// Report is what a probe saw. It is plain data: the page, the API and the
// command line print the same value.
type Report struct {
	Verdict  Verdict `json:"verdict"`
	Authelia string  `json:"authelia"`
	Mode     Mode    `json:"mode"`
	// Vantage is the name of the place that it was made from, where that was not
	// here: whoever asked there sets it.
	Vantage string `json:"vantage,omitempty"`
	// TookMS is the duration of the whole probe in milliseconds, as every
	// field of that suffix is for its part.
	TookMS    float64          `json:"took_ms"`
	Endpoints []EndpointReport `json:"endpoints"`
	Findings  []Finding        `json:"findings"`
	// Topology is what the sentinels told; nil without Sentinel.
	Topology *Topology `json:"topology,omitempty"`
	// Latency is that of the server which holds the sessions; nil when it was
	// not measured.
	Latency *Latency `json:"latency,omitempty"`
	// Panics are the places in this program that panicked during the probe: a
	// function and its line for each, and nothing that was typed. They are for
	// whoever runs it, to count and to log; the person has a finding for each.
	Panics []string `json:"-"`
}

// Endpoint names one address that was tried.
type Endpoint struct {
	ID      string `json:"id"` // "e1", "e2", … in the order of the report
	Role    Role   `json:"role"`
	Address string `json:"address"`
	Origin  Origin `json:"origin"`
	// AnnouncedBy holds the ids of the sentinels that named the address, as far
	// as they had answered; that of the primary for a replica which only the
	// primary named. Empty for a configured one.
	AnnouncedBy []string `json:"announced_by,omitempty"`
}

// EndpointReport is an endpoint with its steps, in the order of steps.go.
type EndpointReport struct {
	Endpoint
	// Server is what the server says it is; nil when it did not say.
	Server *Server `json:"server,omitempty"`
	Steps  []Step  `json:"steps"`
}

// Server is a server's own word about itself.
type Server struct {
	Software string `json:"software"` // "Redis", "Valkey", …
	Version  string `json:"version"`
}

// Step is how one step of one endpoint ended.
type Step struct {
	Step   StepName `json:"step"`
	Status Status   `json:"status"`
	// Code is that of the cause in the Catalogue; empty when all is well.
	Code    string  `json:"code,omitempty"`
	Message string  `json:"message"`
	Hint    string  `json:"hint,omitempty"`
	TookMS  float64 `json:"took_ms"`
}

// StepEvent is a step as it ends, with its endpoint. In JSON it is one flat
// object, where the endpoint's id is called "endpoint".
type StepEvent struct {
	Endpoint
	Step
}

// MarshalJSON writes the flat object.
func (e StepEvent) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Endpoint    string   `json:"endpoint"`
		Role        Role     `json:"role"`
		Address     string   `json:"address"`
		Origin      Origin   `json:"origin"`
		AnnouncedBy []string `json:"announced_by,omitempty"`
		Step
	}{e.Endpoint.ID, e.Endpoint.Role, e.Endpoint.Address, e.Endpoint.Origin, e.Endpoint.AnnouncedBy, e.Step})
}

// UnmarshalJSON reads the flat object. Members that it does not know are left
// alone, because another version may have written them.
func (e *StepEvent) UnmarshalJSON(text []byte) error {
	var flat struct {
		Endpoint    string   `json:"endpoint"`
		Role        Role     `json:"role"`
		Address     string   `json:"address"`
		Origin      Origin   `json:"origin"`
		AnnouncedBy []string `json:"announced_by"`
		Step
	}
	if err := json.Unmarshal(text, &flat); err != nil {
		return err
	}
	e.Endpoint = Endpoint{ID: flat.Endpoint, Role: flat.Role, Address: flat.Address, Origin: flat.Origin, AnnouncedBy: flat.AnnouncedBy}
	e.Step = flat.Step
	return nil
}

// Finding is something that the person should know, and what to do about it.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	// Endpoint is the id of the endpoint it concerns; empty when it concerns
	// the deployment as a whole.
	Endpoint string `json:"endpoint,omitempty"`
	Message  string `json:"message"`
	// Lang is "en" where the message is in Authelia's words though another
	// language was asked for.
	Lang string `json:"lang,omitempty"`
	Hint string `json:"hint,omitempty"`
	// Fix is set where one act mends it.
	Fix *Fix `json:"fix,omitempty"`
}

// Fix is one act that mends a finding: set these options, by Authelia's dotted
// keys. An empty text takes the option out. The key of a whole section
// ("session.redis.high_availability") with an empty text says that nothing is to
// be left of it; its options are listed beside it.
//
// A report holds no secret, so what concerns secrets is said without them: Copy
// gives options the value that another option had before the fix, and Cut takes
// characters off the ends of a value.
type Fix struct {
	Label string            `json:"label"`
	Set   map[string]string `json:"set"`
	// Copy maps an option to the one whose value it gets; two options that get
	// each other's value are swapped.
	Copy map[string]string `json:"copy,omitempty"`
	// Cut maps an option to how many characters to take off its beginning and
	// off its end.
	Cut map[string][2]int `json:"cut,omitempty"`
}

// Topology is the deployment as its sentinels describe it.
type Topology struct {
	SentinelName string   `json:"sentinel_name"`
	Primary      string   `json:"primary"`
	Replicas     []string `json:"replicas"`
	// Sentinels are those that answered as sentinels.
	Sentinels []string `json:"sentinels"`
	// Unlisted are sentinels that the others know and the configuration lacks.
	Unlisted []string `json:"unlisted"`
}

// Latency holds the round trips of PINGs on one open connection.
type Latency struct {
	// ValuesMS are the samples in the order in which they were taken.
	ValuesMS []float64 `json:"values_ms"`
	Samples  int       `json:"samples"`
	MinMS    float64   `json:"min_ms"`
	P50MS    float64   `json:"p50_ms"`
	P95MS    float64   `json:"p95_ms"`
	MaxMS    float64   `json:"max_ms"`
}

// milliseconds rounds to a hundredth: finer figures are noise.
func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
