package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

type apiServer struct {
	// How one who may do anything reaches it.
	client *rest.Config
	// Gives one value, its error or nil, when it has ended.
	ended <-chan error
}

// Starts kube-apiserver on the loopback and waits until it answers and has made the namespace `default`.
func startAPIServer(stop context.Context, data string, port int, etcd *embed.Etcd) (*apiServer, error) {
	secrets, err := keepSecrets(data)
	if err != nil {
		return nil, err
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		return nil, err
	}
	configured := apiServerOptions(data, secrets, listener, etcd)
	if err := configured.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	completed, err := configured.Complete(stop)
	if err != nil {
		return nil, err
	}
	if faults := completed.Validate(); len(faults) > 0 {
		return nil, utilerrors.NewAggregate(faults)
	}

	ended := make(chan error, 1)
	go func() { ended <- app.Run(stop, completed) }()
	authority, err := os.ReadFile(filepath.Join(data, "certificates", "apiserver.crt"))
	if err != nil {
		return nil, err
	}
	client := &rest.Config{
		Host:            "https://" + listener.Addr().String(),
		BearerToken:     secrets.adminToken,
		TLSClientConfig: rest.TLSClientConfig{CAData: authority},
		// No limit of the client's own: the server has its fairness.
		QPS: -1,
	}
	return &apiServer{client: client, ended: ended}, waitUntilItAnswers(stop, client, ended)
}

func apiServerOptions(data string, secrets *secrets, listener net.Listener, etcd *embed.Etcd) *options.ServerRunOptions {
	configured := options.NewServerRunOptions()
	address := listener.Addr().(*net.TCPAddr)
	configured.SecureServing.Listener = listener
	configured.SecureServing.BindAddress = address.IP
	configured.SecureServing.BindPort = address.Port
	configured.SecureServing.ExternalAddress = address.IP
	configured.SecureServing.ServerCert.CertDirectory = filepath.Join(data, "certificates")
	configured.GenericServerRunOptions.AdvertiseAddress = address.IP
	// Nobody reaches it as a Service, and a loopback address may not be an endpoint.
	configured.EndpointReconcilerType = "none"
	configured.ServiceClusterIPRanges = "10.0.0.0/16"

	configured.Etcd.StorageConfig.Transport.ServerList = []string{etcdURL(etcd)}

	configured.Authorization.Modes = []string{"RBAC"}
	configured.Authentication.TokenFile.TokenFile = secrets.tokenFile
	configured.Authentication.ServiceAccounts.Issuers = []string{"https://kubernetes.default.svc.cluster.local"}
	configured.Authentication.ServiceAccounts.KeyFiles = []string{secrets.signingKeyFile}
	configured.ServiceAccountSigningKeyFile = secrets.signingKeyFile
	return configured
}

func waitUntilItAnswers(stop context.Context, client *rest.Config, ended <-chan error) error {
	clients, err := kubernetes.NewForConfig(client)
	if err != nil {
		return err
	}
	return wait.PollUntilContextTimeout(stop, 50*time.Millisecond, time.Minute, true, func(ctx context.Context) (bool, error) {
		select {
		case err := <-ended:
			return false, fmt.Errorf("ended before it answered: %w", err)
		default:
		}
		if _, err := clients.Discovery().RESTClient().Get().AbsPath("/readyz").DoRaw(ctx); err != nil {
			return false, nil
		}
		_, err := clients.CoreV1().Namespaces().Get(ctx, metav1.NamespaceDefault, metav1.GetOptions{})
		return err == nil, nil
	})
}
