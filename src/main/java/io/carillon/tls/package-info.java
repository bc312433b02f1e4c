/** What a node proves itself with, to clients and to other nodes: certificates, and whom it trusts. */
@org.jspecify.annotations.NullMarked
package io.carillon.tls;
