package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	clientcmdapi "k8s.io/client-go/tools/clientcmd/api"
	"k8s.io/client-go/util/keyutil"
)

// What the server must find again when it is started on the same folder: else no token of before would hold.
type secrets struct {
	adminToken     string
	tokenFile      string
	signingKeyFile string
}

// Reads the folder's secrets, or makes them.
func keepSecrets(data string) (*secrets, error) {
	kept := &secrets{
		tokenFile:      filepath.Join(data, "tokens.csv"),
		signingKeyFile: filepath.Join(data, "service-accounts.key"),
	}
	line, err := os.ReadFile(kept.tokenFile)
	if err == nil {
		kept.adminToken, _, _ = strings.Cut(string(line), ",")
		return kept, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	pem, err := keyutil.MarshalPrivateKeyToPEM(key)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(kept.signingKeyFile, pem, 0o600); err != nil {
		return nil, err
	}
	token := make([]byte, 32)
	if _, err := rand.Read(token); err != nil {
		return nil, err
	}
	kept.adminToken = hex.EncodeToString(token)
	user := fmt.Sprintf("%s,admin,admin,system:masters\n", kept.adminToken)
	return kept, os.WriteFile(kept.tokenFile, []byte(user), 0o600)
}

// Writes a kubeconfig for the client into the folder and gives the file's path.
func writeKubeconfig(data string, client *rest.Config) (string, error) {
	const name = "local"
	config := clientcmdapi.NewConfig()
	config.Clusters[name] = &clientcmdapi.Cluster{
		Server:                   client.Host,
		CertificateAuthorityData: client.CAData,
	}
	config.AuthInfos[name] = &clientcmdapi.AuthInfo{Token: client.BearerToken}
	config.Contexts[name] = &clientcmdapi.Context{Cluster: name, AuthInfo: name, Namespace: "default"}
	config.CurrentContext = name
	file := filepath.Join(data, "kubeconfig")
	return file, clientcmd.WriteToFile(*config, file)
}
