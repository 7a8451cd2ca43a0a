package render

import (
	"slices"
	"strconv"
	"testing"
)

// behindSentinels is a configuration with these nodes, "host" or "host port".
func behindSentinels(nodes ...[2]string) map[string]string {
	values := map[string]string{"high_availability.sentinel_name": "mymaster"}
	for i, node := range nodes {
		key := "high_availability.nodes." + strconv.Itoa(i)
		values[key+".host"], values[key+".port"] = node[0], node[1]
	}
	return values
}

func TestSentinelFiles(t *testing.T) {
	one := []string{"redis.conf", "replica.conf", "sentinel.conf"}
	three := []string{"redis.conf", "replica.conf", "sentinel-1.conf", "sentinel-2.conf", "sentinel-3.conf"}
	for name, test := range map[string]struct {
		values map[string]string
		want   []string
	}{
		"addresses":              {behindSentinels([2]string{"10.0.0.1", ""}, [2]string{"10.0.0.2", ""}, [2]string{"[fd00::3]", "26379"}), one},
		"addresses, other ports": {behindSentinels([2]string{"10.0.0.1", ""}, [2]string{"10.0.0.2", ""}, [2]string{"10.0.0.3", "26380"}), three},
		"names":                  {behindSentinels([2]string{"a", ""}, [2]string{"b", ""}, [2]string{"c", ""}), three},
		"one name":               {behindSentinels([2]string{"sentinels", ""}), one},
	} {
		t.Run(name, func(t *testing.T) {
			var names []string
			for _, file := range filesFor(t, test.values).Files {
				names = append(names, file.Name)
			}
			if !slices.Equal(names, test.want) {
				t.Errorf("files %v, want %v", names, test.want)
			}
		})
	}
}

func TestSentinelConf(t *testing.T) {
	names := behindSentinels([2]string{"Sentinel-0.example.com", ""}, [2]string{"sentinel-1.example.com", "26380"}, [2]string{"sentinel-2.example.com", ""})
	names["password"] = "of-redis"
	names["high_availability.sentinel_password"] = "of-sentinels"
	files := filesFor(t, names).Files
	wantLines(t, files[3], []string{
		"port 26380", "sentinel resolve-hostnames yes", "sentinel announce-hostnames yes", "sentinel announce-ip sentinel-1.example.com", "sentinel announce-port 26380",
		"sentinel monitor mymaster {PRIMARY ADDRESS} 6379 2", "sentinel auth-pass mymaster of-redis", "requirepass of-sentinels",
	}, []string{"bind", "tls-", "user", "sentinel auth-user", "sentinel sentinel-"})
	wantLines(t, files[2], []string{"sentinel announce-ip sentinel-0.example.com"}, nil)

	addresses := behindSentinels([2]string{"10.0.0.1", ""}, [2]string{"10.0.0.2", ""}, [2]string{"10.0.0.3", ""}, [2]string{"10.0.0.4", ""})
	addresses["tls.skip_verify"] = "true"
	files = filesFor(t, addresses).Files
	wantLines(t, files[2], []string{
		"port 0", "tls-port 26379", "tls-replication yes", "tls-auth-clients no", "tls-ca-cert-file /etc/redis/tls/ca.crt", "sentinel monitor mymaster {PRIMARY ADDRESS} 6379 3",
	}, []string{"sentinel announce-ip", "sentinel auth", "requirepass", "user"})
}

// The quorum is more than half of the sentinels, the host counted as one.
func TestQuorum(t *testing.T) {
	for nodes, want := range map[int]string{1: "1", 2: "2", 3: "2", 4: "3", 5: "3"} {
		var list [][2]string
		for i := range nodes - 1 {
			list = append(list, [2]string{"10.0.0." + strconv.Itoa(i+2), ""})
		}
		values := behindSentinels(list...)
		values["host"] = "10.0.0.1"
		files := filesFor(t, values).Files
		wantLines(t, files[2], []string{"sentinel monitor mymaster {PRIMARY ADDRESS} 6379 " + want}, nil)
	}
}
