package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/redis/go-redis/v9/logging"
	"github.com/spf13/cobra"

	"redis-wizard/web"
	"redis-wizard/web/limits"
)

// sharedLimits is where replicas count together. The URL may hold a password,
// so no message repeats it.
type sharedLimits struct{ url, file string }

func (s *sharedLimits) add(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&s.url, "limits-redis", "", "URL of a Redis of yours in which replicas count together what clients ask for, as redis://user:password@host:6379/0 or rediss://; each counts for itself without it, and while it does not answer")
	flags.StringVar(&s.file, "limits-redis-file", "", "file with the URL of --limits-redis, to keep its password out of the list of processes")
}

// apply makes the client for the Redis; there is none without a URL.
func (s *sharedLimits) apply(options *web.Options) error {
	url, flag := s.url, "--limits-redis"
	switch {
	case s.url != "" && s.file != "":
		return misused("--limits-redis and --limits-redis-file say the same thing; give one of them")
	case s.file != "":
		content, err := os.ReadFile(s.file)
		if err != nil {
			return fmt.Errorf("--limits-redis-file: %w", err)
		}
		url, flag = strings.TrimSpace(string(content)), "the content of --limits-redis-file"
	case s.url == "":
		return nil
	}
	var err error
	if options.LimitsRedis, err = limits.Open(url); err != nil {
		return misused("%s %w", flag, err)
	}
	// The library would print its own lines beside the log; the limits say what
	// there is to know.
	logging.Disable()
	return nil
}
