// A Kubernetes control plane in one process, for tests alone: etcd, kube-apiserver with RBAC, service account tokens and
// PodSecurity, and the controllers for Deployments, ReplicaSets, Jobs, namespaces, service accounts and garbage
// collection. There is no scheduler and no kubelet: ../pod-runner.ts stands in for both.
//
//	kubernetes-local --data FOLDER [--port N]
//
// Prints one line of JSON once all of it answers, then runs until its standard input closes or a SIGTERM comes: nobody's
// death leaves it behind. All that it keeps is in FOLDER, so that it can be stopped and started with what it held.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"k8s.io/klog/v2"
)

// What is printed when all of it answers.
type ready struct {
	// Where the API server listens: https://127.0.0.1:PORT.
	URL string `json:"url"`
	// A kubeconfig file of one who may do anything.
	Kubeconfig string `json:"kubeconfig"`
}

func main() {
	data := flag.String("data", "", "the folder that holds all it keeps; made if it is not there")
	port := flag.Int("port", 0, "where the API server listens on 127.0.0.1; 0 takes a free port")
	flag.Parse()
	if *data == "" || flag.NArg() > 0 || *port < 0 || *port > 65535 {
		fmt.Fprintln(os.Stderr, "usage: kubernetes-local --data FOLDER [--port N]")
		os.Exit(2)
	}
	if err := run(*data, *port); err != nil {
		fmt.Fprintln(os.Stderr, "kubernetes-local:", err)
		os.Exit(1)
	}
}

// Runs it all until it is told to stop or a part of it fails.
func run(data string, port int) error {
	klog.LogToStderr(true)
	if err := os.MkdirAll(data, 0o700); err != nil {
		return err
	}
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, bufio.NewReader(os.Stdin))
		cancel()
	}()

	storage, err := startEtcd(data)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer storage.Close()

	server, err := startAPIServer(stop, data, port, storage)
	if err != nil {
		return fmt.Errorf("kube-apiserver: %w", err)
	}
	if err := startControllers(stop, server.client); err != nil {
		return errors.Join(fmt.Errorf("controllers: %w", err), cancelAndWait(cancel, server))
	}
	kubeconfig, err := writeKubeconfig(data, server.client)
	if err != nil {
		return errors.Join(err, cancelAndWait(cancel, server))
	}
	if err := json.NewEncoder(os.Stdout).Encode(ready{URL: server.client.Host, Kubeconfig: kubeconfig}); err != nil {
		return errors.Join(err, cancelAndWait(cancel, server))
	}
	return <-server.ended
}

// Stops the API server before etcd goes, so that it does not retry against nothing.
func cancelAndWait(cancel context.CancelFunc, server *apiServer) error {
	cancel()
	return <-server.ended
}
