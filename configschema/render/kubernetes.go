package render

// objectName is the name of the Kubernetes objects, and secretMount where the
// secret is mounted. Not /run/secrets, where the service account's token is.
const (
	objectName  = "authelia-redis"
	secretMount = "/secrets/" + objectName
)

// writeKubernetes is a ConfigMap with the configuration, a Secret, and what the
// pod needs, as a strategic merge patch of the Deployment "authelia".
func writeKubernetes(m model) Rendering {
	p := m.parts()
	n := p.notes
	r := Rendering{Format: Kubernetes, Files: []File{}}
	if len(p.secrets)+len(p.public) == 0 {
		r.Notes = n.list()
		return r
	}
	second := len(p.public) > 0 && p.version.Since(v430)
	switch text := p.configurationText(); {
	case second:
		object := manifest("ConfigMap")
		object.add("data", tree{{name: "redis.yml", value: text}})
		r.Files = append(r.Files, File{Name: "authelia-redis.yaml", Language: "yaml", Text: object.String(), Note: "kubectl apply -f authelia-redis.yaml"})
	case text != "":
		r.Files = append(r.Files, File{Name: "configuration.yml", Language: "yaml", Text: text,
			Note: p.say("Put it into the configuration.yml in your own ConfigMap, below session:.")})
		n.mind("", "Authelia {version} reads one configuration file only, so these options have to go into yours; a second file, and with it a ConfigMap of its own, works from 4.30 on.", "version", p.version.String())
	}
	n.filtersOf(p.public, p.version)
	if len(p.secrets) > 0 {
		r.Files = append(r.Files, p.secretManifest())
		n.secretManifest()
		n.mind("", "The secret files can be read by root and by the group of the pod (fsGroup). If Authelia runs as another user than root, set securityContext.fsGroup in the pod to its group.")
	}
	r.Files = append(r.Files, File{Name: "authelia-redis-patch.yaml", Language: "yaml", Text: p.patch(second).String(),
		Note: p.say("kubectl patch deployment authelia --patch-file authelia-redis-patch.yaml, or a patch of your kustomization. It expects the Deployment and its container to be called authelia.")})
	if second && p.version.Since(v438) {
		n.mind("", "X_AUTHELIA_CONFIG names your own configuration first, then this one: change the first path if yours is not at {own}. It has no effect while the container has a --config argument; then add {second} to that, after a comma.", "own", ownFile, "second", redisFile)
	} else if second {
		n.mind("", "The arguments replace those of your container: change the first path if your configuration is not at {own}.", "own", ownFile)
	}
	n.mind("", "enableServiceLinks is off: otherwise Kubernetes sets variables for each Service, and those of a Service called authelia begin with AUTHELIA_ and stop Authelia.")
	n.socket(p, "A unix socket is only there when Redis runs in the same pod, or on the same node with a hostPath volume. Mount its directory into both containers.")
	n.sessionSecret()
	n.besideFile(p)
	n.privateCA(p, "Mount it from a Secret or a ConfigMap.")
	r.Notes = n.list()
	return r
}

// manifest is the head of an object.
func manifest(kind string) tree {
	return tree{
		{name: "apiVersion", value: plain("v1")},
		{name: "kind", value: plain(kind)},
		{name: "metadata", value: tree{
			{name: "name", value: plain(objectName)},
			{name: "labels", value: tree{
				{name: "app.kubernetes.io/name", value: plain("authelia")},
				{name: "app.kubernetes.io/component", value: plain("redis")},
			}},
		}},
	}
}

// secretManifest is the Secret with all the secrets, each under the name of its
// file.
func (p parts) secretManifest() File {
	object := manifest("Secret")
	object.add("type", plain("Opaque"))
	data := tree{}
	for _, s := range p.secrets {
		data.add(s.file, s.value)
	}
	object.add("stringData", data)
	return File{Name: "authelia-redis-secret.yaml", Mode: "0600", Secret: true, Language: "yaml", Text: object.String(),
		Note: p.say("kubectl apply -f authelia-redis-secret.yaml, in Authelia's namespace")}
}

func (n *notes) secretManifest() {
	n.mind("", "authelia-redis-secret.yaml holds the secrets in plain text. Keep it out of version control, or seal it first.")
}

// patch is what the pod of the Deployment needs.
func (p parts) patch(second bool) tree {
	var env, mounts, volumes list
	container := tree{{name: "name", value: plain("authelia")}}
	if second {
		both := ownFile + "," + redisFile
		if p.version.Since(v438) {
			env = append(env, pair("X_AUTHELIA_CONFIG", both))
		} else {
			container.add("args", list{"--config", both})
		}
		mounts = append(mounts, tree{{name: "name", value: plain(objectName)}, {name: "mountPath", value: redisFile},
			{name: "subPath", value: plain("redis.yml")}, {name: "readOnly", value: plain("true")}})
		volumes = append(volumes, tree{{name: "name", value: plain(objectName)}, {name: "configMap", value: tree{{name: "name", value: plain(objectName)}}}})
	}
	for _, s := range p.secrets {
		env = append(env, pair(s.env, secretMount+"/"+s.file))
	}
	if len(p.secrets) > 0 {
		name := objectName + "-secret"
		mounts = append(mounts, tree{{name: "name", value: plain(name)}, {name: "mountPath", value: secretMount}, {name: "readOnly", value: plain("true")}})
		volumes = append(volumes, tree{{name: "name", value: plain(name)}, {name: "secret", value: tree{
			{name: "secretName", value: plain(objectName)},
			{name: "defaultMode", value: plain("288"), comment: "0440"},
		}}})
	}
	for _, part := range []struct {
		name string
		list list
	}{{"env", env}, {"volumeMounts", mounts}} {
		if len(part.list) > 0 {
			container.add(part.name, part.list)
		}
	}
	pod := tree{{name: "enableServiceLinks", value: plain("false")}, {name: "containers", value: list{container}}}
	if len(volumes) > 0 {
		pod.add("volumes", volumes)
	}
	return tree{
		{name: "apiVersion", value: plain("apps/v1")},
		{name: "kind", value: plain("Deployment")},
		{name: "metadata", value: tree{{name: "name", value: plain("authelia")}}},
		{name: "spec", value: tree{{name: "template", value: tree{{name: "spec", value: pod}}}}},
	}
}

// pair is an environment variable of a container.
func pair(name, value string) tree {
	return tree{{name: "name", value: plain(name)}, {name: "value", value: value}}
}
