/** What is in {@code k8s/}, held against Kubernetes' own types, against itself, and against a server that runs by it. */
package io.carillon.kubernetes;
