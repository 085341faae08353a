// Speaks TLS, without which kube-apiserver asks no aggregated API, on a free port of loopback, which it writes; and hands
// each request on to the plain HTTP server that its argument names.
package main

import (
	"fmt"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
)

func main() {
	behind, err := url.Parse(os.Args[1])
	if err != nil {
		panic(err)
	}
	front := httptest.NewTLSServer(httputil.NewSingleHostReverseProxy(behind))
	fmt.Println(front.URL)
	select {}
}
