/** The ways in for other services: what they may ask of the server, and how it answers. */
@NullMarked
package io.carillon.service;

import org.jspecify.annotations.NullMarked;
