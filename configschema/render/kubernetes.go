package render

import "redis-wizard/configschema/authelia"

// objectName is the name of the Kubernetes objects, and secretMount where the
// secret is mounted. Not /run/secrets, where the service account's token is.
const (
	objectName  = "authelia-redis"
	secretMount = "/secrets/" + objectName
)

// writeKubernetes is a ConfigMap with the configuration, a Secret, and what the
// pod needs, as a strategic merge patch of the Deployment "authelia".
func writeKubernetes(p *parts) {
	if p.empty() {
		return
	}
	second := len(p.public) > 0 && p.version.Profile().SeveralFiles
	switch text := p.configurationText(); {
	case second:
		object := manifest("ConfigMap")
		object.Add("data", tree{{Key: "redis.yml", Value: text}})
		p.files = append(p.files, File{Name: "authelia-redis.yaml", Language: "yaml", Text: object.String(), Note: "kubectl apply -f authelia-redis.yaml"})
	case text != "":
		p.file(authelia.FragmentFile, "yaml", text, "Put it into the configuration.yml in your own ConfigMap, below session:.")
		p.mind("", "Authelia {version} reads one configuration file only, so these options have to go into yours; a second file, and with it a ConfigMap of its own, works from 4.30 on.", "version", p.version.String())
	}
	p.filtersOf(p.public)
	if len(p.secrets) > 0 {
		p.secretManifest()
		p.need("", readable, "The secret files can be read by root and by the group of the pod (fsGroup). If Authelia runs as another user than root, set securityContext.fsGroup in the pod to its group.")
	}
	p.file("authelia-redis-patch.yaml", "yaml", p.patch(second).String(),
		"kubectl patch deployment authelia --patch-file authelia-redis-patch.yaml, or a patch of your kustomization. It expects the Deployment and its container to be called authelia.")
	if second && p.version.Profile().ConfigVariable {
		p.mind("", "X_AUTHELIA_CONFIG names your own configuration first, then this one: change the first path if yours is not at {own}. It has no effect while the container has a --config argument; then add {second} to that, after a comma.", "own", ownFile, "second", redisFile)
	} else if second {
		p.mind("", "The arguments replace those of your container: change the first path if your configuration is not at {own}.", "own", ownFile)
	}
	p.mind("", "enableServiceLinks is off: otherwise Kubernetes sets variables for each Service, and those of a Service called authelia begin with AUTHELIA_ and stop Authelia.")
	p.socket("A unix socket is only there when Redis runs in the same pod, or on the same node with a hostPath volume. Mount its directory into both containers.")
	p.closing("Mount it from a Secret or a ConfigMap.")
}

// manifest is the head of an object.
func manifest(kind string) tree {
	return tree{
		{Key: "apiVersion", Value: plain("v1")},
		{Key: "kind", Value: plain(kind)},
		{Key: "metadata", Value: tree{
			{Key: "name", Value: plain(objectName)},
			{Key: "labels", Value: tree{
				{Key: "app.kubernetes.io/name", Value: plain("authelia")},
				{Key: "app.kubernetes.io/component", Value: plain("redis")},
			}},
		}},
	}
}

// secretManifest adds the Secret with all the secrets, each under the name of its
// file.
func (p *parts) secretManifest() {
	object := manifest("Secret")
	object.Add("type", plain("Opaque"))
	data := tree{}
	for _, s := range p.secrets {
		data.Add(s.file, s.value)
	}
	object.Add("stringData", data)
	p.add(File{Name: "authelia-redis-secret.yaml", Mode: "0600", Secret: true, Language: "yaml", Text: object.String()},
		"kubectl apply -f authelia-redis-secret.yaml, in Authelia's namespace")
	p.mind("", "authelia-redis-secret.yaml contains the secrets in plain text. Keep it out of version control, or seal it first.")
}

// patch is what the pod of the Deployment needs.
func (p *parts) patch(second bool) tree {
	var env, mounts, volumes list
	container := tree{{Key: "name", Value: plain("authelia")}}
	if second {
		if p.version.Profile().ConfigVariable {
			env = append(env, pair("X_AUTHELIA_CONFIG", bothFiles))
		} else {
			container.Add("args", list{"--config", bothFiles})
		}
		mounts = append(mounts, tree{{Key: "name", Value: plain(objectName)}, {Key: "mountPath", Value: redisFile},
			{Key: "subPath", Value: plain("redis.yml")}, {Key: "readOnly", Value: plain("true")}})
		volumes = append(volumes, tree{{Key: "name", Value: plain(objectName)}, {Key: "configMap", Value: tree{{Key: "name", Value: plain(objectName)}}}})
	}
	for _, s := range p.secrets {
		env = append(env, pair(s.env, secretMount+"/"+s.file))
	}
	if len(p.secrets) > 0 {
		name := objectName + "-secret"
		mounts = append(mounts, tree{{Key: "name", Value: plain(name)}, {Key: "mountPath", Value: secretMount}, {Key: "readOnly", Value: plain("true")}})
		volumes = append(volumes, tree{{Key: "name", Value: plain(name)}, {Key: "secret", Value: tree{
			{Key: "secretName", Value: plain(objectName)},
			{Key: "defaultMode", Value: plain("288"), Comment: "0440"},
		}}})
	}
	p.carry(podReferences, func(s standIn) { env = append(env, podVariable(s)) })
	if len(env) > 0 {
		container.Add("env", env)
	}
	if len(mounts) > 0 {
		container.Add("volumeMounts", mounts)
	}
	pod := tree{{Key: "enableServiceLinks", Value: plain("false")}, {Key: "containers", Value: list{container}}}
	if len(volumes) > 0 {
		pod.Add("volumes", volumes)
	}
	return tree{
		{Key: "apiVersion", Value: plain("apps/v1")},
		{Key: "kind", Value: plain("Deployment")},
		{Key: "metadata", Value: tree{{Key: "name", Value: plain("authelia")}}},
		{Key: "spec", Value: tree{{Key: "template", Value: tree{{Key: "spec", Value: pod}}}}},
	}
}

// pair is an environment variable of a container.
func pair(name, value string) tree {
	return tree{{Key: "name", Value: plain(name)}, {Key: "value", Value: value}}
}
