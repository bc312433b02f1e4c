package io.carillon.gateway;

import io.carillon.auth.Grant;
import org.jspecify.annotations.Nullable;

/**
 * Who comes in, and where.
 *
 * @param id the connection's, unique in the cluster
 * @param grant what the token allows; null where there is none
 * @param caller from where
 */
record Guest(String id, String user, @Nullable Grant grant, Terms terms, Visit visit, Caller caller) {}
