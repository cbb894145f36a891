{{/* Labels of Helm's, for an object that already has its own. */}}
{{- define "airbnb-insights.release" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{/* By what a component's pods are known: (dict "component" "worker"). */}}
{{- define "airbnb-insights.labels" -}}
app.kubernetes.io/name: airbnb-insights
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "airbnb-insights.image" -}}
{{- $tag := .Values.image.tag | default .Chart.AppVersion -}}
{{ .Values.image.repository }}{{ if hasPrefix "sha256:" $tag }}@{{ else }}:{{ end }}{{ $tag }}
{{- end }}

{{- define "airbnb-insights.pullSecrets" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{/* What every pod keeps to: the restricted security standard. */}}
{{- define "airbnb-insights.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "airbnb-insights.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Alive is whether the process answers; ready whether database, migrations and queue are as this version needs them. */}}
{{- define "airbnb-insights.probes" -}}
startupProbe:
  httpGet:
    path: /health/live
    port: http
  periodSeconds: 2
  failureThreshold: 30
livenessProbe:
  httpGet:
    path: /health/live
    port: http
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 3
readinessProbe:
  httpGet:
    path: /health/ready
    port: http
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{/* On two nodes, where there are two. */}}
{{- define "airbnb-insights.spread" -}}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "airbnb-insights.labels" . | nindent 8 }}
{{- end }}

{{/* Longer than SHUTDOWN_TIMEOUT_SECONDS, what comes before and after it, and the pause before it together. */}}
{{- define "airbnb-insights.grace" -}}
terminationGracePeriodSeconds: {{ add (get .Values.settings "SHUTDOWN_TIMEOUT_SECONDS" | default 30 | int) 30 }}
{{- end }}

{{- define "airbnb-insights.secretMounts" -}}
volumeMounts:
  - name: secrets
    mountPath: /run/secrets/airbnb-insights
    readOnly: true
{{- end }}

{{/* Files and not variables: those show in `kubectl describe`, in crash dumps and in /proc. */}}
{{- define "airbnb-insights.secretVolume" -}}
volumes:
  - name: secrets
    secret:
      secretName: {{ .Values.secretName }}
      defaultMode: 0440
{{- end }}

{{- define "airbnb-insights.secretItems" -}}
items:
  - key: database-url
    path: database-url
  - key: credential-keys
    path: credential-keys
{{- end }}

{{/* All that is public, and nothing private. */}}
{{- define "airbnb-insights.public" -}}
- ipBlock:
    cidr: 0.0.0.0/0
    except: [10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16]
- ipBlock:
    cidr: ::/0
    except: ["fc00::/7", "fe80::/10"]
{{- end }}

{{/* One at a time, and not for a short lull. */}}
{{- define "airbnb-insights.scaleDown" -}}
scaleDown:
  stabilizationWindowSeconds: 300
  policies:
    - type: Pods
      value: 1
      periodSeconds: 60
{{- end }}
