package main

import (
	"context"
	"fmt"
	"time"

	v1 "k8s.io/api/core/v1"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
	"k8s.io/kubernetes/pkg/controller/job"
	"k8s.io/kubernetes/pkg/controller/namespace"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/serviceaccount"
)

// How many objects of a kind are worked on at once, as kube-controller-manager has it.
const workers = 5

// What the controllers share.
type controllers struct {
	clients   kubernetes.Interface
	metadata  metadata.Interface
	informers informers.SharedInformerFactory
	mapper    *restmapper.DeferredDiscoveryRESTMapper
}

// Starts the controllers and waits until they have seen all that is there. They end with the context.
func startControllers(stop context.Context, client *rest.Config) error {
	clients, err := kubernetes.NewForConfig(client)
	if err != nil {
		return err
	}
	metadataClient, err := metadata.NewForConfig(client)
	if err != nil {
		return err
	}
	shared := &controllers{
		clients:   clients,
		metadata:  metadataClient,
		informers: informers.NewSharedInformerFactory(clients, 0),
		mapper:    restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(clients.Discovery())),
	}
	for _, start := range []func(context.Context) error{
		shared.startWorkloads,
		shared.startNamespaces,
		shared.startGarbageCollection,
	} {
		if err := start(stop); err != nil {
			return err
		}
	}
	shared.informers.Start(stop.Done())
	for kind, seen := range shared.informers.WaitForCacheSync(stop.Done()) {
		if !seen {
			return fmt.Errorf("%s were not listed", kind)
		}
	}
	return nil
}

// Deployments, ReplicaSets and Jobs.
func (c *controllers) startWorkloads(stop context.Context) error {
	apps, core := c.informers.Apps().V1(), c.informers.Core().V1()
	deployments, err := deployment.NewDeploymentController(stop, apps.Deployments(), apps.ReplicaSets(), core.Pods(), c.clients)
	if err != nil {
		return err
	}
	replicaSets := replicaset.NewReplicaSetController(stop, apps.ReplicaSets(), core.Pods(), c.clients, replicaset.BurstReplicas)
	jobs, err := job.NewController(stop, c.clients, core.Pods(), c.informers.Batch().V1().Jobs(), nil, nil)
	if err != nil {
		return err
	}
	go deployments.Run(stop, workers)
	go replicaSets.Run(stop, workers)
	go jobs.Run(stop, workers)
	return nil
}

// Namespaces are emptied before they go, and each has its service account `default`.
func (c *controllers) startNamespaces(stop context.Context) error {
	core := c.informers.Core().V1()
	namespaces := namespace.NewNamespaceController(stop, c.clients, c.metadata,
		c.clients.Discovery().ServerPreferredNamespacedResources, core.Namespaces(), 5*time.Minute, v1.FinalizerKubernetes)
	accounts, err := serviceaccount.NewServiceAccountsController(klog.FromContext(stop), core.ServiceAccounts(),
		core.Namespaces(), c.clients, serviceaccount.DefaultServiceAccountsControllerOptions())
	if err != nil {
		return err
	}
	go namespaces.Run(stop, workers)
	go accounts.Run(stop, workers)
	return nil
}

// What is owned goes with its owner.
func (c *controllers) startGarbageCollection(stop context.Context) error {
	started := make(chan struct{})
	all := informerfactory.NewInformerFactory(c.informers, metadatainformer.NewSharedInformerFactory(c.metadata, 0))
	collector, err := garbagecollector.NewGarbageCollector(stop, c.clients, c.metadata, c.mapper,
		garbagecollector.DefaultIgnoredResources(), all, started)
	if err != nil {
		return err
	}
	close(started)
	go collector.Run(stop, workers, 30*time.Second)
	go collector.Sync(stop, c.clients.Discovery(), 30*time.Second)
	return nil
}
