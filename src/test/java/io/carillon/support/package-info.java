/** What tests share: servers, clients on real sockets, tokens. */
package io.carillon.support;
